package packaging

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// TestRelease builds the archives of two systems twice and looks at what is in
// them; the program of this system has to run.
func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program for two systems, twice")
	}
	for _, name := range []string{"tar", "zip", "sha256sum"} {
		realtools.Program(t, name)
	}
	build := func(env ...string) string {
		t.Helper()
		dir := t.TempDir()
		cmd := exec.Command("bash", "../scripts/release", dir, "linux/amd64", "windows/amd64")
		cmd.Env = append(append(os.Environ(), "VERSION="+version, "SOURCE_DATE_EPOCH=1700000000"), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("scripts/release: %v\n%s", err, out)
		}
		return dir
	}
	dir := build()
	again := build("HOSTNAME=elsewhere", "TMPDIR="+t.TempDir(), "TZ=Asia/Tokyo", "USER=somebody")
	want := []string{
		"SHA256SUMS",
		"nova-quadlet_1.2.3_linux_amd64.cdx.json", "nova-quadlet_1.2.3_linux_amd64.tar.gz",
		"nova-quadlet_1.2.3_windows_amd64.cdx.json", "nova-quadlet_1.2.3_windows_amd64.zip",
	}
	for _, name := range want {
		first, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		second, err := os.ReadFile(filepath.Join(again, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("%s differs from one build to the next", name)
		}
	}
	check := exec.Command("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS")
	check.Dir = dir
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("SHA256SUMS: %v\n%s", err, out)
	}

	unpacked := t.TempDir()
	run(t, "tar", "-C", unpacked, "-xf", filepath.Join(dir, want[2]))
	top := filepath.Join(unpacked, "nova-quadlet_1.2.3_linux_amd64")
	for _, name := range []string{"LICENSE", "README.md", "docs/lint.md", "man/nova-quadlet-lint.1", "completions/_nova-quadlet"} {
		if _, err := os.Stat(filepath.Join(top, name)); err != nil {
			t.Error(err)
		}
	}
	if out, err := exec.Command(filepath.Join(top, "nova-quadlet"), "--version").CombinedOutput(); err != nil || !strings.Contains(string(out), version) {
		t.Errorf("--version: %v\n%s", err, out)
	}
	windows, err := zip.OpenReader(filepath.Join(dir, want[4]))
	if err != nil {
		t.Fatal(err)
	}
	defer windows.Close()
	if !slices.ContainsFunc(windows.File, func(f *zip.File) bool {
		return f.Name == "nova-quadlet_1.2.3_windows_amd64/nova-quadlet.exe" && f.UncompressedSize64 > 1<<20
	}) {
		t.Error("there is no program in the archive for Windows")
	}
	checkBOM(t, filepath.Join(dir, want[1]))
}

// checkBOM wants every module that is linked into the program in the bill of
// materials.
func checkBOM(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var bom struct {
		BOMFormat  string
		Components []struct{ Name, Version, PURL string }
	}
	if err := json.Unmarshal(text, &bom); err != nil || bom.BOMFormat != "CycloneDX" {
		t.Fatalf("%v, format %q", err, bom.BOMFormat)
	}
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}@{{.Version}}{{end}}{{end}}", "../cmd/nova-quadlet")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for module := range strings.FieldsSeq(string(out)) {
		name, version, _ := strings.Cut(module, "@")
		if !slices.ContainsFunc(bom.Components, func(c struct{ Name, Version, PURL string }) bool { return c.Name == name && c.Version == version }) {
			t.Errorf("%s is not in the bill of materials", module)
		}
	}
}
