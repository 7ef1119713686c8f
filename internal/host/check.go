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
	Skip Status = "skipped" // there is nothing to look at, or no way to; Detail says which
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
	needs []need
	run   func(*examination)
}

// Checks is the list that doctor goes through, in the order in which one thing needs another.
func Checks() []Check {
	return []Check{
		{"podman", "podman is installed and new enough for Quadlet", nil, checkPodman},
		{"generator", "Podman's generator is installed for user managers", nil, checkGenerator},
		{"cgroups", "the host uses cgroups v2", nil, checkCgroups},
		{"delegation", "the account's manager may limit memory and processes", []need{runningManager}, checkDelegation},
		{"subids", "the account has subordinate ids of its own", []need{unprivileged}, checkSubIDs},
		{"newuidmap", "newuidmap and newgidmap may map ids", []need{unprivileged}, checkNewIDMap},
		{"linger", "the account's manager runs without a login", []need{systemd}, checkLinger},
		{"manager", "the account's manager runs and can be reached", []need{systemd}, checkManager},
		{"rootless", "rootless podman works", []need{podman, unprivileged}, checkRootless},
		{"network", "there is a rootless network backend", []need{podman, unprivileged}, checkNetwork},
		{"network-online", "waiting for the network comes to an end", []need{systemd, containers}, checkOnline},
		{"catatonit", "catatonit is there for RunInit=", []need{containers}, checkCatatonit},
		{"units", "Podman's generator takes every unit", []need{units, quadletGenerator}, checkUnits},
		{"reload", "systemd has read the units since they changed", []need{units, runningManager}, checkReload},
		{"ports", "the published ports are free and permitted", []need{containers}, checkPorts},
		{"env-file", "the environment files are private and well formed", []need{containers}, checkEnvFiles},
		{"config", "the configuration lets the gateway start", []need{containers}, checkConfig},
		{"mounts", "the mounted directories belong to the account", []need{containers}, checkMounts},
		{"selinux", "the mounts carry a label that containers may read", []need{containers}, checkSELinux},
		{"image", "the images are in the account's store", []need{containers, workingPodman}, checkImages},
		{"container-name", "no other container has the name", []need{containers, workingPodman}, checkNames},
		{"service", "no service has failed", []need{containers, runningManager}, checkServices},
	}
}

// Examine runs every check over the facts. A check that finds nothing wrong gives one OK; one
// that cannot be made is skipped and says why: silence must never pass for health.
func Examine(f Facts) []Result {
	var out []Result
	wants := Wants(f.Units, f.Account, f.Version())
	for _, c := range Checks() {
		e := examination{Facts: f, check: c.Name, wants: wants}
		for _, n := range c.needs {
			if why := n(&e); why != "" {
				e.skip("%s", why)
				break
			}
		}
		if len(e.results) == 0 {
			c.run(&e)
		}
		if len(e.results) == 0 {
			e.say(OK, "", false, "%s", c.Title)
		}
		out = append(out, e.results...)
	}
	return out
}

// need is a thing without which a check cannot be made: it says why, or nothing.
type need func(e *examination) string

func podman(e *examination) string {
	if e.Podman.Missing {
		return "podman is not installed"
	}
	return ""
}

func workingPodman(e *examination) string {
	if why := podman(e); why != "" || e.Podman.Error == "" {
		return why
	}
	return "podman does not work for " + e.Account.Name
}

func unprivileged(e *examination) string {
	if e.Account.UID == 0 {
		return "root needs none of it"
	}
	return ""
}

func systemd(e *examination) string {
	if !e.Systemd {
		return "this host does not run systemd"
	}
	return ""
}

func runningManager(e *examination) string {
	if why := systemd(e); why != "" || e.UserManager {
		return why
	}
	return "the manager of " + e.Account.Name + " does not run"
}

func units(e *examination) string {
	if len(e.Units) == 0 {
		return "no unit is installed for " + e.Account.Name
	}
	return ""
}

func containers(e *examination) string {
	if why := units(e); why != "" || len(e.wants) > 0 {
		return why
	}
	return "no container unit is installed for " + e.Account.Name
}

