package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unsupportedRemap = lint.Rule{
	Name:      "unsupported-remap",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondRemapUsers, quadlet.CondRemapManual, quadlet.CondRemapSystem},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a RemapUsers= that the generator does not take",
		Why: "RemapUsers= is manual, auto or keep-id, written without quotes. A .kube cannot have manual, and up " +
			"to Podman 5.2 a unit of the system cannot have keep-id. Anything else keeps the unit from being " +
			"generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nRemapUsers=host\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nRemapUsers=auto\n",
		Refs: []string{"podman-systemd.unit(5), RemapUsers=", "pkg/systemd/quadlet/quadlet.go, handleUserRemap"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{
				Message: fmt.Sprintf("RemapUsers=%s is not known", r.Text),
				Hint:    "use UserNS=; RemapUsers= takes manual, auto and keep-id",
			}
			switch r.Condition {
			case quadlet.CondRemapManual:
				f.Message, f.Hint = "RemapUsers=manual is not taken in a .kube", "use UserNS=, or auto or keep-id"
			case quadlet.CondRemapSystem:
				f.Message, f.Hint = "RemapUsers=keep-id is for units of a user, and this is one of the system", "use auto, or install the unit for a user"
			}
			refused(p, r, f)
		}
	},
}
