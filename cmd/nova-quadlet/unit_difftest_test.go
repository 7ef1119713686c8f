//go:build difftest

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

var (
	unitKeys  = flag.String("unit-key", "", "only keys that match this regular expression")
	unitEvery = flag.Int("every", 1, "take every n-th value only")
)

// unitCase is a unit file with one value under test.
type unitCase struct {
	id, file, text string
	rootful        bool
}

// TestUnitsAgainstPodman holds `lint` of whole unit files against what the real
// programs do with them: the generator of each release makes the service, and its
// podman carries the command of the service out, with create for run. An error on
// a unit that both take fails the test, and so do too many refusals that were not
// found.
func TestUnitsAgainstPodman(t *testing.T) {
	cases := unitCases(t, "../../internal/podman/testdata/verdicts.tsv")
	for _, rootful := range []bool{false, true} {
		some := slices.DeleteFunc(slices.Clone(cases), func(c unitCase) bool { return c.rootful != rootful })
		for _, generator := range realtools.Quadlets(t) {
			compareUnits(t, generator, rootful, some)
		}
	}
}

func compareUnits(t *testing.T, generator realtools.Generator, rootful bool, cases []unitCase) {
	release := generator.Version
	dir := t.TempDir()
	// Each in a directory of its own, with a generator run of its own: a file that
	// cannot be parsed takes its neighbours along, and a crash of 5.4 all units.
	path := func(c unitCase) string { return filepath.Join(dir, c.file+".dir", c.file) }
	for _, c := range cases {
		if err := os.Mkdir(filepath.Dir(path(c)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path(c), []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var accepted, falseErrors, refused, found, unsure int
	var podman *realtools.Podman
	for i, c := range cases {
		if i%300 == 0 {
			if podman != nil {
				podman.Stop()
			}
			podman = realtools.StartPodman(t, release, rootful)
			podman.Must("sh", "-c", "mkdir -p /tmp/context && echo FROM scratch >/tmp/context/Containerfile")
		}
		said := "the generator refuses it"
		no, known := true, true
		if service, ok := generator.Run(t, filepath.Dir(path(c)), !rootful).Services[serviceFile(c.file)]; ok {
			var argv []string
			if argv, known = createCommand(service, c.file, rootful); known {
				v := podman.Run(argv...)
				no, known, said = v.Refused(), !v.Unproven(), v.LastLine()
				if strings.HasSuffix(c.file, ".network") || strings.HasSuffix(c.file, ".volume") {
					// Where one of the name is there, --ignore looks at nothing else.
					podman.Run("sh", "-c", "podman network ls -q | grep -vx -e podman -e net1 | xargs -r podman network rm; podman volume prune -a -f || podman volume prune -f")
				}
			}
		}
		errs := lintErrors(t, path(c), release, rootful)
		switch {
		case !known:
			unsure++
		case no:
			refused++
			if len(errs) > 0 {
				found++
			} else {
				t.Logf("%s rootful=%v MISSED %s\n\t%s", release, rootful, c.id, said)
			}
		default:
			accepted++
			if len(errs) > 0 {
				falseErrors++
				t.Errorf("%s rootful=%v FALSE %s: %q", release, rootful, c.id, errs)
			}
		}
	}
	podman.Stop()
	t.Logf("%s rootful=%v: %d units, %d taken (%d false errors), %d refused (%d found, %.1f %%), %d not judged",
		release, rootful, len(cases), accepted, falseErrors, refused, found, 100*float64(found)/float64(max(refused, 1)), unsure)
	if found*100 < refused*95 {
		t.Errorf("%s: less than 95 %% found", release)
	}
}

// unitCases makes a unit of each recorded value.
func unitCases(t *testing.T, path string) []unitCase {
	t.Helper()
	filter := regexp.MustCompile(*unitKeys)
	var cases []unitCase
	for n, m := range readMeasured(t, path) {
		// What a line of a unit file cannot hold was measured on podman alone.
		if !filter.MatchString(m.section+"."+m.key) || n%*unitEvery != 0 || strings.HasSuffix(m.value, `\`) || strings.TrimSpace(m.value) != m.value {
			continue
		}
		kind := quadlet.KindOfSection(m.section)
		c := unitCase{
			id:   fmt.Sprintf("[%s] %s=%s", m.section, m.key, m.value),
			file: fmt.Sprintf("u%d%s", n, kind.Ext()), rootful: m.rootful,
		}
		c.text = unitText(m.section, m.key, m.value)
		cases = append(cases, c)
	}
	return cases
}

// measured is a recorded value.
type measured struct {
	section, key, value string
	rootful             bool
	// taken says that every podman takes it.
	taken bool
}

func readMeasured(t *testing.T, path string) []measured {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []measured
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		col := strings.Split(lines.Text(), "\t")
		value, err := strconv.Unquote(col[4])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, measured{section: col[0], key: col[1], value: value, rootful: col[2] == "r", taken: col[3] == "+++"})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// unitText is the unit around a value, with what the key needs beside it.
func unitText(section, key, value string) string {
	lines := []string{"[" + section + "]"}
	switch section {
	case "Container":
		if key != "Image" {
			lines = append(lines, "Image=localhost/tiny")
		}
		lines = append(lines, "Exec=/bin/sh")
		switch {
		case key == "IP", key == "IP6", key == "NetworkAlias":
			lines = append(lines, "Network=net1")
		case strings.HasPrefix(key, "HealthStartup"):
			lines = append(lines, "HealthCmd=true")
			if key != "HealthStartupCmd" {
				lines = append(lines, "HealthStartupCmd=true")
			}
		case strings.HasPrefix(key, "Health") && key != "HealthCmd":
			lines = append(lines, "HealthCmd=true")
		}
	case "Network":
		if key == "Gateway" || key == "IPRange" {
			lines = append(lines, "Subnet=10.77.0.0/24")
		}
	case "Volume":
		if key == "Options" {
			lines = append(lines, "Device=tmpfs", "Type=tmpfs")
		}
	}
	return strings.Join(append(lines, key+"="+value), "\n") + "\n"
}

// serviceFile is the name of the service of a unit file.
func serviceFile(file string) string {
	ext := filepath.Ext(file)
	base := strings.TrimSuffix(file, ext)
	if ext != ".container" {
		base += "-" + ext[1:]
	}
	return base + ".service"
}

// createCommand is the command of a service that makes what the unit is about;
// false where it cannot be carried out as it stands.
func createCommand(service, file string, rootful bool) ([]string, bool) {
	f := unitfile.Parse("service", service, quadlet.DialectOf(quadlet.Newest))
	want := "ExecStart"
	if strings.HasSuffix(file, ".pod") {
		want = "ExecStartPre"
	}
	var line string
	for _, s := range f.Sections {
		for _, it := range s.Items {
			if s.Name == "Service" && it.Name == want {
				line = it.Value
			}
		}
	}
	runtime, home := "/run/user/1000", "/home/u"
	if rootful {
		runtime, home = "/run", "/root"
	}
	base := strings.TrimSuffix(file, filepath.Ext(file))
	resolve := strings.NewReplacer("%%", "%", "%t", runtime, "%N", base, "%n", base+".service", "%h", home, "%U", "1000", "%G", "1000")
	var argv []string
	for _, w := range quadlet.DialectOf(quadlet.Newest).Split(line, unitfile.Exec).List {
		word := resolve.Replace(w.Text)
		if strings.Contains(word, "$") || strings.Contains(w.Text, "%") && strings.Contains(word, "%") {
			return nil, false
		}
		switch {
		case word == "run" && slices.Contains(argv, "podman") && !slices.Contains(argv, "create"):
			word = "create"
		case word == "-d" && len(argv) > 0 && strings.HasPrefix(argv[len(argv)-1], "--sdnotify="):
			continue // create has no such flag
		}
		if strings.HasSuffix(word, "/podman") && len(argv) == 0 {
			word = "podman"
		}
		argv = append(argv, word)
	}
	return argv, len(argv) > 0
}

// lintErrors are the rules of the errors that lint finds in a unit.
func lintErrors(t *testing.T, path, release string, rootful bool) []string {
	t.Helper()
	manager := "--user"
	if rootful {
		manager = "--system"
	}
	var stdout, stderr bytes.Buffer
	status := run([]string{"lint", "--no-config", "--format", "json", "--podman", release, manager, path}, strings.NewReader(""), &stdout, &stderr)
	if status > 1 {
		t.Fatalf("%s: status %d\n%s", path, status, &stderr)
	}
	var out struct {
		Findings []struct{ Rule, Severity, Message string }
	}
	if err := json.NewDecoder(&stdout).Decode(&out); err != nil && err != io.EOF {
		t.Fatal(err)
	}
	var rules []string
	for _, d := range out.Findings {
		if d.Severity == "error" {
			rules = append(rules, d.Rule+": "+d.Message)
		}
	}
	return rules
}
