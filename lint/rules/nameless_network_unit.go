package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var namelessNetworkUnit = lint.Rule{
	Name:      "nameless-network-unit",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNetworkName},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Network= that names a unit whose name cannot be worked out",
		Why: "The unit that Network= names is there, but gives no name to join: a .network that is refused itself, " +
			"or a .container whose ContainerName= holds a specifier other than %N, as every template has by " +
			"default. Podman 5.3 also refuses a container that it comes to later.",
		Bad:  "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nNetwork=db@.container\n-- db@.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nNetwork=db.container\n-- db.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Refs: []string{"podman-container.unit(5), Network=", "pkg/systemd/quadlet/quadlet.go, addNetworks"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{
				Message: fmt.Sprintf("%q has no name that its network could be joined by", r.Text),
				Hint:    "give it a ContainerName= without specifiers",
				Related: related(r, "the unit that is named"),
			}
			ref := p.Set.Lookup(r.Text)
			switch {
			case ref != nil && ref.Kind == quadlet.Network:
				f.Message = fmt.Sprintf("%q is refused itself, so its network cannot be joined", r.Text)
				f.Hint = "mend it first"
			case ref != nil && ref.Refused() && !p.Set.Complete:
				// Its refusal may be but a unit that was not given.
				f.Severity = lint.Warning
			}
			refused(p, r, f)
		}
	},
}
