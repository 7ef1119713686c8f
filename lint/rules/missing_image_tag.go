package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var missingImageTag = lint.Rule{
	Name:      "missing-image-tag",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNoImageTag},
	Kinds:     []quadlet.Kind{quadlet.Build},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a .build that does not name its image",
		Why: "A .build unit must give the image that it builds a name. Without ImageTag=, or with an empty one, no " +
			"service is generated.",
		Bad:  "-- shop.build --\n[Build]\nSetWorkingDirectory=unit\n",
		Good: "-- shop.build --\n[Build]\nImageTag=localhost/shop\nSetWorkingDirectory=unit\n",
		Refs: []string{"podman-build.unit(5), ImageTag=", "pkg/systemd/quadlet/quadlet.go"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{Message: "no image name: [Build] has no ImageTag=", Hint: "add ImageTag=localhost/name"}
			if v, ok := p.Unit.Last(p.Unit.Section(), "ImageTag"); ok && v.Item.Empty {
				f.Message, f.Hint = "\"ImageTag=\" is empty, and there is no other one", "give it a value; an empty one takes earlier ones away"
			}
			refused(p, r, f)
		}
	},
}
