package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownSourceUnit = lint.Rule{
	Name:      "unknown-source-unit",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondSourceUnit},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Volume= or Mount= that names a unit that is not there",
		Why: "A source that ends in .volume, in Mount= also in .image, and since Podman 5.7 in .artifact, is taken " +
			"for a Quadlet unit. Since 5.3 it must be among those loaded, or no service is generated. A volume " +
			"made by hand is named without the ending.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nVolume=data.volume:/data\n",
		Good:      "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nVolume=data.volume:/data\n-- data.volume --\n[Volume]\n",
		FixSafety: "Unsafe: the name of another unit is a guess.",
		Refs:      []string{"podman-container.unit(5), Volume= and Mount=", "pkg/systemd/quadlet/quadlet.go, handleStorageSource"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			key := assignmentAt(p.Unit, r.At).Item.Name
			unknownUnit(p, r, key+"= names", quadlet.Volume, quadlet.Image, quadlet.Artifact)
		}
	},
}
