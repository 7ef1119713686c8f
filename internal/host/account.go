package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Account is a row of the password database.
type Account struct {
	Name     string
	UID, GID int
	Groups   []int // supplementary, sorted
	Home     string
	Shell    string
}

// Current returns the account that runs this process. $HOME counts, as it does for Podman.
func Current() (Account, error) {
	a, err := Lookup(strconv.Itoa(os.Geteuid()))
	if err != nil {
		// A container may run with an id that no database knows.
		a = Account{Name: strconv.Itoa(os.Geteuid()), UID: os.Geteuid(), GID: os.Getegid()}
	}
	if h := os.Getenv("HOME"); filepath.IsAbs(h) {
		a.Home = filepath.Clean(h)
	}
	if a.Home == "" {
		return a, errors.New("the account has no home directory: set $HOME")
	}
	return a, nil
}

// ErrNoAccount says that the password database has no such account.
var ErrNoAccount = errors.New("no such account")

// Lookup finds an account by name or uid, asking getent first: a static binary reads
// /etc/passwd only, and accounts may live in a directory service.
func Lookup(name string) (Account, error) {
	if out, err := exec.Command("getent", "passwd", name).Output(); err == nil {
		return parsePasswd(strings.TrimSpace(string(out)))
	}
	u, err := user.Lookup(name)
	if err != nil {
		u, err = user.LookupId(name)
	}
	if err != nil {
		return Account{}, fmt.Errorf("%w: %q", ErrNoAccount, name)
	}
	return parsePasswd(strings.Join([]string{u.Username, "x", u.Uid, u.Gid, u.Name, u.HomeDir, ""}, ":"))
}

func parsePasswd(line string) (Account, error) {
	f := strings.Split(line, ":")
	if len(f) != 7 {
		return Account{}, fmt.Errorf("password entry %q has %d fields, not 7", line, len(f))
	}
	a := Account{Name: f[0], Home: f[5], Shell: f[6]}
	var err error
	if a.UID, err = strconv.Atoi(f[2]); err == nil {
		a.GID, err = strconv.Atoi(f[3])
	}
	if err != nil {
		return a, fmt.Errorf("password entry of %q: %w", a.Name, err)
	}
	if u, err := user.Lookup(a.Name); err == nil {
		ids, _ := u.GroupIds()
		for _, id := range ids {
			if n, err := strconv.Atoi(id); err == nil {
				a.Groups = append(a.Groups, n)
			}
		}
		slices.Sort(a.Groups)
	}
	return a, nil
}

// RuntimeDir is where logind puts the account's sockets.
func (a Account) RuntimeDir() string { return "/run/user/" + strconv.Itoa(a.UID) }

// Self reports whether the account is the one that runs this process.
func (a Account) Self() bool { return a.UID == os.Geteuid() }

// Env is a minimal environment of the account: nothing of the caller's leaks into it.
func (a Account) Env() []string {
	return []string{
		"HOME=" + a.Home,
		"USER=" + a.Name,
		"LOGNAME=" + a.Name,
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"XDG_RUNTIME_DIR=" + a.RuntimeDir(),
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + a.RuntimeDir() + "/bus",
		"LC_ALL=C.UTF-8",
	}
}

// Command prepares a program that runs with the account's rights, from a directory that
// every account may enter: the caller's may be closed to it, and Podman refuses to start
// where it cannot read its working directory.
func (a Account) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = "/"
	cmd.WaitDelay = 5 * time.Second
	if a.Self() {
		return cmd
	}
	cmd.Env = a.Env()
	groups := make([]uint32, len(a.Groups))
	for i, g := range a.Groups {
		groups[i] = uint32(g)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Credential: &syscall.Credential{Uid: uint32(a.UID), Gid: uint32(a.GID), Groups: groups},
	}
	return cmd
}

// Again runs this very program with the account's rights. The kernel's link to it is used,
// not its path: the binary may lie in a directory that the account cannot enter.
func (a Account) Again(ctx context.Context, args ...string) *exec.Cmd {
	cmd := a.Command(ctx, "/proc/self/exe", args...)
	cmd.Args[0] = filepath.Base(os.Args[0])
	return cmd
}

// Output runs a prepared program and returns its standard output; the error carries the
// last line of what it said.
func Output(cmd *exec.Cmd) (string, error) {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		return string(out), nil
	}
	said := strings.TrimSpace(stderr.String())
	if i := strings.LastIndexByte(said, '\n'); i >= 0 {
		said = said[i+1:]
	}
	if said != "" {
		err = fmt.Errorf("%w: %s", err, said)
	}
	return string(out), fmt.Errorf("%s: %w", filepath.Base(cmd.Path), err)
}
