package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var containerNetworkOptions = lint.Rule{
	Name:      "container-network-options",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNetworkOpts},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "options behind a container whose network is joined",
		Why: "Network=x.container shares the network of another container as it is. Options behind it " +
			"(x.container:ip=…) keep the unit from being generated.",
		Bad:       "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nNetwork=db.container:ip=10.0.0.2\n-- db.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good:      "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nNetwork=db.container\n-- db.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		FixSafety: "Unsafe: the options go, and with them what they were meant for.",
		Refs:      []string{"podman-container.unit(5), Network=", "pkg/systemd/quadlet/quadlet.go, addNetworks"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			v := assignmentAt(p.Unit, r.At)
			f := lint.Finding{
				Message: "options are not possible where the network of another container is joined",
				Hint:    "remove them, or set them in the other container",
			}
			if v.Item != nil {
				f.Fixes = []lint.Fix{{Title: "remove the options", Safety: lint.Unsafe, Edits: []lint.Edit{lint.Replace(r.At, "")}}}
			}
			refused(p, r, f)
		}
	},
}
