package packaging

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// program builds nova-quadlet as a package would bring it, and returns a PATH
// that begins with it.
func program(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("go", "build", "-trimpath", "-o", dir, "../cmd/nova-quadlet")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir + ":" + os.Getenv("PATH")
}

func build(t *testing.T, dir, path string, argv ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+path, "LC_ALL=C", "SOURCE_DATE_EPOCH=1700000000", "DEB_BUILD_OPTIONS=")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestDebhelperExample builds the example with the real debhelper: what is in the
// package, the same bytes again, and no package of a unit that is wrong.
func TestDebhelperExample(t *testing.T) {
	for _, name := range []string{"dh", "dpkg-buildpackage", "dpkg-deb"} {
		realtools.Program(t, name)
	}
	path := program(t)
	deb := func(change func(dir string)) (string, string, error) {
		dir := filepath.Join(t.TempDir(), "site-units")
		if err := os.CopyFS(dir, os.DirFS("../docs/examples/deb")); err != nil {
			t.Fatal(err)
		}
		change(dir)
		// Without -d it would ask for an installed package of nova-quadlet.
		out, err := build(t, dir, path, "dpkg-buildpackage", "-b", "-d", "-us", "-uc")
		return filepath.Join(filepath.Dir(dir), "site-units_1.0_all.deb"), out, err
	}
	first, out, err := deb(func(string) {})
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	second, out, err := deb(func(string) {})
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sameBytes(t, first, second)
	if got := run(t, "dpkg-deb", "-f", first, "Depends"); strings.TrimSpace(got) != "podman (>= 4.7)" {
		t.Errorf("Depends: %s", got)
	}
	var units []string
	for line := range strings.Lines(run(t, "dpkg-deb", "-c", first)) {
		if f := strings.Fields(line); strings.Contains(line, "/containers/systemd/site") {
			units = append(units, f[0]+" "+f[1]+" "+f[5])
		}
	}
	want := []string{
		"-rw-r--r-- root/root ./usr/share/containers/systemd/site-cache.container",
		"-rw-r--r-- root/root ./usr/share/containers/systemd/site-cache.volume",
	}
	if diff := cmp.Diff(want, units); diff != "" {
		t.Errorf("units (-want +got)\n%s", diff)
	}
	_, out, err = deb(func(dir string) {
		if err := os.WriteFile(filepath.Join(dir, "units/bad.container"), []byte("[Container]\nExec=true\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	})
	if err == nil || !strings.Contains(out, "[missing-image]") {
		t.Errorf("a unit without an image was packaged: %v\n%s", err, out)
	}
}

// TestRPMExample builds the example's spec file with the macros of our package
// and the real rpmbuild.
func TestRPMExample(t *testing.T) {
	for _, name := range []string{"rpmbuild", "rpm", "tar"} {
		realtools.Program(t, name)
	}
	path := program(t)
	macros, err := filepath.Abs("macros.nova-quadlet")
	if err != nil {
		t.Fatal(err)
	}
	rpmOf := func(extra string) (string, string, error) {
		top := t.TempDir()
		src := filepath.Join(top, "src/site-units-1.0")
		if err := os.CopyFS(filepath.Join(src, "units"), os.DirFS("../docs/examples/deb/units")); err != nil {
			t.Fatal(err)
		}
		if extra != "" {
			if err := os.WriteFile(filepath.Join(src, "units/bad.container"), []byte(extra), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Mkdir(filepath.Join(top, "SOURCES"), 0o755); err != nil {
			t.Fatal(err)
		}
		run(t, "tar", "-C", filepath.Join(top, "src"), "--mtime=@1700000000", "--sort=name", "-czf", filepath.Join(top, "SOURCES/site-units-1.0.tar.gz"), "site-units-1.0")
		spec, err := filepath.Abs("../docs/examples/rpm/site-units.spec")
		if err != nil {
			t.Fatal(err)
		}
		out, err := build(t, top, path, "rpmbuild", "--nodeps", "--load", macros, "-bb", "--define", "_topdir "+top,
			"--define", "_buildhost reproducible", "--define", "use_source_date_epoch_as_buildtime 1", "--define", "clamp_mtime_to_source_date_epoch 1", spec)
		return filepath.Join(top, "RPMS/noarch/site-units-1.0-1.noarch.rpm"), out, err
	}
	first, out, err := rpmOf("")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	second, out, err := rpmOf("")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sameBytes(t, first, second)
	if got := run(t, "rpm", "-qlp", first); got != "/usr/share/containers/systemd/site-cache.container\n/usr/share/containers/systemd/site-cache.volume\n" {
		t.Errorf("files:\n%s", got)
	}
	if got := run(t, "rpm", "-qp", "--qf", "[%{FILEMODES:perms} %{FILEUSERNAME}\n]", first); strings.Count(got, "-rw-r--r-- root\n") != 2 {
		t.Errorf("modes:\n%s", got)
	}
	if got := run(t, "rpm", "-qp", "--scripts", first); strings.Count(got, "systemctl daemon-reload || :") != 2 {
		t.Errorf("scriptlets:\n%s", got)
	}
	if _, out, err := rpmOf("[Container]\nExec=true\n"); err == nil || !strings.Contains(out, "[missing-image]") {
		t.Errorf("a unit without an image was packaged: %v\n%s", err, out)
	}
}

func sameBytes(t *testing.T, a, b string) {
	t.Helper()
	first, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Errorf("%s differs from one build to the next", filepath.Base(a))
	}
}
