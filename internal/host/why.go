package host

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// Explanation answers "why is it not there" and "why does it not start" for one unit.
type Explanation struct {
	Service string   `json:"service"`
	Source  string   `json:"source,omitempty"` // the file that counts
	Masks   []string `json:"masks,omitempty"`  // files of the same name that it wins over
	DropIns []string `json:"drop_ins,omitempty"`
	Verdict []string `json:"verdict,omitempty"` // what is wrong with the file, the generator's words last
	State   string   `json:"state"`
	Journal []string `json:"journal,omitempty"`
	Cause   string   `json:"cause,omitempty"` // what the messages mean, if they are known
	Next    []string `json:"next,omitempty"`  // commands, or what to do
	Healthy bool     `json:"healthy"`
}

// ServiceOf turns what a person types into the name of a service: the unit's name with or
// without ending, or its file.
func ServiceOf(name string, units []UnitFile, v quadlet.Version) string {
	base := filepath.Base(name)
	if quadlet.KindOf(base) == quadlet.KindNone {
		return strings.TrimSuffix(base, ".service") + ".service"
	}
	for _, u := range Set(units, v).Units {
		if u.Name == base {
			return serviceName(u, v)
		}
	}
	return quadlet.ServiceName(base, "", v) + ".service"
}

func serviceName(u *quadlet.Unit, v quadlet.Version) string {
	return quadlet.ServiceName(u.Name, u.Str(u.Section(), "ServiceName"), v) + ".service"
}

// Explain puts the facts about one service in order. findings are those of our own linter
// about its files, journal its last messages.
func Explain(f Facts, service string, findings, journal []string) Explanation {
	x := Explanation{Service: service, Journal: journal}
	e := examination{Facts: f}
	v := f.Version()
	for _, u := range Set(f.Units, v).Units {
		switch {
		case serviceName(u, v) != service && !instanceOf(service, serviceName(u, v)):
		case x.Source == "":
			x.Source = u.Path
			for _, d := range u.Dropins {
				x.DropIns = append(x.DropIns, d.Name)
			}
		default:
			x.Masks = append(x.Masks, u.Path)
		}
	}
	x.Verdict = slices.Clone(findings)
	base := filepath.Base(x.Source)
	for _, line := range f.Generator {
		if x.Source != "" && (strings.Contains(line, base) || strings.HasPrefix(line, "error loading")) {
			x.Verdict = append(x.Verdict, "the generator says: "+line)
		}
	}
	var s Service
	if i := slices.IndexFunc(f.Services, func(s Service) bool { return s.Name == service }); i >= 0 {
		s = f.Services[i]
	}
	x.State = stateOf(f, s)
	x.decide(&e, s)
	return x
}

// instanceOf reports whether service is an instance of a template's service.
func instanceOf(service, template string) bool {
	prefix, _, ok := strings.Cut(service, "@")
	return ok && template == prefix+"@.service"
}

func stateOf(f Facts, s Service) string {
	switch {
	case !f.Systemd:
		return "this host does not run systemd"
	case !f.UserManager:
		return "the manager of " + f.Account.Name + " does not run"
	case s.Name == "":
		return "systemd was not asked"
	case s.Load != "loaded":
		return s.Load
	case s.flaps():
		return fmt.Sprintf("%s, %s (restarted %d times, the last time %.0f s ago)", s.Load, s.Active, s.Restarts, s.Age.Seconds())
	case s.Active != "active" && s.Restarts > 1:
		return fmt.Sprintf("%s, %s (restarted %d times)", s.Load, s.Active, s.Restarts)
	case s.Active == "failed" || s.Result != "" && s.Result != "success":
		return fmt.Sprintf("%s, %s (%s)", s.Load, s.Active, s.Result)
	}
	return s.Load + ", " + s.Active
}

