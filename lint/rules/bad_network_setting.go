package rules

import (
	"net/netip"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badNetworkSettingKeys = []string{"Network.Gateway", "Network.IPRange", "Network.Driver", "Network.IPAMDriver", "Network.InterfaceName", "Network.Options"}

var badNetworkSetting = lint.Rule{
	Name:      "bad-network-setting",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Network},
	Keys:      append([]string{"Network.Subnet"}, badNetworkSettingKeys...),
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
	Check: func(p *lint.Pass) {
		reportValues(p, badNetworkSettingKeys)
		for _, text := range texts(p, "Subnet") {
			reportValueIf(p, "Subnet", text, func() bool {
				// Whether the host has the addresses already is asked for bridges only.
				prefix, err := netip.ParsePrefix(text.Str)
				onHost := err == nil && prefix.Bits() < 31 && prefix.Overlaps(netip.MustParsePrefix("127.0.0.0/8"))
				return !onHost || len(subnetsOf(p.Unit)) > 0 && !hasFlag(p, "driver", "opt")
			})
		}
	},
}
