package host

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/nova-engine/nova-quadlet/internal/install"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// System gathers what every account may see of the host. Nothing is changed.
func System(ctx context.Context, a Account) Facts {
	f := Facts{
		Account:      a,
		Root:         os.Geteuid() == 0,
		CgroupsV2:    exists("/sys/fs/cgroup/cgroup.controllers"),
		SubUID:       readIDs("/etc/subuid"),
		SubGID:       readIDs("/etc/subgid"),
		NewUIDMap:    helper("newuidmap"),
		NewGIDMap:    helper("newgidmap"),
		Linger:       exists(filepath.Join("/var/lib/systemd/linger", a.Name)),
		UserManager:  install.Listening(filepath.Join(a.RuntimeDir(), "systemd/private")),
		UserBus:      install.Listening(filepath.Join(a.RuntimeDir(), "bus")),
		BusUnit:      firstOf("/usr/lib/systemd/user/dbus.socket", "/etc/systemd/user/dbus.socket") != "",
		SELinux:      selinux(),
		PortStart:    1024,
		Systemd:      exists("/run/systemd/system"),
		GeneratorBin: install.GeneratorPath(true),
		QuadletBin:   firstOf("/usr/libexec/podman/quadlet", "/usr/lib/podman/quadlet"),
		Distro:       distro(),
		Catatonit:    catatonit(),
		Pasta:        found("pasta"),
		Slirp:        found("slirp4netns"),
	}
	// A user that is logged in has the manager's own tree; without one there is nothing to see.
	slice := "/sys/fs/cgroup/user.slice/user-" + strconv.Itoa(a.UID) + ".slice/user@" + strconv.Itoa(a.UID) + ".service/cgroup.controllers"
	if b, err := os.ReadFile(slice); err == nil {
		f.Delegated = strings.Fields(string(b))
	}
	if b, err := os.ReadFile("/proc/sys/net/ipv4/ip_unprivileged_port_start"); err == nil {
		if n, err := strconv.Atoi(strings.TrimSpace(string(b))); err == nil {
			f.PortStart = n
		}
	}
	if f.Systemd {
		f.Online = onlineTarget(ctx)
	}
	return f
}

func onlineTarget(ctx context.Context) OnlineTarget {
	var t OnlineTarget
	cmd := exec.CommandContext(ctx, "systemctl", "show", "-p", "ActiveState,WantedBy,RequiredBy", "network-online.target")
	cmd.Dir = "/"
	out, _ := cmd.Output()
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch key {
		case "ActiveState":
			t.Active = value == "active"
		case "WantedBy", "RequiredBy":
			t.Wanted = t.Wanted || value != ""
		}
	}
	return t
}

func readIDs(path string) []IDRange {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return ParseIDs(b)
}

// ParseIDs reads /etc/subuid or /etc/subgid; lines that newuidmap would not read are left out.
func ParseIDs(b []byte) []IDRange {
	var out []IDRange
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		f := strings.Split(strings.TrimSpace(lines.Text()), ":")
		if len(f) != 3 || strings.HasPrefix(f[0], "#") {
			continue
		}
		first, err1 := strconv.Atoi(f[1])
		count, err2 := strconv.Atoi(f[2])
		if err1 == nil && err2 == nil && count > 0 {
			out = append(out, IDRange{f[0], first, count})
		}
	}
	return out
}

// helper finds a program and whether it has what lets it map ids: Debian ships newuidmap
// set-user-ID, Fedora and openSUSE give it a file capability.
func helper(name string) Helper {
	path, err := exec.LookPath(name)
	if err != nil {
		return Helper{}
	}
	h := Helper{Path: path}
	if fi, err := os.Stat(path); err == nil {
		h.Privileged = fi.Mode()&os.ModeSetuid != 0 && ownerOf(fi) == 0
	}
	if n, err := unix.Getxattr(path, "security.capability", nil); err == nil && n > 0 {
		h.Privileged = true
	}
	return h
}

func catatonit() string {
	// Podman's own search order for helper binaries, as far as packages use it.
	return firstOf(
		"/usr/local/libexec/podman/catatonit", "/usr/local/lib/podman/catatonit",
		"/usr/libexec/podman/catatonit", "/usr/lib/podman/catatonit",
		"/usr/libexec/catatonit/catatonit", "/usr/bin/catatonit", "/usr/local/bin/catatonit",
	)
}

func firstOf(paths ...string) string {
	for _, p := range paths {
		if _, err := os.Stat(p); err == nil { // a link that leads nowhere is not there
			return p
		}
	}
	return ""
}

// distro is what os-release says of the family, as words.
func distro() string {
	b, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return ""
	}
	var ids []string
	for line := range strings.Lines(string(b)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if key == "ID" || key == "ID_LIKE" {
			ids = append(ids, strings.Fields(strings.Trim(value, `"'`))...)
		}
	}
	return strings.Join(ids, " ")
}

func selinux() string {
	b, err := os.ReadFile("/sys/fs/selinux/enforce")
	switch {
	case err != nil:
		return "disabled"
	case strings.TrimSpace(string(b)) == "1":
		return "enforcing"
	}
	return "permissive"
}

// readUnits reads the unit files and drop-ins of a directory and those below it, in the
// order in which the generator does.
func readUnits(dir string) []UnitFile {
	return readUnitsBelow(dir, dir, 0)
}

func readUnitsBelow(dir, top string, depth int) []UnitFile {
	entries, err := os.ReadDir(dir)
	if err != nil || depth > 8 {
		return nil
	}
	var out []UnitFile
	for _, e := range entries {
		if e.IsDir() || !isUnitOrDropin(dir, e.Name()) {
			continue
		}
		u := UnitFile{Path: filepath.Join(dir, e.Name()), Name: e.Name(), Dir: top}
		b, err := readFile(u.Path, 1<<20)
		if err != nil {
			u.Error = err.Error()
		}
		u.Content = string(b)
		if fi, err := e.Info(); err == nil {
			u.Modified = fi.ModTime()
		}
		out = append(out, u)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, readUnitsBelow(filepath.Join(dir, e.Name()), top, depth+1)...)
		}
	}
	return out
}

func isUnitOrDropin(dir, name string) bool {
	if strings.HasSuffix(dir, ".d") {
		return strings.HasSuffix(name, ".conf")
	}
	return quadlet.KindOf(name) != quadlet.KindNone
}

// readFile reads a regular file of bounded size and hangs on nothing else.
func readFile(path string, limit int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	fi, err := f.Stat()
	switch {
	case err != nil:
		return nil, cause(err)
	case !fi.Mode().IsRegular():
		return nil, errNotRegular
	case fi.Size() > limit:
		return nil, errTooLarge
	}
	b := make([]byte, fi.Size())
	n, err := f.Read(b)
	if n == 0 && fi.Size() > 0 {
		return nil, err
	}
	return b[:n], nil
}

func ownerOf(fi os.FileInfo) int {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return int(st.Uid)
	}
	return -1
}

func found(name string) bool { _, err := exec.LookPath(name); return err == nil }

func exists(path string) bool { _, err := os.Lstat(path); return err == nil }

// UnitDirs are the directories of the account that its generator reads, the first one first.
func UnitDirs(a Account) []string {
	users := "/etc/containers/systemd/users"
	return slices.DeleteFunc([]string{
		filepath.Join(a.RuntimeDir(), "containers/systemd"),
		filepath.Join(a.Home, ".config/containers/systemd"),
		users,
		filepath.Join(users, strconv.Itoa(a.UID)),
	}, func(d string) bool { return !exists(d) })
}
