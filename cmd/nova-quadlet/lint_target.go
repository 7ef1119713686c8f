package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/config"
)

// targetFlags say what a verdict is relative to. All commands that judge units
// take them.
type targetFlags struct {
	podman    versionsFlag
	distros   distrosFlag
	systemd   int
	user      bool
	system    bool
	selinux   bool
	installed bool
}

func (t *targetFlags) define(fs *pflag.FlagSet) {
	fs.Var(&t.podman, "podman", "judge for Podman `VERSION`: 5.4, or several as 4.9,5.4 or 4.4..6.1 (default: the newest known)")
	fs.Var(&t.distros, "distro", "judge for the Podman and systemd of `DISTRO`: debian13, or several as debian13,ubuntu24.04")
	fs.IntVar(&t.systemd, "systemd", 0, "judge for systemd `VERSION` (default: any)")
	fs.Lookup("systemd").DefValue = ""
	fs.BoolVar(&t.user, "user", false, "the units are a user's: rootless Podman")
	fs.BoolVar(&t.system, "system", false, "the units are root's: rootful Podman")
	fs.BoolVar(&t.selinux, "selinux", false, "the host uses SELinux")
	fs.BoolVar(&t.installed, "installed", false, "judge for this machine's Podman and systemd; without PATH, the units installed here")
}

// versionsFlag is a list of Podman releases.
type versionsFlag struct {
	text string
	list []quadlet.Version
}

func (f *versionsFlag) String() string { return f.text }
func (f *versionsFlag) Type() string   { return "VERSION" }
func (f *versionsFlag) Set(s string) error {
	list, err := quadlet.ParseVersions(s)
	if err != nil {
		return err
	}
	f.text, f.list = s, list
	return nil
}

// noteLater says what releases are taken for that are later than all known ones.
func (a *app) noteLater(versions []quadlet.Version) {
	for _, v := range versions {
		if v > quadlet.Newest {
			a.warnf("", "Podman %s is later than the newest release that is known here: it is taken for %s", v, quadlet.Newest)
		}
	}
}

// distrosFlag is a list of distributions.
type distrosFlag struct {
	text string
	list []quadlet.Distro
}

func (f *distrosFlag) String() string { return f.text }
func (f *distrosFlag) Type() string   { return "DISTRO" }
func (f *distrosFlag) Set(s string) error {
	f.list = nil
	for name := range strings.SplitSeq(s, ",") {
		d, err := quadlet.LookupDistro(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		if !d.Quadlet {
			return fmt.Errorf("%s ships Podman %s, on which Quadlet does not run", d.Name, d.PodmanFull)
		}
		f.list = append(f.list, d)
	}
	f.text = s
	return nil
}

// targets are what a configuration, flags merged in, asks for: one target, or
// one for each distribution.
func (t *targetFlags) targets(a *app, c *config.Config) ([]lint.Target, error) {
	base := lint.Target{Systemd: c.Systemd, SELinux: c.SELinux}
	var err error
	if base.Podman, err = c.Versions(); err != nil {
		return nil, usagef("", "%w", err)
	}
	distros, err := c.Distros()
	if err != nil {
		return nil, usagef("", "%w", err)
	}
	switch c.Manager {
	case "user":
		base.Manager = lint.UserManager
	case "system":
		base.Manager = lint.SystemManager
	}
	if t.installed {
		t.fromMachine(a, &base, len(distros) == 0)
	}
	a.noteLater(base.Podman)
	if len(base.Podman) == 0 {
		base.Podman = []quadlet.Version{quadlet.Newest}
	}
	if len(distros) == 0 {
		return []lint.Target{base}, nil
	}
	targets := make([]lint.Target, 0, len(distros))
	for _, d := range distros {
		target := base
		target.Podman = []quadlet.Version{d.Podman}
		target.Name, target.Cgroups = d.ID, d.Cgroup
		if c.Systemd == 0 {
			target.Systemd = d.Systemd
		}
		targets = append(targets, target)
	}
	return targets, nil
}

// fromMachine fills in what the flags leave open with what runs here.
func (t *targetFlags) fromMachine(a *app, target *lint.Target, podman bool) {
	if len(target.Podman) == 0 && podman {
		out, err := exec.Command("podman", "--version").Output()
		if v, parseErr := quadlet.ParseVersion(lastField(string(out))); err == nil && parseErr == nil {
			target.Podman = []quadlet.Version{v}
		} else {
			a.warnf("--podman VERSION says for which to judge", "the version of Podman here is not known: judging for %s", quadlet.Newest)
		}
	}
	if target.Systemd == 0 {
		out, err := exec.Command("systemctl", "--version").Output()
		if fields := strings.Fields(string(out)); err == nil && len(fields) > 1 {
			target.Systemd, _ = strconv.Atoi(fields[1])
		}
	}
	if target.Manager == lint.AnyManager {
		target.Manager = lint.UserManager
		if os.Geteuid() == 0 {
			target.Manager = lint.SystemManager
		}
	}
	if exists("/sys/fs/selinux/enforce") {
		target.SELinux = true
	}
	if exists("/sys/fs/cgroup/cgroup.controllers") {
		target.Cgroups = "v2"
	}
}

// searchPath is where the generator of this machine looks for units.
func (t *targetFlags) searchPath(a *app, target lint.Target) []quadlet.SearchDir {
	env := func(name string) string {
		v, _ := a.lookupEnv(name)
		return v
	}
	return quadlet.SearchDirs(target.Podman[len(target.Podman)-1].Known(), quadlet.SearchOptions{
		Rootless: target.Manager == lint.UserManager,
		UID:      os.Getuid(), Home: env("HOME"),
		ConfigHome: env("XDG_CONFIG_HOME"), RuntimeDir: env("XDG_RUNTIME_DIR"),
	})
}

func lastField(s string) string {
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return ""
	}
	return fields[len(fields)-1]
}
