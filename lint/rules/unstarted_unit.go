package rules

import (
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unstartedUnit = lint.Rule{
	Name:     "unstarted-unit",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Kube, quadlet.Pod},
	Keys: slices.Concat(dependencyKeys, installKeys, []string{
		"Container.Network", "Container.Pod", "Pod.Network", "Kube.Network", "Build.Network",
	}),
	Tags: []string{"systemd"},
	Doc: lint.Doc{
		Title: "a unit that nothing starts at boot",
		Why: "Without WantedBy= or RequiredBy= in [Install] the generator makes no link, and systemctl enable does not work on " +
			"generated units. The unit then runs only when somebody starts it, or a timer, socket or unit elsewhere does.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n[Install]\nWantedBy=default.target\n",
		Refs: []string{"podman-systemd.unit(5), Enabling unit files"},
	},
	CheckSet: func(p *lint.SetPass) {
		if !p.Set.Complete {
			return
		}
		pulled := pulledUnits(p)
		left := lint.PerUnit(p, "units to be started by others", startedByOthers)
		for _, u := range p.Set.Loaded() {
			if !left[u.Index()] || pulled[u.Name] {
				continue
			}
			p.Report(u, lint.Finding{
				At:      u.Top(),
				Message: "nothing starts " + u.ServiceName() + ".service at boot: there is no [Install], and no unit here wants it",
				Hint:    "add [Install] with WantedBy=default.target, or start it from a timer, a socket or another unit",
			})
		}
	},
}

// startedByOthers reports whether a unit does not start by itself, but should.
func startedByOthers(u *quadlet.Unit) bool {
	if u.Kind != quadlet.Container && u.Kind != quadlet.Kube && u.Kind != quadlet.Pod {
		return false
	}
	// A template is started by name, a member by its pod.
	if _, _, isTemplate := u.Template(); isTemplate || u.Str("Container", "Pod") != "" {
		return false
	}
	return !hasWord(u, "Install", "WantedBy", "RequiredBy", "UpheldBy", "Alias")
}

// hasWord reports whether one of the keys has a word.
func hasWord(u *quadlet.Unit, section string, keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool {
		return len(u.Words(section, key, unitfile.Strv)) > 0
	})
}

// pulledUnits are the names of the files that another unit of the set starts:
// by a dependency, or because a key of its own section names it.
func pulledUnits(p *lint.SetPass) map[string]bool {
	names := lint.PerUnit(p, "names that a unit starts", pulledBy)
	pulled := map[string]bool{}
	for _, u := range p.Set.Loaded() {
		for _, name := range names[u.Index()] {
			if service, ok := strings.CutSuffix(name, ".service"); ok {
				for _, other := range p.Set.OfService(service) {
					if other.State == quadlet.Loaded && other != u {
						pulled[other.Name] = true
					}
				}
			}
			if name != u.Name {
				pulled[name] = true
			}
		}
	}
	return pulled
}

// pulledBy are the words of a unit that name what is started with it.
func pulledBy(u *quadlet.Unit) []string {
	var names []string
	for _, key := range []string{"Wants", "Requires", "BindsTo", "Upholds", "Requisite", "OnFailure", "OnSuccess"} {
		for _, w := range u.Words("Unit", key, unitfile.Strv) {
			names = append(names, w.Str)
		}
	}
	values := u.Values()
	for i := range values {
		v := &values[i]
		// A member pulls its pod in if something starts the member.
		if v.Row() != nil && v.Section == u.Section() && (v.Item.Name == "Network" || v.Item.Name == "Pod" && hasWord(u, "Install", "WantedBy", "RequiredBy", "UpheldBy")) {
			name, _, _ := strings.Cut(v.Text(), ":")
			names = append(names, name)
		}
	}
	return names
}
