package realtools

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A Podman runs the real podman of one release inside of its tree: nothing of
// this machine is seen but the kernel.
type Podman struct {
	t     testing.TB
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines *bufio.Scanner
}

// A Verdict is what a command ended with.
type Verdict struct {
	Status int
	// Text is the end of what was printed to standard error.
	Text string
}

// Refused reports whether podman did not do what it was told.
func (v Verdict) Refused() bool { return v.Status != 0 }

// hosts are refusals that depend on the machine, not on the value.
var hosts = regexp.MustCompile(`no such file or directory|statfs|network not found|no secret with name|no such secret|no such container|no container with|` +
	`potentially insufficient UIDs|not enough unused ID|could not find enough available IDs|initializing source|pinging container registry|image not known|short-name|` +
	`unable to find a user|apparmor|AppArmor|selinux|SELinux|not a device node|no device nodes|is not a device|does not exist|plugin|already used|already exists|` +
	`no such artifact|artifact.*not|unauthorized|dial tcp|is a directory|not a directory|file name too long|permission denied|operation not permitted|` +
	`already in use|Project Quota|no subuid ranges found|without a health check|lstat|no file paths matching|unresolvable CDI|hwmon|could not find|cannot find|failed to find|subordinate|cannot read sub|getting.*subid|is not mapped/delegated|cannot be mapped to a host ID|catatonit`)

// Unproven reports whether a refusal says nothing about the value: it depends on
// the machine, or podman did not end.
func (v Verdict) Unproven() bool {
	return v.Status == 124 || strings.Contains(v.Text, "panic:") || v.Refused() && hosts.MatchString(v.Text)
}

// LastLine is the last line of the text.
func (v Verdict) LastLine() string {
	s := strings.TrimSpace(v.Text)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// StartPodman starts a podman of a release with an empty store, as root or as
// the user u, and makes what the units of the tests name: the image
// localhost/tiny, the network net1 and the secret sec. It skips the test where
// scripts/podman-trees has made no tree of the release.
func StartPodman(t testing.TB, release string, rootful bool) *Podman {
	t.Helper()
	cache, err := cacheDir()
	if err != nil {
		t.Fatalf("find .cache: %v", err)
	}
	tree := filepath.Join(cache, "podman", release)
	if _, err := os.Stat(filepath.Join(tree, "usr/bin/podman")); err != nil {
		t.Skip("no podman trees: run scripts/podman-trees as root")
	}
	user := "u"
	if rootful {
		user = "root"
	}
	p := &Podman{t: t, cmd: exec.Command(filepath.Join(filepath.Dir(cache), "scripts/podman-worker"), tree, user)}
	p.cmd.Stderr = os.Stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(stdout)
	p.lines.Buffer(nil, 1<<20)
	p.Must("podman", "import", "-q", "/tiny.tar", "localhost/tiny:latest")
	p.Must("podman", "network", "create", "--ignore", "net1")
	p.Must("sh", "-c", "podman secret rm sec; echo x | podman secret create sec -")
	return p
}

// Run runs a command.
func (p *Podman) Run(argv ...string) Verdict {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.stdin, shellWords(argv)); err != nil || !p.lines.Scan() {
		p.t.Fatalf("the worker ended at %q: %v", argv, err)
	}
	status, text, _ := strings.Cut(p.lines.Text(), " ")
	n, err := strconv.Atoi(status)
	if err != nil {
		p.t.Fatal(err)
	}
	plain, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		p.t.Fatal(err)
	}
	return Verdict{n, string(plain)}
}

// Must is Run of what may not fail.
func (p *Podman) Must(argv ...string) {
	p.t.Helper()
	if v := p.Run(argv...); v.Refused() {
		p.t.Fatalf("%q: %s", argv, v.Text)
	}
}

// Stop ends the podman; its store is gone with it.
func (p *Podman) Stop() {
	_ = p.stdin.Close()
	_ = p.cmd.Wait()
}

// shellWords writes words for the shell, newlines and all on one line.
func shellWords(argv []string) string {
	var b strings.Builder
	for _, a := range argv {
		b.WriteString("$'")
		for i := range len(a) {
			fmt.Fprintf(&b, "\\x%02x", a[i])
		}
		b.WriteString("' ")
	}
	return b.String()
}
