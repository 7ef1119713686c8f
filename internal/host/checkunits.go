package host

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func checkUnits(e *examination) {
	if len(e.Units) == 0 {
		e.skip("no unit is installed for %s", e.Account.Name)
		return
	}
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
		e.skip("the account's manager cannot be asked")
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
	for _, p := range e.Ports {
		where := p.Address
		if where == "" {
			where = "every address"
		}
		switch {
		case p.Free:
		case p.Port < e.PortStart:
			e.fail(e.asRoot("sysctl -w net.ipv4.ip_unprivileged_port_start="+strconv.Itoa(p.Port)),
				"%s publishes port %d on %s, and an account may bind %d and above only", p.Unit, p.Port, where, e.PortStart)
		default:
			e.fail(e.asRoot("ss -Hltnp 'sport = :"+strconv.Itoa(p.Port)+"'"),
				"%s publishes port %d on %s: %s", p.Unit, p.Port, where, p.Problem)
		}
	}
}

func checkEnvFiles(e *examination) {
	for _, p := range e.Paths {
		if p.Use != "env" {
			continue
		}
		path := Quote(p.Path)
		switch {
		case e.behindMount(p):
			continue
		case !p.Exists:
			e.fail(e.asAccount("sh -c 'umask 077; printf \"NOVA_GATEWAY_TOKEN=%s\\n\" \"$(od -An -N32 -tx1 /dev/urandom | tr -d \" \\n\")\" >"+p.Path+"'"),
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
			e.warn("", "%s:%d: %s", p.Path, l.Line, l.Text)
		}
		if p.Problem == "" && !p.Token && strings.Contains(p.Unit, "nova") {
			e.warn("", "%s sets no NOVA_GATEWAY_TOKEN", p.Path)
		}
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
	for _, p := range e.Paths {
		if p.Use != "config" {
			continue
		}
		write := e.asAccount(`sh -c 'umask 077; printf "{\n  \"gateway\": {\n    \"mode\": \"local\"\n  }\n}\n" >` + p.Path + "'")
		switch {
		case e.behindMount(p):
		case !p.Exists:
			e.fail(write, "%s does not exist: the gateway refuses to start without gateway.mode", p.Path)
		case p.UID >= 0 && p.UID != e.Account.UID:
			e.fail(e.asRoot("chown "+e.Account.Name+": "+Quote(p.Path)), "%s belongs to uid %d, not to %s", p.Path, p.UID, e.Account.Name)
		case p.Problem != "":
			e.fail("", "%s cannot be read: %s", p.Path, p.Problem)
		case p.GatewayMode != "local":
			e.fail("", "%s has gateway.mode %q; set it to \"local\"", p.Path, p.GatewayMode)
		}
	}
}

func checkMounts(e *examination) {
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
		}
	}
}

func (e *examination) keepsID(unit string) bool {
	i := slices.IndexFunc(e.wants, func(w Want) bool { return w.Unit == unit })
	return i >= 0 && strings.HasPrefix(e.wants[i].UserNS, "keep-id")
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
	for _, i := range e.Images {
		switch {
		case i.Present:
		case strings.HasPrefix(i.Name, "localhost/") || i.Pull == "never":
			e.fail("", "%s needs %s, which is not in the store of %s: build it there, or load it with `nova-quadlet setup --load FILE`",
				i.Unit, i.Name, e.Account.Name)
		default:
			e.warn(e.asAccount("podman pull "+Quote(i.Name)), "%s needs %s, which the first start has to pull", i.Unit, i.Name)
		}
	}
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
	for _, s := range e.Services {
		switch {
		case s.Active != "active" && s.Restarts > 1:
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
