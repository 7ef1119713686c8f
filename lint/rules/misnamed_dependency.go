package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var misnamedDependency = lint.Rule{
	Name:     "misnamed-dependency",
	Severity: lint.Warning,
	Fixable:  true,
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a dependency on a unit that Quadlet generates under another name",
		Why: "The services of .network, .volume, .pod, .image and .build files carry the kind in their name: " +
			"db.network becomes db-network.service. A dependency on a name that no unit has is waited for by nobody, " +
			"and Requires= on it fails.",
		Bad: "-- web.container --\n[Unit]\nAfter=db.network.service\n[Container]\nImage=docker.io/library/busybox:1.37\n" +
			"-- db.network --\n[Network]\n",
		Good: "-- web.container --\n[Unit]\nAfter=db-network.service\n[Container]\nImage=docker.io/library/busybox:1.37\n" +
			"-- db.network --\n[Network]\n",
		FixSafety: "Unsafe: writes the name of the one unit of the set that fits.",
		Refs:      []string{"podman-systemd.unit(5), Enabling unit files and the names of services"},
	},
	Check: func(p *lint.Pass) {
		for _, key := range quadlet.DependencyKeys() {
			for _, w := range p.Unit.Words("Unit", key, unitfile.Strv) {
				meant, ok := meantService(p.Set, w.Str)
				if !ok {
					continue
				}
				p.Report(lint.Finding{
					At: w.TextPlace(), Key: w.Value,
					Message: fmt.Sprintf("no unit is called %q: %s becomes %s", w.Str, meant.Name, meant.ServiceName()+".service"),
					Hint:    "write " + meant.ServiceName() + ".service",
					Related: []lint.Note{{At: meant.Top(), Message: "the unit that is meant"}},
					Fixes: []lint.Fix{{
						Title: "write " + meant.ServiceName() + ".service", Safety: lint.Unsafe,
						Edits: []lint.Edit{lint.Replace(w.TextPlace(), meant.ServiceName()+".service")},
					}},
				})
			}
		}
	},
}

// meantService finds the unit of the set whose service a wrong name stands for:
// FILE.service for any file, or BASE.service where only a unit of another kind
// has that base name. A name that some unit of the set has is not wrong.
func meantService(set *quadlet.Set, name string) (*quadlet.Unit, bool) {
	base, ok := strings.CutSuffix(name, ".service")
	if !ok || strings.Contains(name, "%") {
		return nil, false
	}
	if u := set.Lookup(base); u != nil {
		return u, true
	}
	for _, u := range set.OfService(base) {
		if u.State == quadlet.Loaded {
			return nil, false
		}
	}
	var fits []*quadlet.Unit
	for _, kind := range quadlet.Kinds() {
		if kind.Info().Suffix == "" {
			continue
		}
		if u := set.Lookup(base + kind.Ext()); u != nil {
			fits = append(fits, u)
		}
	}
	if len(fits) != 1 {
		return nil, false
	}
	return fits[0], true
}
