package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var malformedMount = lint.Rule{
	Name:      "malformed-mount",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondMountCSV, quadlet.CondMountType},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Mount= that is no list of comma-separated options",
		Why: "Since Podman 4.8 the generator reads Mount= as one record of comma-separated values, quotes " +
			"included. Up to 5.5 it must name its type. What it cannot read keeps the unit from being generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nMount='type=tmpfs,destination=/tmp,\"size=1m'\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nMount=type=tmpfs,destination=/tmp,tmpfs-size=1m\n",
		Refs: []string{"podman-container.unit(5), Mount=", "pkg/systemd/quadlet/quadlet.go, resolveContainerMountParams"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{
				Message: fmt.Sprintf("the mount %q is no list of comma-separated options", clip(r.Text)),
				Hint:    "write type=…,source=…,destination=…; quotes around an option must be around the whole of it",
			}
			if r.Condition == quadlet.CondMountType {
				f.Message = fmt.Sprintf("the mount %q names no type", clip(r.Text))
				f.Hint = "begin it with type=bind, volume, glob, tmpfs …: Podman takes type=volume for granted since 5.6"
			}
			refused(p, r, f)
		}
	},
}
