package host

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// Status is how a check came out.
type Status string

// The outcomes of a check.
const (
	OK   Status = "ok"
	Warn Status = "warning" // works, but probably not as meant, or not after a reboot
	Fail Status = "failure"
	Skip Status = "skipped" // there is nothing to look at
)

// Result is one thing that a check found.
type Result struct {
	Check  string `json:"check"`
	Status Status `json:"status"`
	Detail string `json:"detail"`
	// Fix is the command that mends it, for a shell of whoever asked; empty if no single
	// command does.
	Fix string `json:"fix,omitempty"`
	// Safe says that Fix destroys nothing and may be run without thinking.
	Safe bool `json:"safe,omitempty"`
}

// Check is one question to the facts. It touches nothing.
type Check struct {
	Name  string
	Title string
	run   func(*examination)
}

// Checks is the list that doctor goes through, in the order in which one thing needs another.
func Checks() []Check {
	return []Check{
		{"podman", "podman is installed and new enough for Quadlet", checkPodman},
		{"generator", "Podman's generator is installed for user managers", checkGenerator},
		{"cgroups", "the host uses cgroups v2", checkCgroups},
		{"delegation", "the account's manager may limit memory and processes", checkDelegation},
		{"subids", "the account has subordinate ids of its own", checkSubIDs},
		{"newuidmap", "newuidmap and newgidmap may map ids", checkNewIDMap},
		{"linger", "the account's manager runs without a login", checkLinger},
		{"manager", "the account's manager runs and can be reached", checkManager},
		{"rootless", "rootless podman works", checkRootless},
		{"network", "there is a rootless network backend", checkNetwork},
		{"network-online", "waiting for the network comes to an end", checkOnline},
		{"catatonit", "catatonit is there for RunInit=", checkCatatonit},
		{"units", "Podman's generator takes every unit", checkUnits},
		{"reload", "systemd has read the units since they changed", checkReload},
		{"ports", "the published ports are free and permitted", checkPorts},
		{"env-file", "the environment files are private and well formed", checkEnvFiles},
		{"config", "the configuration lets the gateway start", checkConfig},
		{"mounts", "the mounted directories belong to the account", checkMounts},
		{"selinux", "the mounts carry a label that containers may read", checkSELinux},
		{"image", "the images are in the account's store", checkImages},
		{"container-name", "no other container has the name", checkNames},
		{"service", "no service has failed", checkServices},
	}
}

// Examine runs every check over the facts. A check that finds nothing wrong gives one OK.
func Examine(f Facts) []Result {
	var out []Result
	for _, c := range Checks() {
		e := examination{Facts: f, check: c.Name, wants: Wants(f.Units, f.Account, f.Version())}
		c.run(&e)
		if len(e.results) == 0 {
			e.results = []Result{{Check: c.Name, Status: OK, Detail: c.Title}}
		}
		out = append(out, e.results...)
	}
	return out
}

// examination is one check at work.
type examination struct {
	Facts
	check   string
	wants   []Want
	results []Result
}

func (e *examination) say(s Status, fix string, safe bool, format string, args ...any) {
	e.results = append(e.results, Result{e.check, s, fmt.Sprintf(format, args...), fix, safe})
}

func (e *examination) fail(fix, format string, args ...any) { e.say(Fail, fix, false, format, args...) }

func (e *examination) warn(fix, format string, args ...any) { e.say(Warn, fix, false, format, args...) }

func (e *examination) skip(format string, args ...any) { e.say(Skip, "", false, format, args...) }

// asRoot is a command that needs root, from where the caller stands.
func (e *examination) asRoot(command string) string {
	if e.Root {
		return command
	}
	return "sudo " + strings.ReplaceAll(command, " && ", " && sudo ")
}

// asAccount is a command with the account's rights. runuser leaves environment and working
// directory as they are, and podman refuses root's of both.
func (e *examination) asAccount(command string) string {
	if !e.Root || e.Account.UID == 0 {
		return command
	}
	return fmt.Sprintf("cd / && runuser -u %s -- env HOME=%s XDG_RUNTIME_DIR=%s %s",
		e.Account.Name, Quote(e.Account.Home), e.Account.RuntimeDir(), command)
}

// systemctl is the account's, as the caller reaches it.
func (e *examination) systemctl(args string) string {
	if !e.Root || e.Account.UID == 0 {
		return "systemctl --user " + args
	}
	return "systemctl --machine " + e.Account.Name + "@ --user " + args
}

// packages is the command that installs a package, by the family of the distribution.
func (e *examination) packages(debian, fedora string) string {
	family := " " + e.Distro + " "
	for _, m := range []struct{ ids, command, name string }{
		{"debian ubuntu", "apt-get install -y ", debian},
		{"fedora rhel centos", "dnf install -y ", fedora},
		{"suse opensuse sles", "zypper install -y ", fedora},
		{"arch", "pacman -S ", fedora},
	} {
		for id := range strings.FieldsSeq(m.ids) {
			if strings.Contains(family, " "+id+" ") {
				return e.asRoot(m.command + m.name)
			}
		}
	}
	return ""
}

// Quote makes a word that any POSIX shell reads as itself.
func Quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-@:+,=%", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func checkPodman(e *examination) {
	switch _, err := quadlet.ParseVersion(e.Podman.Version); {
	case e.Podman.Version == "":
		e.fail(e.packages("podman", "podman"), "podman is not installed: %s", e.Podman.Error)
	case err != nil: // releases before Quadlet included
		e.fail("", "Podman %s: %v", e.Podman.Version, err)
	}
}

