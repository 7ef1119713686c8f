package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// action is what the test needs of action.yml.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Steps []struct {
			Shell, Run, Uses string
			Env              map[string]string
		}
	}
}

// TestAction runs the steps of action.yml as GitHub runs them, but for the one
// that installs Go: what is written, and the status.
func TestAction(t *testing.T) {
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var act action
	if err := yaml.Unmarshal(text, &act); err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	for _, tt := range []struct {
		name, unit string
		inputs     map[string]string
		status     int
		want       []string // in the log
	}{
		{"findings", "[Container]\nImage=quay.io/example/web:1\nHostname=a\n", nil, 1, []string{"::error file=units/web.container,line=3,"}},
		{"nothing", "[Container]\nImage=quay.io/example/web:1\n", nil, 0, nil},
		{
			"severity and arguments", "[Container]\nImage=quay.io/example/web:1\nMemory=1g\n",
			map[string]string{"fail-on": "never", "args": "--podman=5.4\n--min-severity=error\n"},
			0,
			[]string{"::error file=units/web.container,line=3,"},
		},
		{"a shell's text is not run", "[Container]\nImage=quay.io/example/web:1\n", map[string]string{"paths": "units\n$(touch owned)\n"}, 3, nil},
		{"usage", "[Container]\nImage=quay.io/example/web:1\n", map[string]string{"args": "--nope"}, 2, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			work := t.TempDir()
			output := filepath.Join(work, "output")
			if err := os.Mkdir(filepath.Join(work, "units"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(work, "units/web.container"), []byte(tt.unit), 0o644); err != nil {
				t.Fatal(err)
			}
			input := func(name string) string {
				if v, ok := tt.inputs[name]; ok {
					return v
				}
				if name == "paths" {
					return "units"
				}
				return act.Inputs[name].Default
			}
			var log bytes.Buffer
			status := 0
			for _, step := range act.Runs.Steps {
				if step.Run == "" || status != 0 {
					continue
				}
				cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
				cmd.Dir = work
				cmd.Env = append(os.Environ(), "GITHUB_ACTION_PATH="+top, "RUNNER_TEMP="+temp, "GITHUB_OUTPUT="+output)
				for name, value := range step.Env {
					if in, ok := strings.CutPrefix(value, "${{ inputs."); ok {
						value = input(strings.TrimSuffix(in, " }}"))
					}
					if name == "INPUT_SARIF" {
						value = "log.sarif"
					}
					cmd.Env = append(cmd.Env, name+"="+value)
				}
				cmd.Stdout, cmd.Stderr = &log, &log
				if err := cmd.Run(); err != nil {
					exit := (*exec.ExitError)(nil)
					if !errors.As(err, &exit) {
						t.Fatal(err)
					}
					status = exit.ExitCode()
				}
			}
			if status != tt.status {
				t.Errorf("status %d, want %d\n%s", status, tt.status, &log)
			}
			for _, want := range tt.want {
				if !strings.Contains(log.String(), want) {
					t.Errorf("no %q in\n%s", want, &log)
				}
			}
			if _, err := os.Stat(filepath.Join(work, "owned")); err == nil {
				t.Error("an input was run by the shell")
			}
			if status > 1 {
				return
			}
			if got, _ := os.ReadFile(output); !strings.Contains(string(got), "status=") {
				t.Errorf("output %q", got)
			}
			if got, _ := os.ReadFile(filepath.Join(work, "log.sarif")); !strings.Contains(string(got), `"version":"2.1.0"`) {
				t.Errorf("log.sarif: %q", got)
			}
		})
	}
}

