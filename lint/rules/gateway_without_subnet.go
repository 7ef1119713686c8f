package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var gatewayWithoutSubnet = lint.Rule{
	Name:      "gateway-without-subnet",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondGateways},
	Kinds:     []quadlet.Kind{quadlet.Network},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Gateway= or IPRange= without a Subnet= of its own",
		Why: "Gateway= and IPRange= belong to the Subnet= of the same number in order. A .network with more of " +
			"them than subnets is not generated.",
		Bad:  "-- shop.network --\n[Network]\nGateway=10.8.0.1\n",
		Good: "-- shop.network --\n[Network]\nSubnet=10.8.0.0/24\nGateway=10.8.0.1\n",
		Refs: []string{"podman-network.unit(5), Subnet=, Gateway= and IPRange=", "pkg/systemd/quadlet/quadlet.go, ConvertNetwork"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("%s= has no Subnet= to go with", r.Text),
				Hint:    "add its Subnet=, in the same order",
			})
		}
	},
}
