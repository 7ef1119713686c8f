package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var missingImage = lint.Rule{
	Name:      "missing-image",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNoImage},
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Image},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a unit that must name an image names none",
		Why: "A .container runs an image or a root file system, and an .image pulls one. " +
			"Without either the generator makes no service. An empty Image= further down, or in a drop-in, " +
			"takes an earlier one away.",
		Bad:  "[Container]\nExec=sleep 60\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep 60\n",
		Refs: []string{"podman-container.unit(5), Image= and Rootfs=", "podman-image.unit(5), Image="},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			hint := "add Image=registry/name:tag, or Rootfs=/path"
			if p.Unit.Kind == quadlet.Image {
				hint = "add Image=registry/name:tag"
			}
			if v, ok := p.Unit.Last(p.Unit.Section(), "Image"); ok && v.Item.Empty {
				hint = "give Image= a value; an empty one takes earlier ones away"
				refused(p, r, lint.Finding{At: v.Place(), Message: `"Image=" is empty, and there is no other image`, Hint: hint})
				continue
			}
			refused(p, r, lint.Finding{Message: "no image: [" + p.Unit.Section() + "] has no Image=", Hint: hint})
		}
	},
}