// buildProgram builds the program as a user would, and returns the directory
// that it is in.
func buildProgram(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("go", "-C", "../..", "build", "-trimpath", "-o", dir, "./cmd/nova-quadlet")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// TestGitLabExample runs the script of the example: the report is there whatever
// is found.
func TestGitLabExample(t *testing.T) {
	text, err := os.ReadFile("../../docs/examples/gitlab-ci.yml")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]struct{ Script []string }
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	script := file["quadlet-lint"].Script
	if len(script) == 0 {
		t.Fatal("there is no script")
	}
	work := t.TempDir()
	if err := os.WriteFile(filepath.Join(work, "web.container"), []byte("[Container]\nImage=quay.io/example/web:1\nHostname=a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-ec", strings.Join(script, "\n"))
	cmd.Dir = work
	cmd.Env = append(os.Environ(), "PATH="+buildProgram(t)+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("%v\n%s", err, out)
	}
	if report, _ := os.ReadFile(filepath.Join(work, "gl-code-quality-report.json")); !strings.Contains(string(report), `"unknown-key"`) {
		t.Errorf("report %q", report)
	}
}

// TestPreCommit runs the hooks with the real pre-commit, from a clone of this
// working tree.
func TestPreCommit(t *testing.T) {
	preCommit := realtools.Program(t, "pre-commit")
	git := realtools.Program(t, "git")
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	work, home := t.TempDir(), t.TempDir()
	// pre-commit gives each environment a GOPATH of its own: what has been
	// downloaded already need not be again.
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := strings.TrimSpace(string(cache))
	run := func(dir string, argv ...string) (string, error) {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PRE_COMMIT_HOME="+home, "GOMODCACHE="+modules, "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	must := func(dir string, argv ...string) {
		t.Helper()
		if out, err := run(dir, argv...); err != nil {
			t.Fatalf("%q: %v\n%s", argv, err, out)
		}
	}
	must(work, git, "init", "-q")
	for name, text := range map[string]string{
		"good.container": "[Container]\nImage=quay.io/example/web:1\n",
		"bad.container":  "[Container]\nImage = quay.io/example/web:1\nHostname=a\n",
		"README.md":      "Image = x\n",
	} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	must(work, git, "add", ".")
	// Every hook, in one environment: each has the program built anew.
	out, err := run(work, preCommit, "try-repo", top, "--all-files", "--verbose")
	if err == nil || strings.Contains(out, "README") || strings.Contains(out, "good.container:") {
		t.Errorf("%v\n%s", err, out)
	}
	if n := strings.Count(out, "bad.container:3:1: error: "); n != 2 {
		t.Errorf("%d hooks report the unit, want 2\n%s", n, out)
	}
	if !strings.Contains(out, "files were modified by this hook") {
		t.Errorf("fmt: %s", out)
	}
	if got, _ := os.ReadFile(filepath.Join(work, "bad.container")); !strings.Contains(string(got), "Image=quay.io") {
		t.Errorf("fmt left %q", got)
	}
}

// TestContainerfile carries out what the Containerfile does to build and to run
// the program, but for the images that it begins with: the commands of RUN, COPY
// out of the first stage, the user and the command of the second.
func TestContainerfile(t *testing.T) {
	text, err := os.ReadFile("../../Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var from, to, workdir, user, entrypoint string
	for line := range strings.Lines(string(text)) {
		instruction, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch instruction {
		case "RUN":
			cmd := exec.Command("sh", "-ec", strings.ReplaceAll(rest, "-o /nova-quadlet", "-o "+dir+"/nova-quadlet"))
			cmd.Dir = "../.."
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", rest, err, out)
			}
		case "COPY":
			if rest, ok := strings.CutPrefix(rest, "--from=build "); ok {
				from, to, _ = strings.Cut(rest, " ")
			}
		case "WORKDIR":
			workdir = rest
		case "USER":
			user = rest
		case "ENTRYPOINT":
			entrypoint = rest
		}
	}
	if from != "/nova-quadlet" || to != "/usr/local/bin/nova-quadlet" || workdir != "/work" || user != "65534:65534" || entrypoint != `["nova-quadlet"]` {
		t.Fatalf("copies %q to %q, works in %q as %q, runs %q", from, to, workdir, user, entrypoint)
	}
	if os.Getuid() != 0 {
		t.Skip("only root can look from inside of another root: run the test as root")
	}
	// The second stage: busybox, the program, a user without a home, a read-only
	// directory with units.
	root := filepath.Join(dir, "root")
	for _, d := range []string{"usr/local/bin", "bin", "work"} {
		if err := os.MkdirAll(filepath.Join(root, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	copyFile(t, filepath.Join(dir, "nova-quadlet"), filepath.Join(root, to))
	copyFile(t, realtools.Busybox(t), filepath.Join(root, "bin/sh"))
	if err := os.WriteFile(filepath.Join(root, "work/web.container"), []byte("[Container]\nImage=quay.io/example/web:1\nHostname=a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	chmodUp(t, dir)
	cmd := exec.Command("chroot", "--userspec="+user, root, "/bin/sh", "-c", "cd "+workdir+" && exec nova-quadlet lint")
	cmd.Env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(out), "web.container:3:1: error: ") {
		t.Errorf("%v\n%s", err, out)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// chmodUp lets other users into a directory of the test.
func chmodUp(t *testing.T, dir string) {
	t.Helper()
	for ; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
