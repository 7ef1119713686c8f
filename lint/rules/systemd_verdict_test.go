package rules

import (
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

// systemdCases is how many units TestErrorsAreWhatSystemdRefuses draws.
var systemdCases = flag.Int("systemd-cases", 200, "units to render and to compare with each real systemd")

// TestErrorsAreWhatSystemdRefuses renders units with one drawn line each by the
// real generator and lets the real systemd verify the services: an error that
// names systemd must stand where systemd complains, and nowhere else.
func TestErrorsAreWhatSystemdRefuses(t *testing.T) {
	generators := realtools.Quadlets(t)
	generator := generators[len(generators)-1]
	podman, err := quadlet.ParseVersion(generator.Version)
	if err != nil {
		t.Fatal(err)
	}
	units := drawUnits(t, *systemdCases)
	dir := t.TempDir()
	src := quadlet.Source{Dirs: []quadlet.SourceDir{{Path: "."}}}
	for _, u := range units {
		if err := os.WriteFile(filepath.Join(dir, u.name), []byte(u.text), 0o644); err != nil {
			t.Fatal(err)
		}
		src.Dirs[0].Files = append(src.Dirs[0].Files, quadlet.SourceFile{Path: u.name, Name: u.name, Content: u.text})
	}
	for _, user := range []bool{false, true} {
		services := generator.Run(t, dir, user).Services
		target := lint.Target{Podman: []quadlet.Version{podman}, Manager: lint.SystemManager}
		if user {
			target.Manager = lint.UserManager
		}
		for _, version := range realtools.SystemdVersions() {
			t.Run(fmt.Sprintf("%s/user=%v", version, user), func(t *testing.T) {
				target.Systemd, _ = strconv.Atoi(version)
				compareServices(t, units, services, verify(t, version, user, services), lint.Run(src, target, All()))
			})
		}
	}
}

// verify is realtools.Verify without --recursive-errors=no, under which 257
// keeps silent about dependencies that it ignores.
func verify(t *testing.T, version string, user bool, services map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"verify", "--man=no"}
	if user {
		args = append(args, "--user")
	}
	for name, text := range services {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	cmd := exec.Command(realtools.SystemdAnalyze(t, version), args...)
	cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + dir, "XDG_RUNTIME_DIR=" + dir, "SYSTEMD_LOG_COLOR=0"}
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return strings.Split(string(out), "\n")
}

func compareServices(t *testing.T, units []drawnUnit, services map[string]string, said []string, findings []lint.Diagnostic) {
	complaints := map[string][]string{}
	for _, l := range said {
		if i := strings.Index(l, "case"); i >= 0 && len(l) >= i+8 && isRefusal(l) {
			complaints[l[i:i+8]] = append(complaints[l[i:i+8]], l)
		}
	}
	blamed := map[string][]string{}
	for _, d := range findings {
		if d.Severity == lint.Error && d.RefusedBy == lint.BySystemd {
			blamed[d.Unit[:8]] = append(blamed[d.Unit[:8]], d.Message)
		}
	}
	generated, refused, found := 0, 0, 0
	for _, u := range units {
		id := u.name[:8]
		rendered := false
		for name := range services {
			rendered = rendered || strings.HasPrefix(name, id)
		}
		if !rendered {
			continue
		}
		generated++
		switch {
		case complaints[id] == nil && blamed[id] != nil:
			t.Errorf("false error on %s: %s: %s", u.name, u.line, blamed[id])
		case complaints[id] == nil:
		case blamed[id] != nil:
			refused, found = refused+1, found+1
		default:
			refused++
			t.Logf("missed on %s: %s: %s", u.name, u.line, complaints[id])
		}
	}
	t.Logf("%d services, %d refused by systemd, %d found", generated, refused, found)
	if found*100 < refused*95 {
		t.Errorf("found %d of %d", found, refused)
	}
}

// isRefusal tells a line that has no effect from a remark, and from what only
// says that other units are not there.
func isRefusal(l string) bool {
	for _, remark := range []string{
		"lease use ", "is deprecated", "is obsolete", "below legacy directory", "escape sequences", "no longer supported and is now ignored",
		`using "exit-force"`, "not safe", "is not executable: ", "is unsafe", "user/group name '", "will fail!", "does not support BPF",
		"/start: ", "is dropped.", "not found",
	} {
		if strings.Contains(l, remark) {
			return false
		}
	}
	return true
}

type drawnUnit struct{ name, line, text string }

// drawUnits makes a reproducible sample: a directive with a value, in a unit of
// some kind that is otherwise good.
func drawUnits(t *testing.T, n int) []drawnUnit {
	pool, err := os.ReadFile("../../internal/systemd/testdata/values.txt")
	if err != nil {
		t.Fatal(err)
	}
	values := strings.Split(strings.TrimSuffix(string(pool), "\n"), "\n")
	bodies := []struct{ ext, text string }{
		{"container", "[Container]\nImage=quay.io/a/b:1\n"},
		{"container", "[Container]\nImage=quay.io/a/b:1\nNotify=true\n"},
		{"volume", "[Volume]\n"},
		{"network", "[Network]\n"},
		{"pod", "[Pod]\n"},
		{"kube", "[Kube]\nYaml=/a.yaml\n"},
	}
	var directives []systemd.Directive
	for _, s := range []string{"Unit", "Service", "Service", "Install"} {
		directives = append(directives, systemd.Directives(s)...)
	}
	rng := rand.New(rand.NewSource(7))
	var units []drawnUnit
	for len(units) < n {
		d, value := directives[rng.Intn(len(directives))], values[rng.Intn(len(values))]
		if strings.HasSuffix(value, `\`) || d.Name == "LogLevelMax" || d.Name == "LogNamespace" || strings.HasPrefix(d.Name, "ManagedOOM") || d.Name == "OOMRules" {
			continue // these bring in other lines or other units
		}
		name := d.Name
		switch rng.Intn(20) {
		case 0:
			name += "x"
		case 1:
			name = strings.ToLower(name)
		}
		b := bodies[rng.Intn(len(bodies))]
		line := fmt.Sprintf("[%s] %s=%s", d.Section, name, value)
		units = append(units, drawnUnit{
			name: fmt.Sprintf("case%04d.%s", len(units), b.ext), line: line,
			text: b.text + "[" + d.Section + "]\n" + name + "=" + value + "\n",
		})
	}
	return units
}
