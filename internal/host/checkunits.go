package host

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func checkUnits(e *examination) {
	for _, line := range e.Generator {
		if strings.HasPrefix(line, "Warning: ") {
			e.warn("", "the generator says: %s", line)
			continue
		}
		fix := ""
		for _, u := range e.Units {
			if strings.Contains(line, u.Name) {
				fix = e.asAccount("nova-quadlet lint " + Quote(u.Path))
				break
			}
		}
		e.fail(fix, "the generator refuses: %s", line)
	}
}

func checkReload(e *examination) {
	if e.Reloaded.IsZero() {
		e.skip("the account's manager does not say when it read them")
		return
	}
	for _, u := range e.Units {
		// A file written within the same second as the reload may be on either side of it.
		if u.Modified.After(e.Reloaded.Add(time.Second)) {
			e.say(Warn, e.systemctl("daemon-reload"), true, "%s changed after systemd last read the units", u.Path)
		}
	}
}

func checkPorts(e *examination) {
	if !slices.ContainsFunc(e.wants, func(w Want) bool { return len(w.Ports) > 0 }) {
		e.skip("no unit publishes a port that it names")
	}
	for _, p := range e.Ports {
		where := p.Address
		if where == "" {
			where = "every address"
		}
		switch {
		case p.Free:
		case p.Port < e.PortStart:
			const file = "/etc/sysctl.d/50-unprivileged-ports.conf"
			e.fail(e.asRoot("sh -c 'echo net.ipv4.ip_unprivileged_port_start="+strconv.Itoa(p.Port)+" >"+file+"'")+" && "+e.asRoot("sysctl -p "+file),
				"%s publishes port %d on %s, and an account may bind %d and above only", p.Unit, p.Port, where, e.PortStart)
		default:
			e.fail(e.asRoot("ss -Hltnp 'sport = :"+strconv.Itoa(p.Port)+"'"),
				"%s publishes port %d on %s: %s", p.Unit, p.Port, where, p.Problem)
		}
	}
}

func checkEnvFiles(e *examination) {
	e.skipWithout("env", "no unit names an environment file")
	for _, p := range e.Paths {
		if p.Use != "env" {
			continue
		}
		path := Quote(p.Path)
		switch {
		case e.behindMount(p):
			continue
		case !p.Exists:
			e.fail(e.asAccount(drawToken(p.Path)),
				"%s names %s, which does not exist", p.Unit, p.Path)
			continue
		case p.UID >= 0 && p.UID != e.Account.UID:
			e.fail(e.asRoot("chown "+e.Account.Name+": "+path), "%s belongs to uid %d, not to %s", p.Path, p.UID, e.Account.Name)
		case p.Problem != "":
			e.fail(e.asRoot("chown "+e.Account.Name+": "+path), "%s cannot be read: %s", p.Path, p.Problem)
		}
		if p.Mode.Perm()&0o077 != 0 {
			e.say(Warn, e.chmod("600", p), true, "%s is open to others (mode %#o), and it holds the token", p.Path, p.Mode.Perm())
		}
		for _, l := range p.EnvBad {
			e.warn(e.edit(p), "%s:%d: %s", p.Path, l.Line, l.Text)
		}
		if p.Problem == "" && !p.Token && strings.Contains(p.Unit, "nova") {
			e.warn(e.asAccount(drawToken(p.Path)), "%s sets no NOVA_GATEWAY_TOKEN", p.Path)
		}
	}
}

// drawToken appends a token to a file, which it makes if need be. The value goes from the
// kernel to the file and through no command line.
func drawToken(path string) string {
	return `sh -c 'umask 077; printf "NOVA_GATEWAY_TOKEN=%s\n" "$(od -An -N32 -tx1 /dev/urandom | tr -d " \n")" >>"$0"' ` + Quote(path)
}

// edit is for what only a person can decide.
func (e *examination) edit(p PathFact) string {
	return e.asAccount("${EDITOR:-vi} " + Quote(p.Path))
}

// skipWithout says why, if no unit names a path of that use.
func (e *examination) skipWithout(use, why string) {
	if !slices.ContainsFunc(e.Paths, func(p PathFact) bool { return p.Use == use }) {
		e.skip("%s", why)
	}
}

// behindMount reports whether a path cannot be looked at because of the directory above it,
// and says so: the check of the mounts has the command.
func (e *examination) behindMount(p PathFact) bool {
	if p.Problem == "" || p.UID >= 0 {
		return false
	}
	for _, m := range e.Paths {
		if m.Use == "mount" && m.Problem != "" && strings.HasPrefix(p.Path, m.Path+"/") {
			e.skip("%s cannot be looked at before %s is mended", p.Path, m.Path)
			return true
		}
	}
	return false
}

// chmod needs no root for the account's own file.
func (e *examination) chmod(mode string, p PathFact) string {
	command := "chmod " + mode + " " + Quote(p.Path)
	if p.UID != e.Account.UID {
		return e.asRoot(command)
	}
	return command
}

func checkConfig(e *examination) {
	e.skipWithout("config", "no unit mounts a configuration of Nova Engine")
	for _, p := range e.Paths {
		if p.Use != "config" {
			continue
		}
		write := e.asAccount(`sh -c 'umask 077; printf "{\n  \"gateway\": {\n    \"mode\": \"local\"\n  }\n}\n" >"$0"' ` + Quote(p.Path))
		switch {
		case e.behindMount(p):
		case !p.Exists:
			e.fail(write, "%s does not exist: the gateway refuses to start without gateway.mode", p.Path)
		case p.UID >= 0 && p.UID != e.Account.UID:
			e.fail(e.asRoot("chown "+e.Account.Name+": "+Quote(p.Path)), "%s belongs to uid %d, not to %s", p.Path, p.UID, e.Account.Name)
		case p.Problem != "":
			e.fail(e.edit(p), "%s cannot be read: %s", p.Path, p.Problem)
		case p.GatewayMode != "local":
			e.fail(e.edit(p), "%s has gateway.mode %q; set it to \"local\"", p.Path, p.GatewayMode)
		}
	}
}

