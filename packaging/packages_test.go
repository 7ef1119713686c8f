// Package packaging tests what the files of this folder build: the deb and the
// rpm of nova-quadlet, looked at with dpkg's and rpm's own tools.
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

const version = "1.2.3"

// run runs a program and returns what it printed; it has to succeed.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(realtools.Program(t, name), args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s%s", name, args, err, out, stderr.String())
	}
	return string(out)
}

// buildPackages builds the packages for amd64 into a directory of its own.
func buildPackages(t *testing.T, env ...string) (deb, rpm string) {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("bash", "../scripts/packages", dir, "amd64")
	cmd.Env = append(append(os.Environ(), "VERSION="+version, "SOURCE_DATE_EPOCH=1700000000"), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("scripts/packages: %v\n%s", err, out)
	}
	return filepath.Join(dir, "nova-quadlet_"+version+"_amd64.deb"), filepath.Join(dir, "nova-quadlet-"+version+"-1.x86_64.rpm")
}

func TestPackages(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and two packages, twice")
	}
	for _, name := range []string{"dpkg-deb", "rpm", "lintian", "rpmlint"} {
		realtools.Program(t, name)
	}
	deb, rpm := buildPackages(t)

	t.Run("the same bytes again", func(t *testing.T) {
		deb2, rpm2 := buildPackages(t, "HOSTNAME=elsewhere", "TMPDIR="+t.TempDir(), "TZ=Asia/Tokyo", "USER=somebody")
		for _, pair := range [][2]string{{deb, deb2}, {rpm, rpm2}} {
			first, err := os.ReadFile(pair[0])
			if err != nil {
				t.Fatal(err)
			}
			second, err := os.ReadFile(pair[1])
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first, second) {
				t.Errorf("%s differs from one build to the next", filepath.Base(pair[0]))
			}
		}
	})
	t.Run("deb", func(t *testing.T) { checkDeb(t, deb) })
	t.Run("rpm", func(t *testing.T) { checkRPM(t, rpm) })
}

func checkDeb(t *testing.T, deb string) {
	fields := run(t, "dpkg-deb", "-f", deb, "Package", "Version", "Architecture", "Depends", "Recommends")
	want := "Package: nova-quadlet\nVersion: " + version + "\nArchitecture: amd64\nRecommends: podman\n"
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("fields (-want +got)\n%s", diff)
	}
	for line := range strings.Lines(run(t, "dpkg-deb", "-c", deb)) {
		mode, path := line[:10], line[strings.Index(line, " ./")+2:]
		if mode[0] == '-' {
			wantMode := "-rw-r--r--"
			if path == "/usr/bin/nova-quadlet\n" {
				wantMode = "-rwxr-xr-x"
			}
			if mode != wantMode {
				t.Errorf("%s has mode %s, want %s", strings.TrimSpace(path), mode, wantMode)
			}
		}
		if !strings.Contains(line, " root/root ") {
			t.Errorf("not root's: %s", line)
		}
	}
	root := t.TempDir()
	run(t, "dpkg-deb", "-x", deb, root)
	checkTree(t, root)
	for _, file := range []string{"doc/nova-quadlet/copyright", "zsh/vendor-completions/_nova-quadlet"} {
		if _, err := os.Stat(filepath.Join(root, "usr/share", file)); err != nil {
			t.Error(err)
		}
	}
	if scripts := run(t, "dpkg-deb", "-I", deb); strings.Contains(scripts, "postinst") {
		t.Errorf("the package has maintainer scripts, and needs none:\n%s", scripts)
	}
	run(t, "lintian", "--no-cfg", "--allow-root", "--fail-on", "error,warning", deb)
}

