package rules

import (
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unorderedRequirement = lint.Rule{
	Name:     "unordered-requirement",
	Severity: lint.Warning,
	Keys:     []string{"Unit.Requires", "Unit.BindsTo", "Unit.Requisite"},
	Fixable:  true,
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "Requires= or BindsTo= without After=",
		Why: "A requirement says that the other unit is started too, not that it is started before: both start at the same " +
			"time, and the container may find its database absent. BindsTo= is only reliable together with After=.",
		Bad:       "[Unit]\nRequires=db.service\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good:      "[Unit]\nRequires=db.service\nAfter=db.service\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		FixSafety: "Unsafe: adds After= for the unit, which delays the start until the other one is up.",
		Refs:      []string{"systemd.unit(5), Requires= and BindsTo="},
	},
	Check: func(p *lint.Pass) {
		ordered := orderedUnits(p)
		for _, key := range []string{"Requires", "BindsTo", "Requisite"} {
			for _, w := range p.Unit.Words("Unit", key, unitfile.Strv) {
				name := serviceOf(p, w.Str)
				if ordered[name] || strings.Contains(w.Str, "%") || !needsOrder(name) || orderedFromThere(p, name) {
					continue
				}
				p.Report(lint.Finding{
					At: w.TextPlace(), Key: w.Value,
					Message: key + "=" + w.Str + " starts it, but does not wait for it: there is no After=" + w.Str,
					Hint:    "add After=" + w.Str,
					Fixes: []lint.Fix{{
						Title: "add After=" + w.Str, Safety: lint.Unsafe,
						Edits: []lint.Edit{lint.InsertAfter(w.File, w.Item, "After="+w.Str)},
					}},
				})
			}
		}
	},
}

// orderedUnits are the units that this one starts after or before.
func orderedUnits(p *lint.Pass) map[string]bool {
	set := map[string]bool{}
	for _, key := range []string{"After", "Before"} {
		for _, w := range p.Unit.Words("Unit", key, unitfile.Strv) {
			set[serviceOf(p, w.Str)] = true
		}
	}
	return set
}

// serviceOf is the name of the systemd unit behind the name of a Quadlet file,
// or the name itself.
func serviceOf(p *lint.Pass, name string) string {
	if u := p.Set.Lookup(name); u != nil {
		return u.ServiceName() + ".service"
	}
	return name
}

// needsOrder reports whether a unit of this type takes time to start. Mounts,
// sockets and slices are ordered by systemd itself where they matter.
func needsOrder(name string) bool {
	return strings.HasSuffix(name, ".service") || strings.HasSuffix(name, ".target")
}

// orderedFromThere reports whether the other unit of the set says Before= this one.
func orderedFromThere(p *lint.Pass, service string) bool {
	self := p.Unit.ServiceName() + ".service"
	name, ok := strings.CutSuffix(service, ".service")
	return ok && slices.ContainsFunc(p.Set.OfService(name), func(u *quadlet.Unit) bool {
		for _, w := range u.Words("Unit", "Before", unitfile.Strv) {
			if serviceOf(p, w.Str) == self {
				return true
			}
		}
		return false
	})
}
