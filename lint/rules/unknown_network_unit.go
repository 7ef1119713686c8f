package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownNetworkUnit = lint.Rule{
	Name:      "unknown-network-unit",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNetworkUnit},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Network= that names a .network or .container unit that is not there",
		Why: "Network=x.network joins the network of a Quadlet unit. Since Podman 5.3 the unit must be among those " +
			"loaded, or no service is generated. A network made by hand is named without the ending.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nNetwork=shop.network\n",
		Good:      "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nNetwork=shop.network\n-- shop.network --\n[Network]\n",
		FixSafety: "Unsafe: the name of another unit is a guess.",
		Refs:      []string{"podman-container.unit(5), Network=", "pkg/systemd/quadlet/quadlet.go, addNetworks"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			unknownUnit(p, r, "Network= names", quadlet.Network, quadlet.Container)
		}
	},
}