func checkMounts(e *examination) {
	e.skipWithout("mount", "no unit mounts a directory of the host")
	for _, p := range e.Paths {
		if p.Use != "mount" {
			continue
		}
		path, name := Quote(p.Path), e.Account.Name
		switch {
		case !p.Exists:
			e.say(Fail, e.asAccount("mkdir -p -m 700 "+path), true, "%s mounts %s, which does not exist", p.Unit, p.Path)
		case p.UID >= 0 && p.UID != e.Account.UID && (p.Problem != "" || e.keepsID(p.Unit)):
			// keep-id shows the account's files as the container user's; those of anybody
			// else appear as nobody's.
			e.fail(e.asRoot("chown -R "+name+": "+path), "%s belongs to uid %d, and through keep-id only what belongs to %s can be used", p.Path, p.UID, name)
		case p.Problem != "":
			e.fail(e.asRoot("chmod u+rwX "+path), "%s: %s", p.Path, p.Problem)
		case p.Foreign != "" && e.pinned(p.Unit):
			// A container that once ran as root left them to the first subordinate id.
			e.warn(e.asRoot("chown -R "+name+": "+path), "%s belongs to uid %d, and the container runs as %s", p.Foreign, p.ForeignUID, name)
		}
	}
}

func (e *examination) want(unit string) Want {
	if i := slices.IndexFunc(e.wants, func(w Want) bool { return w.Unit == unit }); i >= 0 {
		return e.wants[i]
	}
	return Want{}
}

func (e *examination) keepsID(unit string) bool {
	return strings.HasPrefix(e.want(unit).UserNS, "keep-id")
}

// pinned reports whether the container's processes are the account's, and so are their files.
func (e *examination) pinned(unit string) bool {
	w := e.want(unit)
	return e.keepsID(unit) && (w.User == strconv.Itoa(e.Account.UID) || strings.Contains(w.UserNS, "uid="))
}

func checkSELinux(e *examination) {
	if e.SELinux != "enforcing" {
		e.skip("SELinux is %s", e.SELinux)
		return
	}
	for _, w := range e.wants {
		for _, m := range w.Mounts {
			i := slices.IndexFunc(e.Paths, func(p PathFact) bool { return p.Path == m.Source && p.Use == "mount" })
			if i < 0 || e.Paths[i].Label == "" || strings.HasPrefix(e.Paths[i].Label, "container_") ||
				slices.Contains(m.Options, "Z") || slices.Contains(m.Options, "z") {
				continue
			}
			e.fail(e.asRoot("chcon -R -t container_file_t "+Quote(m.Source)),
				"%s mounts %s without :Z, and its label %s is not for containers", w.Unit, m.Source, e.Paths[i].Label)
		}
	}
}

func checkImages(e *examination) {
	if len(e.Images) == 0 {
		e.skip("no unit names an image by itself")
	}
	for _, i := range e.Images {
		switch {
		case i.Present:
		case strings.HasPrefix(i.Name, "localhost/") || i.Pull == "never":
			e.fail(e.load(), "%s needs %s, which is not in the store of %s; FILE is an archive with it, as `podman save` writes it",
				i.Unit, i.Name, e.Account.Name)
		default:
			e.warn(e.asAccount("podman pull "+Quote(i.Name)), "%s needs %s, which the first start has to pull", i.Unit, i.Name)
		}
	}
}

// load takes its archive from the caller, who may read what the account may not.
func (e *examination) load() string {
	if !e.Root || e.Account.UID == 0 {
		return "podman load <FILE"
	}
	return fmt.Sprintf("runuser -u %s -- env -C / HOME=%s XDG_RUNTIME_DIR=%s podman load <FILE",
		e.Account.Name, Quote(e.Account.Home), e.Account.RuntimeDir())
}

func checkNames(e *examination) {
	for _, w := range e.wants {
		for _, c := range e.Containers {
			if c.Name == w.Container && c.Unit != w.Service {
				by := "by hand"
				if c.Unit != "" {
					by = "by " + c.Unit
				}
				e.warn(e.asAccount("podman rm -f "+Quote(c.Name)),
					"a container %q exists that was started %s; %s replaces it when it starts", c.Name, by, w.Service)
			}
		}
	}
}

func checkServices(e *examination) {
	for _, t := range e.Trouble {
		e.skip("%s", t)
	}
	for _, s := range e.Services {
		switch {
		case s.Active != "active" && s.Restarts > 1, s.flaps():
			// Slow starts never reach systemd's limit: it goes on for ever and is never "failed".
			e.fail(e.why(s.Name), "%s does not stay up: systemd has restarted it %d times", s.Name, s.Restarts)
		case s.Active == "failed":
			e.fail(e.why(s.Name), "%s has failed (%s)", s.Name, s.Result)
		case s.Load == "not-found":
			e.fail(e.why(s.Name), "systemd does not know %s", s.Name)
		}
	}
}

func (e *examination) why(service string) string {
	command := "nova-quadlet why "
	if e.Root && e.Account.UID != 0 {
		command += "--user " + e.Account.Name + " "
	}
	return command + strings.TrimSuffix(filepath.Base(service), ".service")
}