func checkRPM(t *testing.T, rpm string) {
	// An empty database: the one of this system, if any, is not to be touched.
	db := "--dbpath=" + t.TempDir()
	tags := run(t, "rpm", db, "-qp", "--qf",
		"%{NAME} %{VERSION} %{RELEASE} %{ARCH}\n%{LICENSE}\n%{BUILDHOST}\n%{BUILDTIME}\n%{SUMMARY}\n", rpm)
	want := "nova-quadlet " + version + " 1 x86_64\nApache-2.0\nreproducible\n1700000000\n" +
		"Write, check and install rootless Podman Quadlet units\n"
	if diff := cmp.Diff(want, tags); diff != "" {
		t.Errorf("tags (-want +got)\n%s", diff)
	}
	if scripts := run(t, "rpm", db, "-qp", "--scripts", "--triggers", "--filetriggers", rpm); scripts != "" {
		t.Errorf("the package has scriptlets, and needs none:\n%s", scripts)
	}
	if weak := run(t, "rpm", db, "-qp", "--recommends", rpm); weak != "podman\n" {
		t.Errorf("recommends %q, want podman", weak)
	}
	for line := range strings.Lines(run(t, "rpm", db, "-qp", "--requires", rpm)) {
		if !strings.HasPrefix(line, "rpmlib(") {
			t.Errorf("a static program requires %s", line)
		}
	}
	list := run(t, "rpm", db, "-qp", "--qf", "[%{FILEMODES:perms} %{FILEUSERNAME} %{FILEGROUPNAME} %{FILENAMES}\n]", rpm)
	for line := range strings.Lines(list) {
		f := strings.Fields(line)
		wantMode := "-rw-r--r--"
		if f[3] == "/usr/bin/nova-quadlet" {
			wantMode = "-rwxr-xr-x"
		}
		if f[0][0] == '-' && f[0] != wantMode || f[1] != "root" || f[2] != "root" {
			t.Errorf("%swant %s of root", line, wantMode)
		}
	}
	if docs := run(t, "rpm", db, "-qdp", rpm); !strings.Contains(docs, "/usr/share/man/man1/nova-quadlet-lint.1.gz\n") {
		t.Errorf("the manual pages are not marked as documentation:\n%s", docs)
	}
	// --nodigest would be a weaker check: the payload has to be what the header says.
	run(t, "rpm", db, "-K", "--nosignature", rpm)
	root := t.TempDir()
	run(t, "rpm", "--root="+root, "--initdb")
	install := exec.Command("rpm", "--root="+root, "-i", "--nodeps", "--noscripts", "--ignorearch", rpm)
	if os.Geteuid() == 0 {
		if out, err := install.CombinedOutput(); err != nil {
			t.Fatalf("rpm -i: %v\n%s", err, out)
		}
		checkTree(t, root)
		run(t, "rpm", "--root="+root, "-e", "nova-quadlet")
		if _, err := os.Stat(filepath.Join(root, "usr/bin/nova-quadlet")); !os.IsNotExist(err) {
			t.Errorf("removed, and the program is still there: %v", err)
		}
	}
	run(t, "rpmlint", "-c", "rpmlint.toml", rpm)
}

// checkTree looks at what both packages install.
func checkTree(t *testing.T, root string) {
	t.Helper()
	program := filepath.Join(root, "usr/bin/nova-quadlet")
	out, err := exec.Command(program, "version").Output()
	if err != nil || !strings.HasPrefix(string(out), "nova-quadlet v"+version+" ") {
		t.Errorf("version: %q, %v", out, err)
	}
	list, err := exec.Command(program, "man", "--list").Output()
	if err != nil {
		t.Fatal(err)
	}
	files := []string{
		"bash-completion/completions/nova-quadlet", "fish/vendor_completions.d/nova-quadlet.fish",
		"doc/nova-quadlet/README.md", "doc/nova-quadlet/CHANGELOG.md.gz",
	}
	for line := range strings.Lines(string(list)) {
		files = append(files, "man/man1/"+strings.ReplaceAll(strings.TrimSpace(line), " ", "-")+".1.gz")
	}
	for _, file := range files {
		if info, err := os.Stat(filepath.Join(root, "usr/share", file)); err != nil || info.Size() == 0 {
			t.Errorf("usr/share/%s: %v", file, err)
		}
	}
}
