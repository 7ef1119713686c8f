package generator

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// fakePodman records how it was called: one argument a line in argv, its
// environment in env, the file of --env-file in envfile, with its mode.
const fakePodman = `#!/bin/sh
printf '%s\n' "$@" >"$RECORD/argv"
env >"$RECORD/env"
pwd >"$RECORD/pwd"
previous=
for word in "$@"; do
	if [ "$previous" = --env-file ]; then
		cat "$word" >"$RECORD/envfile"
		ls -ln "$word" | cut -c1-10 >"$RECORD/envfile-mode"
		printf '%s\n' "$word" >"$RECORD/envfile-path"
	fi
	previous=$word
done
echo 0123456789abcdef
exit "${FAKE_STATUS:-0}"
`

// shells are those that the script has to run under.
func shells(t *testing.T) map[string][]string {
	list := map[string][]string{
		"dash":    {realtools.Program(t, "dash")},
		"busybox": {realtools.Busybox(t), "sh"},
		"bash":    {realtools.Program(t, "bash")},
	}
	list["bash-posix"] = append(slices.Clone(list["bash"]), "--posix")
	return list
}

// account is the ordinary account that the script is run as where the tests
// run as root, whom it refuses.
const account = 12345

// host is a home directory with a fake podman, and how to run the script there.
type host struct {
	t            *testing.T
	shell        []string
	home, record string
	script       string
	path         string
	asRoot       bool
}

func newHost(t *testing.T, shell []string, s Spec) *host {
	t.Helper()
	// Not t.TempDir: its parents are root's, which another account may not enter.
	base, err := os.MkdirTemp("", "nova-launch")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(base) })
	h := &host{t: t, shell: shell, home: base + "/home dir", record: base + "/record", path: base + "/bin"}
	for _, dir := range []string{h.home, h.record, h.path} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	file, err := Launch(s)
	if err != nil {
		t.Fatal(err)
	}
	h.script = base + "/" + file.Name
	h.write(h.script, string(file.Content), 0o755)
	h.write(h.path+"/podman", fakePodman, 0o755)
	h.own(base)
	return h
}

func (h *host) write(path, text string, mode os.FileMode) {
	h.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		h.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		h.t.Fatal(err)
	}
	if strings.HasPrefix(path, h.home) {
		h.own(h.home)
	}
}

// own gives everything below path to the account.
func (h *host) own(path string) {
	if os.Geteuid() != 0 {
		return
	}
	err := filepath.Walk(path, func(p string, _ os.FileInfo, err error) error {
		return errors.Join(err, os.Lchown(p, account, account))
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// result is what a run of the script left behind.
type result struct {
	Status         int
	Stdout, Stderr string
}

func (h *host) run(env []string, args ...string) result {
	h.t.Helper()
	cmd := exec.Command(h.shell[0], append(append(slices.Clone(h.shell[1:]), h.script), args...)...)
	cmd.Dir = "/"
	cmd.Env = append([]string{"PATH=" + h.path + ":/usr/local/bin:/usr/bin:/bin", "HOME=" + h.home, "RECORD=" + h.record}, env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if os.Geteuid() == 0 && !h.asRoot {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: account, Gid: account}}
	}
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		h.t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func (h *host) read(path string) string {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		h.t.Fatal(err)
	}
	return string(data)
}

// argv is what podman was called with, without the name of the temporary file.
func (h *host) argv() []string {
	args := strings.Split(strings.TrimSuffix(h.read(h.record+"/argv"), "\n"), "\n")
	if i := slices.Index(args, "--env-file"); i >= 0 {
		args[i+1] = "FILE"
	}
	return args
}

// leftovers lists temporary files that the script should have removed.
func (h *host) leftovers() (found []string) {
	if path := strings.TrimSpace(h.read(h.record + "/envfile-path")); path != "" {
		if _, err := os.Stat(path); err == nil {
			found = append(found, path)
		}
	}
	for _, pattern := range []string{"/.nova-engine/nova-engine-env.*", "/.nova-engine/.env.*"} {
		match, _ := filepath.Glob(h.home + pattern)
		found = append(found, match...)
	}
	return found
}

func uids() string {
	if os.Geteuid() == 0 {
		return "12345:12345"
	}
	return strings.TrimSpace(run("id", "-u") + ":" + run("id", "-g"))
}

func run(name string, args ...string) string {
	out, _ := exec.Command(name, args...).Output()
	return strings.TrimSpace(string(out))
}

func (h *host) symlink(old, link string) {
	h.t.Helper()
	if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.Symlink(old, link); err != nil {
		h.t.Fatal(err)
	}
	h.own(h.home)
}

func (h *host) chmod(path string, mode os.FileMode) {
	h.t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		h.t.Fatal(err)
	}
}
