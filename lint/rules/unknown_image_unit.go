package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownImageUnit = lint.Rule{
	Name:      "unknown-image-unit",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondImageUnit},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "an Image= that names an .image or .build unit that is not there",
		Why: "An Image= that ends in .image (since Podman 4.8) or .build (since 5.2) is taken for a Quadlet unit, " +
			"which must be among those loaded, or no service is generated. Only the ending counts: an image of a " +
			"registry whose name ends so is taken for a unit too.",
		Bad:       "[Container]\nImage=shop.build\n",
		Good:      "-- web.container --\n[Container]\nImage=shop.build\n-- shop.build --\n[Build]\nImageTag=localhost/shop\nSetWorkingDirectory=unit\n",
		FixSafety: "Unsafe: the name of another unit is a guess.",
		Refs:      []string{"podman-container.unit(5), Image=", "pkg/systemd/quadlet/quadlet.go, handleImageSource"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			unknownUnit(p, r, "Image= names", quadlet.Image, quadlet.Build)
		}
	},
}
