package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var mountWithoutSource = lint.Rule{
	Name:      "mount-without-source",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondMountSource},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Mount= of a type that needs a source has none",
		Why: "A mount of type bind, glob, image or artifact needs a source with a value, and up to Podman 5.8 one " +
			"of type volume too. Without it no service is generated; releases before 5.7 crash.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nMount=type=bind,destination=/data\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nMount=type=bind,source=/srv/data,destination=/data\n",
		Refs: []string{"podman-container.unit(5), Mount=", "pkg/systemd/quadlet/quadlet.go, resolveContainerMountParams"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("the mount %q has no source", clip(r.Text)),
				Hint:    "add source=, with a value",
			})
		}
	},
}
