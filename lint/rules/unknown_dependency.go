package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownDependency = lint.Rule{
	Name:      "unknown-dependency",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondDependency},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a dependency on a Quadlet unit that is not there",
		Why: "Since Podman 5.5 names of Quadlet files in After=, Requires= and the like of [Unit] are put in terms " +
			"of their services. A name with such an ending that is not exactly the name of a loaded unit keeps " +
			"the unit from being generated. An instance (x@1.container) is not found by its template; name its " +
			"service instead.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\n\n[Unit]\nAfter=db.container\n",
		Good:      "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n\n[Unit]\nAfter=db.container\n-- db.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		FixSafety: "Unsafe: the name of another unit is a guess.",
		Refs:      []string{"podman-systemd.unit(5), Dependency between Quadlet units", "pkg/systemd/quadlet/quadlet.go, translateUnitDependencies"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			key := assignmentAt(p.Unit, r.At).Item.Name
			unknownUnit(p, r, key+"= names", quadlet.Kinds()...)
		}
	},
}
