package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unsupportedKillMode = lint.Rule{
	Name:      "unsupported-kill-mode",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondKillMode},
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Kube},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a KillMode= that the generator does not take",
		Why: "The generator relies on systemd to kill the whole control group of a container. [Service] KillMode= " +
			"of a .container or .kube may only be mixed or control-group; anything else, also an empty value, " +
			"keeps the unit from being generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n\n[Service]\nKillMode=process\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n\n[Service]\nKillMode=mixed\n",
		Refs: []string{"podman-systemd.unit(5)", "pkg/systemd/quadlet/quadlet.go"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("KillMode=%s is not taken in a %s", r.Text, p.Unit.Kind.Ext()),
				Hint:    "use mixed, which is the default here, or control-group",
			})
		}
	},
}
