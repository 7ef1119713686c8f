package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/modfile"
)

// A fence is one fenced block of a Markdown page.
type fence struct {
	info       string // what follows the backquotes: "console", "ini web.container"
	text       string
	start, end int // of text in the page
}

var fences = regexp.MustCompile("(?ms)^```([^\n`]*)\n(.*?)^```$")

func fencesOf(page string) []fence {
	var all []fence
	for _, m := range fences.FindAllStringSubmatchIndex(page, -1) {
		all = append(all, fence{info: page[m[2]:m[3]], text: page[m[4]:m[5]], start: m[4], end: m[5]})
	}
	return all
}

// TestManual carries out the README and the manual. On each page, in order and
// in one directory, a block that names a file (```ini web.container) becomes
// that file, and the commands of a ```console block run in one shell: lines
// that begin with "$ " are commands, "> " goes on with them, and what follows
// is what they print. -update writes the output that came.
func TestManual(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(pages, "../../README.md") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := runPage(t, string(src))
			if *update && got != string(src) {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(src), got); diff != "" {
				t.Errorf("the page does not show what the commands print; -update writes it (-page +printed)\n%s", diff)
			}
		})
	}
}

// runPage returns the page with the output that its commands printed.
func runPage(t *testing.T, page string) string {
	t.Helper()
	dir := t.TempDir()
	work, home := filepath.Join(dir, "work"), filepath.Join(dir, "home")
	bin := filepath.Join(dir, "bin")
	for _, d := range []string{work, home, bin} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// This test binary is nova-quadlet where it is called so; see TestMain.
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "nova-quadlet")); err != nil {
		t.Fatal(err)
	}
	env := []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + home, "LC_ALL=C", "NO_COLOR=1", "TERM=dumb",
	}

	var b strings.Builder
	last, status := 0, 0
	for _, f := range fencesOf(page) {
		lang, file, named := strings.Cut(f.info, " ")
		switch {
		case named:
			path := filepath.Join(work, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(f.text), 0o644); err != nil {
				t.Fatal(err)
			}
		case lang == "console":
			b.WriteString(page[last:f.start])
			last = f.end
			for _, command := range commandsOf(t, f.text) {
				var out string
				out, status = runCommand(t, command, status, work, env)
				b.WriteString("$ " + strings.ReplaceAll(command, "\n", "\n> ") + "\n" + out)
			}
		}
	}
	return b.String() + page[last:]
}

// commandsOf returns the commands of a console block.
func commandsOf(t *testing.T, text string) []string {
	t.Helper()
	var all []string
	going := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			all = append(all, command)
			going = true
		} else if more, ok := strings.CutPrefix(line, "> "); ok && going {
			all[len(all)-1] += "\n" + more
		} else {
			going = false
		}
	}
	if len(all) == 0 {
		t.Errorf("a console block without a command:\n%s", text)
	}
	return all
}

// runCommand runs one command; $? is the status of the one before it.
func runCommand(t *testing.T, command string, before int, dir string, env []string) (string, int) {
	t.Helper()
	shell := exec.CommandContext(t.Context(), "sh", "-c", fmt.Sprintf("(exit %d)\n%s\n", before, command))
	shell.Dir, shell.Env = dir, env
	out, err := shell.CombinedOutput()
	status := shell.ProcessState.ExitCode()
	if err != nil && status < 0 {
		t.Fatalf("%s: %v", command, err)
	}
	// What a command that is not there prints must not become the manual.
	if status == 126 || status == 127 {
		t.Fatalf("%s: status %d: %s", command, status, out)
	}
	text := strings.ReplaceAll(string(out), dir+"/", "")
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text, status
}

// TestReadmeNamesEveryDependency: each module that we chose has its reason in
// the table of README.md, and the table names no other.
func TestReadmeNamesEveryDependency(t *testing.T) {
	src, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", src, nil)
	if err != nil {
		t.Fatal(err)
	}
	var required []string
	for _, r := range mod.Require {
		if !r.Indirect {
			required = append(required, r.Mod.Path)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+\\.[^`/]+/[^`]+)` \\|").FindAllStringSubmatch(string(readme), -1) {
		named = append(named, m[1])
	}
	if diff := cmp.Diff(required, named); diff != "" {
		t.Errorf("dependencies of go.mod and of README.md, in order (-go.mod +README)\n%s", diff)
	}
}
