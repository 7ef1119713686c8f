package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/generator"
)

// homeIn asks for everything in a home of its own.
func homeIn(t *testing.T) homeRequest {
	t.Helper()
	home := t.TempDir()
	dir := filepath.Join(home, ".nova-engine")
	return homeRequest{
		Spec: generator.Default(), ConfigDir: dir, Workspace: filepath.Join(dir, "workspace"),
		EnvFile: filepath.Join(dir, ".env"), Launch: filepath.Join(home, "launch.sh"),
	}
}

// TestSetupKeepsScripts replaces a script of the user's own where an earlier one was kept
// aside already: both stay.
func TestSetupKeepsScripts(t *testing.T) {
	req := homeIn(t)
	for name, text := range map[string]string{req.Launch: "#!/bin/sh\n# second\n", req.Launch + ".saved": "#!/bin/sh\n# first\n"} {
		if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	answer, err := makeHome(req)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{".saved": "# first", ".saved.2": "# second", "": generator.Mark} {
		if b, _ := os.ReadFile(req.Launch + name); !strings.Contains(string(b), want) {
			t.Errorf("launch.sh%s lacks %q: %.80q", name, want, b)
		}
	}
	if last := answer.Done[len(answer.Done)-1]; !strings.HasSuffix(last.What, "kept as launch.sh.saved.2") {
		t.Errorf("told: %q", last.What)
	}
	if again, err := makeHome(req); err != nil || again.Done[len(again.Done)-1].Changed {
		t.Errorf("a second run changed the script: %+v, %v", again.Done, err)
	}
}

// TestSetupTokenDirectory puts no token where others could exchange the file that holds it.
func TestSetupTokenDirectory(t *testing.T) {
	for _, mode := range []os.FileMode{0o777, 0o775, 0o755} {
		req := homeIn(t)
		dir := t.TempDir()
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		req.EnvFile = filepath.Join(dir, "gateway.env")
		_, err := makeHome(req)
		_, missing := os.Lstat(req.EnvFile)
		switch {
		case mode == 0o755 && (err != nil || missing != nil):
			t.Errorf("mode %#o: %v, %v", mode, err, missing)
		case mode != 0o755 && (err == nil || !strings.Contains(err.Error(), "others can write the directory, and gateway.env holds the token") || missing == nil):
			t.Errorf("mode %#o: error %v; the file: %v", mode, err, missing)
		}
	}
}
