package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// TestWriteARule does what docs/write-a-rule.md says, in a copy of the
// repository: the files, then the commands.
func TestWriteARule(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program in a copy of the repository")
	}
	page, err := os.ReadFile("../../docs/write-a-rule.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	copyTree(t, realtools.Program(t, "git"), "../..", dir)
	commands := 0
	for _, f := range fencesOf(string(page)) {
		lang, file, named := strings.Cut(f.info, " ")
		switch {
		case named:
			if err := os.WriteFile(filepath.Join(dir, file), []byte(f.text), 0o644); err != nil {
				t.Fatal(err)
			}
		case lang == "sh":
			for command := range strings.Lines(f.text) {
				commands++
				cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
				cmd.Dir = dir
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%s%v\n%s", command, err, out)
				}
				if strings.Contains(command, "lint --fail-on") && !strings.Contains(string(out), "warning: the name is all capitals [shouting-name]") {
					t.Errorf("%s%s", command, out)
				}
			}
		}
	}
	if commands < 6 {
		t.Errorf("only %d commands", commands)
	}
}

// copyTree copies the files that git knows or would add.
func copyTree(t *testing.T, git, from, to string) {
	t.Helper()
	list, err := exec.Command(git, "-C", from, "ls-files", "--cached", "--others", "--exclude-standard", "-z").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(from, name))
		if os.IsNotExist(err) || err == nil && strings.HasPrefix(name, ".cache") {
			continue
		}
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(to, name)), 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), text, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryShellBlockIsRun: a page with commands is carried out by some test.
// Those of a console block are by TestManual, and those of an sh block by the
// test of the page.
func TestEveryShellBlockIsRun(t *testing.T) {
	// The first two are run in the machines of testdata/e2e/vm.
	run := []string{"run-nova-engine.md", "gateway.md", "write-a-rule.md"}
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pages {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fencesOf(string(text)) {
			switch lang, _, _ := strings.Cut(f.info, " "); lang {
			case "sh", "bash", "shell":
				known := false
				for _, name := range run {
					known = known || name == filepath.Base(path)
				}
				if !known {
					t.Errorf("%s: no test runs\n%s", path, f.text)
				}
			}
		}
	}
}
