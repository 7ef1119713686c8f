package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestReplaceFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "web.container")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}

	t.Run("keeps mode and owner", func(t *testing.T) {
		write("old")
		if os.Geteuid() == 0 {
			if err := os.Chown(path, 1234, 4321); err != nil {
				t.Fatal(err)
			}
		}
		if err := replaceFile(path, "old", "new"); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o640 {
			t.Errorf("mode is %v", info.Mode())
		}
		if s := info.Sys().(*syscall.Stat_t); os.Geteuid() == 0 && (s.Uid != 1234 || s.Gid != 4321) {
			t.Errorf("owner is %d:%d", s.Uid, s.Gid)
		}
		if text, _ := os.ReadFile(path); string(text) != "new" {
			t.Errorf("text is %q", text)
		}
	})

	t.Run("leaves a file alone that has changed since", func(t *testing.T) {
		write("somebody else's")
		if err := replaceFile(path, "old", "new"); err == nil {
			t.Error("no error")
		}
		if text, _ := os.ReadFile(path); string(text) != "somebody else's" {
			t.Errorf("text is %q", text)
		}
	})

	t.Run("does not write through a planted link", func(t *testing.T) {
		write("old")
		victim := filepath.Join(dir, "victim")
		if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(victim, filepath.Join(dir, ".web.container.nova-quadlet")); err != nil {
			t.Fatal(err)
		}
		if err := replaceFile(path, "old", "new"); err != nil {
			t.Fatal(err)
		}
		if text, _ := os.ReadFile(victim); string(text) != "precious" {
			t.Errorf("the link's target is %q", text)
		}
	})

	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
