package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badNetworkSettingKeys = []string{"Network.Subnet", "Network.Gateway", "Network.IPRange", "Network.Driver", "Network.IPAMDriver", "Network.InterfaceName", "Network.Options"}

var badNetworkSetting = lint.Rule{
	Name:      "bad-network-setting",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Network},
	Keys:      badNetworkSettingKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the setting of the network",
		Why: "Subnets are ADDRESS/LENGTH, a gateway is an address, a range is a subnet or FIRST-LAST. " +
			"Drivers are bridge, macvlan and ipvlan, others need a netavark plugin. Options are those of " +
			"the driver.",
		Bad:  "-- a.network --\n[Network]\nSubnet=10.89.5.0\n",
		Good: "-- a.network --\n[Network]\nSubnet=10.89.5.0/24\n",
		Refs: []string{"podman-network-create(1)", "go.podman.io/common, libnetwork/netavark"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badNetworkSettingKeys) },
}