func checkGenerator(e *examination) {
	if e.GeneratorBin == "" {
		fix := e.packages("--reinstall podman", "podman")
		if e.QuadletBin != "" {
			fix = e.asRoot("ln -s " + e.QuadletBin + " /usr/lib/systemd/user-generators/podman-user-generator")
		}
		e.fail(fix, "podman-user-generator is not in systemd's generator directories: no unit becomes a service")
	}
}

func checkCgroups(e *examination) {
	if !e.CgroupsV2 {
		e.fail("", "the host uses cgroups v1, or both: boot with systemd.unified_cgroup_hierarchy=1")
	}
}

func checkDelegation(e *examination) {
	if !e.UserManager || !e.CgroupsV2 {
		e.skip("the account's manager does not run")
		return
	}
	var missing []string
	for _, c := range []string{"cpu", "memory", "pids"} {
		if !strings.Contains(" "+strings.Join(e.Delegated, " ")+" ", " "+c+" ") {
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		const dir = "/etc/systemd/system/user@.service.d"
		e.warn(e.asRoot("mkdir -p "+dir)+" && "+
			e.asRoot("sh -c 'printf \"[Service]\\nDelegate=cpu cpuset io memory pids\\n\" >"+dir+"/zz-delegate.conf'")+" && "+
			e.asRoot("systemctl daemon-reload")+" && "+e.asRoot("systemctl restart user@"+strconv.Itoa(e.Account.UID)+".service"),
			"not delegated to the account's manager: %s; such limits have no effect", strings.Join(missing, ", "))
	}
}

func checkSubIDs(e *examination) {
	if e.Account.UID == 0 {
		e.skip("root needs none")
		return
	}
	plan := PlanSubIDs(e.Account, e.SubUID, e.SubGID)
	if len(plan.Problems) == 0 {
		return
	}
	commands := plan.Commands(e.Account.Name)
	if e.UserManager {
		// usermod takes nothing from an account that has processes.
		manager := "user@" + strconv.Itoa(e.Account.UID) + ".service"
		commands = append([]string{"systemctl stop " + manager}, append(commands, "systemctl start "+manager)...)
	}
	fix := e.asRoot(strings.Join(commands, " && "))
	// Podman's pause process keeps the old mapping until it is told.
	fix += " && " + strings.TrimPrefix(e.asAccount("podman system migrate"), "cd / && ")
	if e.Root {
		fix = "cd / && " + fix
	}
	e.fail(fix, "%s", strings.Join(plan.Problems, "; "))
}

func checkNewIDMap(e *examination) {
	for _, h := range []struct {
		name string
		Helper
	}{{"newuidmap", e.NewUIDMap}, {"newgidmap", e.NewGIDMap}} {
		switch {
		case h.Path == "":
			e.fail(e.packages("uidmap", "shadow-utils"), "%s is not installed", h.name)
		case !h.Privileged:
			e.fail(e.asRoot("chmod u+s "+h.Path), "%s has neither the set-user-ID bit nor a capability", h.Path)
		}
	}
}

func checkLinger(e *examination) {
	switch {
	case !e.Systemd:
		e.skip("this host does not run systemd")
	case !e.Linger:
		e.say(Warn, e.asRoot("loginctl enable-linger "+e.Account.Name), true,
			"lingering is off: the services of %s start at its login and end with it", e.Account.Name)
	}
}

func checkManager(e *examination) {
	switch {
	case !e.Systemd:
		e.skip("this host does not run systemd")
	case !e.UserManager:
		e.say(Fail, e.asRoot("systemctl start user@"+strconv.Itoa(e.Account.UID)+".service"), true,
			"the manager of %s does not run", e.Account.Name)
	case !e.UserBus:
		// The manager's own socket still answers root; the account needs the bus.
		e.fail(e.packages("dbus-user-session", "dbus"), "the account has no bus at %s/bus", e.Account.RuntimeDir())
	}
}

func checkRootless(e *examination) {
	switch {
	case e.Podman.Version == "":
		e.skip("podman is not installed")
	case e.Podman.Error != "":
		e.fail(e.asAccount("podman info"), "podman does not work for %s: %s", e.Account.Name, e.Podman.Error)
	}
}

func checkNetwork(e *examination) {
	if e.Podman.Version == "" {
		e.skip("podman is not installed")
		return
	}
	if !e.Pasta && (!e.Slirp || e.Version() >= quadlet.V60) {
		e.fail(e.packages("passt", "passt"), "neither pasta nor slirp4netns is installed: a rootless container gets no network")
	}
	if e.Podman.Network == "cni" {
		e.warn(e.packages("netavark aardvark-dns", "netavark aardvark-dns"), "the network backend is CNI, which Podman 5 no longer knows")
	}
}

func checkOnline(e *examination) {
	waits := false
	for _, w := range e.wants {
		waits = waits || w.WaitsNet
	}
	switch {
	case !e.Systemd || !waits:
		e.skip("no unit waits for the network")
	case !e.Online.Wanted, !e.Online.Active:
		e.say(Warn, e.asRoot("systemctl add-wants multi-user.target network-online.target && systemctl start network-online.target"), true,
			"nothing starts network-online.target, and every start of a rootless unit waits 90 s for it")
	}
}

func checkCatatonit(e *examination) {
	for _, w := range e.wants {
		if w.RunInit && e.Catatonit == "" {
			e.fail(e.packages("catatonit", "catatonit"), "%s has RunInit=true, and catatonit is not installed", w.Unit)
		}
	}
}
