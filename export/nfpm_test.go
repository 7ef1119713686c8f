//go:build linux

package export_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/export"
	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

func testPackage(t *testing.T) export.Package {
	t.Helper()
	spec := generator.Default()
	units, _, err := generator.Units(spec)
	if err != nil {
		t.Fatal(err)
	}
	config, _, err := generator.Config(generator.Input{})
	if err != nil {
		t.Fatal(err)
	}
	return export.Package{
		Name: "nova-engine-quadlet", Version: "1.0.0", Maintainer: "Ops <ops@example.com>",
		Account: "nova-engine", Service: spec.UnitName(), Units: units, Config: config,
	}
}

// writeTree writes the exported tree into a directory of its own.
func writeTree(t *testing.T) string {
	t.Helper()
	files, err := export.Nfpm(testPackage(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Content, f.Mode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestValidate(t *testing.T) {
	tests := []struct {
		name   string
		change func(*export.Package)
		want   string
	}{
		{"a name with a slash", func(p *export.Package) { p.Name = "a/b" }, `package name "a/b"`},
		{"half a version", func(p *export.Package) { p.Version = "1.2" }, `package version "1.2"`},
		{"a maintainer without an address", func(p *export.Package) { p.Maintainer = "Ops" }, `maintainer "Ops"`},
		{"a maintainer that would close the quotes", func(p *export.Package) { p.Maintainer = `O"ps <a@b>` }, "maintainer"},
		{"an account with a blank", func(p *export.Package) { p.Account = "a b" }, `account "a b"`},
		{"root", func(p *export.Package) { p.Account = "root" }, "cannot be root"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := testPackage(t)
			tt.change(&p)
			if _, err := export.Nfpm(p); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestMinPodmanIsTheUnits(t *testing.T) {
	p := testPackage(t)
	lowest, err := p.MinPodman()
	if err != nil {
		t.Fatal(err)
	}
	p.Units[0].Content = append(bytes.Clone(p.Units[0].Content), "[Container]\nHttpProxy=false\n"...)
	if higher, err := p.MinPodman(); err != nil || higher <= lowest {
		t.Errorf("with a key of Podman 5.7 the package needs %v (%v), without it %v", higher, err, lowest)
	}
}

func TestScriptsPassShellcheck(t *testing.T) {
	dir := writeTree(t)
	for _, script := range []string{"postinstall.sh", "preremove.sh", "postremove.sh"} {
		if out, err := exec.Command(realtools.Shellcheck(t), "-s", "sh", filepath.Join(dir, script)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", script, err, out)
		}
	}
}

// A chroot is a system with busybox, no systemd and one other account with
// subordinate ids, with the exported tree installed.
type chroot struct{ root string }

func newChroot(t *testing.T) chroot {
	t.Helper()
	busybox := realtools.Busybox(t)
	if os.Geteuid() != 0 {
		t.Skip("chroot needs root")
	}
	tree, c := writeTree(t), chroot{t.TempDir()}
	for name, text := range map[string]string{
		"etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
		"etc/group":  "root:x:0:\n",
		"etc/subuid": "alice:100000:65536\n",
		"etc/subgid": "alice:165536:65536\n",
		// shadow's useradd and usermod as far as the scripts use them.
		"bin/useradd": "#!/bin/sh\n[ \"$*\" = '--system --user-group --home-dir /var/lib/nova-engine --no-create-home --shell /usr/sbin/nologin nova-engine' ] || exit 2\n" +
			"echo nova-engine:x:990:990::/var/lib/nova-engine:/usr/sbin/nologin >>/etc/passwd\necho nova-engine:x:990: >>/etc/group\n",
		"bin/usermod": "#!/bin/sh\nf=/etc/${1#--*-}; f=${f%s}; r=$2\n" +
			"case $1 in --add*) echo \"$3:${r%-*}:$((${r#*-} - ${r%-*} + 1))\" >>$f ;;\n*) sed -i \"/^$3:${r%-*}:/d\" $f ;; esac\n",
	} {
		c.write(t, name, text, 0o755)
	}
	for _, dir := range []string{"tmp", "dev", "var/lib/systemd/linger", "usr/share/nova-engine-quadlet/units"} {
		if err := os.MkdirAll(filepath.Join(c.root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	program, err := os.ReadFile(busybox)
	if err != nil {
		t.Fatal(err)
	}
	c.write(t, "bin/busybox", string(program), 0o755)
	for _, name := range []string{"postinstall.sh", "preremove.sh", "postremove.sh", "nova-engine.json", "units/nova-engine.container"} {
		text, err := os.ReadFile(filepath.Join(tree, name))
		if err != nil {
			t.Fatal(err)
		}
		c.write(t, "usr/share/nova-engine-quadlet/"+name, string(text), 0o644)
	}
	for _, device := range []struct {
		name  string
		minor int
	}{{"null", 3}, {"urandom", 9}} {
		path := filepath.Join(c.root, "dev", device.name)
		if err := syscall.Mknod(path, syscall.S_IFCHR|0o666, 1<<8|device.minor); err != nil {
			t.Skipf("cannot make /dev/%s here: %v", device.name, err)
		}
		os.Chmod(path, 0o666)
	}
	c.run(t, "/bin:/sbin", "/bin/busybox", "--install", "-s", "/bin")
	return c
}

func (c chroot) write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	path := filepath.Join(c.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func (c chroot) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.root, name))
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// run runs a program in the chroot; it has to end with status 0.
func (c chroot) run(t *testing.T, path string, args ...string) string {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: c.root}
	cmd.Dir, cmd.Env = "/", []string{"PATH=" + path}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return string(out)
}

func (c chroot) script(t *testing.T, name string, args ...string) string {
	t.Helper()
	return c.run(t, "/bin", append([]string{"/bin/sh", "/usr/share/nova-engine-quadlet/" + name}, args...)...)
}

// account returns the uid of nova-engine, with what must be there once it is installed.
func (c chroot) account(t *testing.T) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^nova-engine:[^:]*:(\d+):(\d+):[^:]*:/var/lib/nova-engine:\S*nologin$`).FindStringSubmatch(c.read(t, "etc/passwd"))
	if m == nil {
		t.Fatalf("no account in\n%s", c.read(t, "etc/passwd"))
	}
	return m[1]
}

func TestInstallInChroot(t *testing.T) {
	c := newChroot(t)
	out := c.script(t, "postinstall.sh", "configure", "")
	uid := c.account(t)
	unit := "etc/containers/systemd/users/" + uid + "/nova-engine.container"
	shipped := c.read(t, "usr/share/nova-engine-quadlet/units/nova-engine.container")
	if diff := cmp.Diff(shipped, c.read(t, unit)); diff != "" {
		t.Errorf("the unit (-shipped +installed)\n%s", diff)
	}
	env := c.read(t, "var/lib/nova-engine/.nova-engine/.env")
	token, ok := strings.CutPrefix(env, "NOVA_GATEWAY_TOKEN=")
	if !ok || !regexp.MustCompile(`^[0-9a-f]{64}\n$`).MatchString(token) {
		t.Errorf("the environment file holds no token of 32 bytes, but %d bytes", len(env))
	}
	if strings.Contains(out, strings.TrimSpace(token)) {
		t.Error("the token is printed")
	}
	for name, mode := range map[string]os.FileMode{
		"": 0o700, ".nova-engine": 0o700, ".nova-engine/.env": 0o600, ".nova-engine/nova-engine.json": 0o600, ".nova-engine/workspace": 0o700,
	} {
		info, err := os.Stat(filepath.Join(c.root, "var/lib/nova-engine", name))
		if err != nil {
			t.Error(err)
		} else if owner := info.Sys().(*syscall.Stat_t).Uid; info.Mode().Perm() != mode || fmt.Sprint(owner) != uid {
			t.Errorf("~/%s: mode %v of %d, want %v of %s", name, info.Mode().Perm(), owner, mode, uid)
		}
	}
	// Above everybody's ids in both files, and the same in both.
	const subids = "nova-engine:231072:65536\n"
	if got := c.read(t, "etc/subuid"); got != "alice:100000:65536\n"+subids {
		t.Errorf("subuid:\n%s", got)
	}
	if got := c.read(t, "etc/subgid"); got != "alice:165536:65536\n"+subids {
		t.Errorf("subgid:\n%s", got)
	}

	// An upgrade changes nothing that is the account's or the admin's.
	c.write(t, unit, "[Container]\nImage=localhost/own:1\n", 0o644)
	c.script(t, "preremove.sh", "upgrade", "1.0.1")
	if out = c.script(t, "postinstall.sh", "configure", "1.0.0"); !strings.Contains(out, "is kept") {
		t.Errorf("nothing said about the admin's unit:\n%s", out)
	}
	if got := c.read(t, unit); got != "[Container]\nImage=localhost/own:1\n" {
		t.Errorf("the admin's unit was replaced:\n%s", got)
	}
	if c.read(t, "var/lib/nova-engine/.nova-engine/.env") != env {
		t.Error("an upgrade drew another token")
	}
	if got := c.read(t, "etc/subuid"); strings.Count(got, "nova-engine:") != 1 {
		t.Errorf("an upgrade gave ids again:\n%s", got)
	}

	c.write(t, unit, shipped, 0o644)
	c.script(t, "preremove.sh", "remove")
	if _, err := os.Stat(filepath.Join(c.root, unit)); !os.IsNotExist(err) {
		t.Errorf("removed, and the unit is there: %v", err)
	}
	c.script(t, "postremove.sh", "remove")
	if c.read(t, "var/lib/nova-engine/.nova-engine/.env") != env {
		t.Error("removing, without purging, took the account's data")
	}
	c.write(t, "var/lib/systemd/linger/nova-engine", "", 0o644)
	c.script(t, "postremove.sh", "purge")
	for _, gone := range []string{"var/lib/nova-engine", "var/lib/systemd/linger/nova-engine"} {
		if _, err := os.Lstat(filepath.Join(c.root, gone)); !os.IsNotExist(err) {
			t.Errorf("purged, and %s is there: %v", gone, err)
		}
	}
	if got := c.read(t, "etc/subuid"); got != "alice:100000:65536\n" {
		t.Errorf("purged, and its ids are given out:\n%s", got)
	}
}

// TestScriptsNeverFail runs them where not one of their tools can be found.
func TestScriptsNeverFail(t *testing.T) {
	c := newChroot(t)
	for _, call := range [][]string{{"postinstall.sh", "configure"}, {"postinstall.sh", "1"}, {"preremove.sh", "0"}, {"postremove.sh", "purge"}} {
		c.run(t, "/nowhere", append([]string{"/bin/busybox", "sh", "/usr/share/nova-engine-quadlet/" + call[0]}, call[1:]...)...)
	}
}

func TestPackagesOfTheTree(t *testing.T) {
	if testing.Short() {
		t.Skip("builds nfpm and four packages")
	}
	path, err := exec.Command("go", "-C", "../tools", "tool", "-n", "nfpm").Output()
	if err != nil {
		t.Fatalf("build nfpm: %v", err)
	}
	nfpm, tree := strings.TrimSpace(string(path)), writeTree(t)
	build := func(packager string) string {
		dir := t.TempDir()
		cmd := exec.Command(nfpm, "package", "--packager", packager, "--target", dir)
		cmd.Dir, cmd.Env = tree, append(os.Environ(), "SOURCE_DATE_EPOCH=1700000000")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("nfpm package --packager %s: %v\n%s", packager, err, out)
		}
		made, err := filepath.Glob(dir + "/*")
		if err != nil || len(made) != 1 {
			t.Fatalf("nfpm made %q, %v", made, err)
		}
		return made[0]
	}
	check := func(t *testing.T, name string, args ...string) string {
		t.Helper()
		out, err := exec.Command(realtools.Program(t, name), args...).CombinedOutput()
		if err != nil {
			t.Errorf("%s %q: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	for _, packager := range []string{"deb", "rpm", "apk", "archlinux"} {
		t.Run(packager, func(t *testing.T) {
			file := build(packager)
			first, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if second, err := os.ReadFile(build(packager)); err != nil || !bytes.Equal(first, second) {
				t.Errorf("differs from one build to the next (%v)", err)
			}
			switch packager {
			case "deb":
				if got := check(t, "dpkg-deb", "-f", file, "Depends"); !strings.HasPrefix(got, "podman (>= 4.8), uidmap, ") {
					t.Errorf("depends: %s", got)
				}
				check(t, "lintian", "--no-cfg", "--allow-root", "--fail-on", "error,warning", file)
			case "rpm":
				if got := check(t, "rpm", "-qp", "--requires", file); !strings.Contains(got, "podman >= 4.8\n") {
					t.Errorf("requires: %s", got)
				}
				scripts := check(t, "rpm", "-qp", "--scripts", file)
				for _, kind := range []string{"postinstall", "preuninstall", "postuninstall"} {
					if !strings.Contains(scripts, kind+" scriptlet (using /bin/sh):") {
						t.Errorf("no %s scriptlet", kind)
					}
				}
				check(t, "rpmlint", "-c", filepath.Join(tree, "rpmlint.toml"), file)
			}
		})
	}
}
