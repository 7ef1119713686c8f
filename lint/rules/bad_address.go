package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badAddressKeys = []string{"Container.IP", "Container.IP6", "Container.DNS", "Container.DNSSearch", "Container.AddHost", "Pod.IP", "Pod.IP6", "Pod.DNS", "Pod.DNSSearch", "Pod.AddHost", "Network.DNS"}

var badAddress = lint.Rule{
	Name:      "bad-address",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Network},
	Keys:      badAddressKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the address or the domain",
		Why: "IP= and IP6= are one address without prefix and brackets; DNS= has no port; AddHost= is " +
			"NAME:ADDRESS with host-gateway as the only word for an address; DNSSearch= is a domain or a " +
			"single dot.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nDNS=1.1.1.1:53\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nDNS=1.1.1.1\n",
		Refs: []string{"podman-run(1), --dns, --ip and --add-host"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badAddressKeys) },
}
