package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unreachableTarget = lint.Rule{
	Name:     "unreachable-target",
	Severity: lint.Warning,
	Keys:     []string{"Install.WantedBy", "Install.RequiredBy", "Install.UpheldBy"},
	Fixable:  true,
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "WantedBy= of a target that the manager does not have",
		Why: "The generator makes a link in TARGET.wants and checks nothing. A user's manager has no multi-user.target, so the " +
			"unit is never started at boot, and no tool says so. The same holds for a word that is no unit name.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\n[Install]\nWantedBy=multi-user.target\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\n[Install]\nWantedBy=default.target\n",
		Options:   []string{"--user"},
		FixSafety: "Unsafe: default.target is what most units of a user mean; a name that is nearly systemd's may be a target of your own.",
		Refs:      []string{"systemd.special(7), UNITS MANAGED BY THE USER SERVICE MANAGER", "podman-systemd.unit(5), Enabling unit files"},
	},
	Check: func(p *lint.Pass) {
		for _, key := range []string{"WantedBy", "RequiredBy", "UpheldBy"} {
			words := p.Unit.Words("Install", key, unitfile.Strv)
			reachable := false
			for _, w := range words {
				reachable = reachable || systemd.HasTarget(w.Str, p.Rootless())
			}
			for _, w := range words {
				f := lint.Finding{At: w.TextPlace(), Key: w.Value}
				if _, isUnit := systemd.UnitType(serviceOf(p, w.Str)); !isUnit && !placeholder(w.Str) {
					f.Message = fmt.Sprintf("%s=%s: this is no name of a unit, so nothing ever starts it", key, w.Str)
					f.Hint = "write a name with its suffix, such as default.target"
				} else if p.Rootless() && !reachable && systemd.HasTarget(w.Str, false) && !systemd.HasTarget(w.Str, true) {
					f.Message = fmt.Sprintf("a user's manager has no %s: the unit is never started at boot", w.Str)
					f.Hint = "write " + key + "=default.target"
					f.Fixes = []lint.Fix{{Title: "write default.target", Safety: lint.Unsafe, Edits: []lint.Edit{lint.Replace(f.At, "default.target")}}}
				} else if near, ok := nearTarget(p, w.Str); ok {
					f.Message = fmt.Sprintf("systemd has no %s: unless something else makes it, the unit is never started at boot", w.Str)
					f.Hint = fmt.Sprintf("did you mean %q?", near)
					f.Fixes = []lint.Fix{{Title: "write " + near, Safety: lint.Unsafe, Edits: replaceText(f.At, w.Str, near)}}
				} else {
					continue
				}
				p.Report(f)
			}
		}
	},
}

// nearTarget is the target of systemd's that an unknown one is a misspelling of.
func nearTarget(p *lint.Pass, name string) (string, bool) {
	base, ok := strings.CutSuffix(name, ".target")
	if !ok || len(base) < 5 || systemd.HasTarget(name, true) || systemd.HasTarget(name, false) || placeholder(name) {
		return "", false
	}
	near, ok := didyoumean.Nearest(name, systemd.Targets(p.Rootless()))
	// What only begins alike is a target of somebody's own.
	return near, ok && !strings.HasPrefix(near, base)
}