func quadletGenerator(e *examination) string {
	if e.GeneratorBin == "" {
		return "Podman's generator is not installed"
	}
	return ""
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
	v, err := quadlet.ParseVersion(e.Podman.Version)
	switch {
	case e.Podman.Missing:
		e.fail(e.packages("podman", "podman"), "podman is not installed")
		return
	case e.Podman.Version == "":
		e.skip("podman does not say which release it is")
		return
	case err != nil: // releases before Quadlet included
		e.fail("", "Podman %s: %v", e.Podman.Version, err)
		return
	}
	for _, r := range quadlet.Requirements(source(e.Units), quadlet.UserMode) {
		if r.Min <= v {
			continue
		}
		what := ""
		for _, n := range r.Needs {
			if n.Version == r.Min {
				what = "; " + n.What + " is what demands it"
			}
		}
		e.fail(e.asAccount("nova-quadlet min-version "+Quote(r.Unit.Path)), "%s needs Podman %v, and this is %s%s", r.Unit.Name, r.Min, e.Podman.Version, what)
	}
	if len(e.results) == 0 {
		e.say(OK, "", false, "Podman %s has all that the units need", e.Podman.Version)
	}
}

func checkGenerator(e *examination) {
	switch {
	case e.GeneratorBin != "":
	case e.Podman.Missing:
		e.skip("podman is not installed")
	case e.QuadletBin != "":
		e.fail(e.asRoot("ln -s "+e.QuadletBin+" /usr/lib/systemd/user-generators/podman-user-generator"),
			"podman-user-generator is not in systemd's generator directories: no unit becomes a service")
	default:
		e.fail(e.packages("--reinstall podman", "podman"), "podman-user-generator is not in systemd's generator directories: no unit becomes a service")
	}
}

func checkCgroups(e *examination) {
	if !e.CgroupsV2 {
		e.fail("", "the host uses cgroups v1, or both: boot with systemd.unified_cgroup_hierarchy=1")
	}
}

func checkDelegation(e *examination) {
	if !e.CgroupsV2 {
		e.skip("there is nothing to delegate without cgroups v2")
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
	if !e.Linger {
		e.say(Warn, e.asRoot("loginctl enable-linger "+e.Account.Name), true,
			"lingering is off: the services of %s start at its login and end with it", e.Account.Name)
	}
}

func checkManager(e *examination) {
	switch {
	case !e.UserManager:
		e.say(Fail, e.asRoot("systemctl start user@"+strconv.Itoa(e.Account.UID)+".service"), true,
			"the manager of %s does not run", e.Account.Name)
	case e.UserBus:
	// systemctl --machine goes through the very bus that is missing; the account itself has
	// the manager's own socket.
	case e.BusUnit:
		e.say(Fail, e.asAccount("systemctl --user start dbus.socket"), true, "the account has no bus at %s/bus", e.Account.RuntimeDir())
	default:
		fix := e.packages("dbus-user-session", "dbus")
		if fix != "" {
			fix += " && " + e.asAccount("systemctl --user daemon-reload") + " && " + strings.TrimPrefix(e.asAccount("systemctl --user start dbus.socket"), "cd / && ")
		}
		e.fail(fix, "the account has no bus at %s/bus, and no unit that makes one", e.Account.RuntimeDir())
	}
}

func checkRootless(e *examination) {
	if e.Podman.Error != "" {
		e.fail(e.asAccount("podman info"), "podman does not work for %s: %s", e.Account.Name, e.Podman.Error)
	}
}

func checkNetwork(e *examination) {
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
	case !waits:
		e.skip("no unit waits for the network")
	case !e.Online.Wanted, !e.Online.Active:
		e.say(Warn, e.asRoot("systemctl add-wants multi-user.target network-online.target && systemctl start network-online.target"), true,
			"nothing starts network-online.target, and every start of a rootless unit waits 90 s for it")
	}
}

func checkCatatonit(e *examination) {
	asked := false
	for _, w := range e.wants {
		asked = asked || w.RunInit
		if w.RunInit && e.Catatonit == "" {
			e.fail(e.packages("catatonit", "catatonit"), "%s has RunInit=true, and catatonit is not installed", w.Unit)
		}
	}
	if !asked {
		e.skip("no unit has RunInit=true")
	}
}
