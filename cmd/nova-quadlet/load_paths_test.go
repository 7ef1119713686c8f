package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInstalledPaths: of the units that are installed here it is known what they mount and
// who can read their environment files; of any others it is not.
func TestInstalledPaths(t *testing.T) {
	home := t.TempDir()
	// Only below directories that everybody may enter is a file open to all.
	for _, dir := range []string{home, filepath.Dir(home)} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	units := filepath.Join(home, ".config/containers/systemd")
	write := func(name, text string, mode os.FileMode) {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("data/there", "", 0o644)
	write("open.env", "DB_PASSWORD=correct-horse\n", 0o644)
	write("closed.env", "DB_PASSWORD=correct-horse\n", 0o600)
	write(".config/containers/systemd/web.container", "[Container]\nImage=quay.io/example/web:1\n"+
		"Volume="+home+"/data:/data\nVolume="+home+"/date:/other\nMount=type=bind,source="+home+"/gone,target=/x\n"+
		"EnvironmentFile="+home+"/open.env\nEnvironmentFile="+home+"/closed.env\n", 0o644)
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	lint := func(args ...string) []string {
		var out, errs strings.Builder
		args = append([]string{"lint", "--user", "--only", "missing-host-path,open-environment-file", "--exit-zero"}, args...)
		if status := run(args, strings.NewReader(""), &out, &errs); status != 0 {
			t.Fatalf("status %d: %s", status, errs.String())
		}
		return regexp.MustCompile(`(?m)^\S+:(\d+):.*\[(.*)\]$`).FindAllString(strings.ReplaceAll(out.String(), home, "HOME"), -1)
	}
	want := []string{
		`HOME/.config/containers/systemd/web.container:4:8: warning: "HOME/date" does not exist, and podman does not make it: the service fails [missing-host-path]`,
		`HOME/.config/containers/systemd/web.container:5:24: warning: "HOME/gone" does not exist, and podman does not make it: the service fails [missing-host-path]`,
		`HOME/.config/containers/systemd/web.container:6:17: warning: every account of this machine can read "HOME/open.env", which sets DB_PASSWORD [open-environment-file]`,
	}
	if diff := cmp.Diff(want, lint("--installed")); diff != "" {
		t.Errorf("installed (-want +got)\n%s", diff)
	}
	if got := lint(units); len(got) > 0 {
		t.Errorf("not installed: %q", got)
	}
}