// decide finds the first thing that stands in the way, and what to do about it.
func (x *Explanation) decide(e *examination, s Service) {
	next := func(commands ...string) { x.Next = append(x.Next, commands...) }
	errors := slices.ContainsFunc(x.Verdict, func(v string) bool {
		return !strings.Contains(v, ": warning: ") && !strings.Contains(v, "says: Warning: ")
	})
	switch {
	case x.Source == "" && s.Load != "loaded":
		x.Cause = fmt.Sprintf("no unit file of %s makes %s; looked in %s", e.Account.Name, x.Service, strings.Join(UnitDirs(e.Account), ", "))
		if near := e.near(x.Service); near != "" {
			next("there is " + near)
		}
		next("nova-quadlet install" + e.userFlag() + " PATH")
	case !e.Systemd:
		x.Cause = "units need systemd"
	case !e.UserManager:
		x.Cause = "without it no service of the account can run"
		next("systemctl start user@"+fmt.Sprint(e.Account.UID)+".service", "nova-quadlet doctor"+e.userFlag())
	case errors:
		x.Cause = "the file is refused, so there is no service"
		if s.Load == "loaded" {
			x.Cause = "the file is refused: what is loaded goes with the next daemon-reload"
		}
		next("nova-quadlet lint "+Quote(x.Source), "mend the file, then: "+e.systemctl("daemon-reload"))
	case s.Load == "not-found":
		x.Cause = "systemd has not read the file yet"
		next(e.systemctl("daemon-reload"))
	case s.Load == "masked":
		x.Cause = "it is masked"
		next(e.systemctl("unmask " + x.Service))
	case s.Load != "loaded":
		x.Cause = "systemd cannot load it"
		next(e.systemctl("status --no-pager " + x.Service))
	case s.Active == "active" && s.Result != "exit-code" && !s.flaps():
		x.Healthy = true
	case s.Active == "inactive" && s.Restarts == 0 && (s.Result == "" || s.Result == "success"):
		x.Cause = "nobody has started it"
		next(e.systemctl("start " + x.Service))
	default:
		x.Cause = meaning(x.Journal)
		next("nova-quadlet doctor" + e.userFlag())
	}
}

func (e *examination) userFlag() string {
	if !e.Root || e.Account.UID == 0 {
		return ""
	}
	return " --user " + e.Account.Name
}

// near is a service that exists and is spelled like the one asked for.
func (e *examination) near(service string) string {
	for _, s := range e.Services {
		if strings.Contains(s.Name, strings.TrimSuffix(service, ".service")) || strings.Contains(service, strings.TrimSuffix(s.Name, ".service")) {
			return s.Name
		}
	}
	return ""
}

// meaning reads the messages of podman, pasta and the gateway that say why a start failed.
// Their wording differs between releases, so each row wants only the words that stay.
func meaning(journal []string) string {
	text := strings.ToLower(strings.Join(journal, "\n"))
	for _, m := range []struct{ all, means string }{
		{"pasta failed|address already in use", "a published port is taken by another program"},
		{"pasta failed|permission denied", "a published port is below the lowest that an account may bind"},
		{"image not known", "the image is not in the account's store, and Pull=never"},
		{"pinging container registry", "the image is not in the account's store, and its registry cannot be reached"},
		{"statfs|no such file or directory", "a mounted directory does not exist"},
		{"parsing file|no such file or directory", "an environment file does not exist"},
		{"parsing file|permission denied", "an environment file cannot be read by the account"},
		{"failed to load environment files", "an EnvironmentFile= of [Service] does not exist"},
		{"network not found", "the network does not exist: Network= wants the name of a .network file"},
		{"gateway.mode", "the configuration does not set gateway.mode to local"},
		{"nova-engine.json: permission denied", "the container user may not read the configuration: whose is it, and is the user pinned (User=%U)?"},
		{"nova-engine.json: no such file", "there is no nova-engine.json"},
		{"without a token", "the environment file sets no NOVA_GATEWAY_TOKEN"},
		{"catatonit", "RunInit=true needs catatonit"},
		{"start operation timed out", "the start took longer than TimeoutStartSec="},
	} {
		all := true
		for part := range strings.SplitSeq(m.all, "|") {
			all = all && strings.Contains(text, part)
		}
		if all {
			return m.means
		}
	}
	return "it does not stay up; the messages above say why"
}
