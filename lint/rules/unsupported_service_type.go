package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unsupportedServiceType = lint.Rule{
	Name:      "unsupported-service-type",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondServiceType},
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Kube},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a service Type= that the generator does not take",
		Why: "The generator writes Type=notify, and takes notify or oneshot only. Any other type of [Service], " +
			"also an empty one, keeps a .container, and since Podman 4.8 a .kube, from being generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n\n[Service]\nType=simple\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n\n[Service]\nType=oneshot\n",
		Refs: []string{"podman-systemd.unit(5)", "pkg/systemd/quadlet/quadlet.go"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("Type=%s is not taken in a %s", r.Text, p.Unit.Kind.Ext()),
				Hint:    "leave it out, which gives notify, or use oneshot for a container that ends",
			})
		}
	},
}
