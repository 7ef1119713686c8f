package rules

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var clashingSubnet = lint.Rule{
	Name:     "clashing-subnet",
	Severity: lint.Warning,
	Keys:     []string{"Network.Subnet", "Network.Driver", "Network.Options"},
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "two networks have addresses in common",
		Why: "Podman refuses to make a bridge network whose subnet is already used by another network of the same user. " +
			"Of two .network units whose subnets overlap, the one that starts second fails, and what needs it does too.",
		Bad: "-- front.network --\n[Network]\nSubnet=10.89.1.0/24\n" +
			"-- back.network --\n[Network]\nSubnet=10.89.0.0/16\n",
		Good: "-- front.network --\n[Network]\nSubnet=10.89.1.0/24\n" +
			"-- back.network --\n[Network]\nSubnet=10.89.2.0/24\n",
		Refs: []string{"podman-network-create(1), --subnet", "containers/common, libnetwork/internal/util: ValidateSubnet"},
	},
	CheckSet: func(p *lint.SetPass) {
		subnets := lint.PerUnit(p, "subnets", subnetsOf)
		var used []subnet
		for _, u := range generated(p) {
			own := subnets[u.Index()]
			for _, s := range own {
				for _, other := range used {
					if s.prefix.Overlaps(other.prefix) {
						p.Report(u, lint.Finding{
							At: s.value.Place(), Key: s.value, Severity: clashSeverity(other.unit, u),
							Message: fmt.Sprintf("the subnet %q overlaps %q of %q", s.value.Text(), other.value.Text(), other.unit.Name),
							Hint:    "choose another subnet, or leave Subnet= out and let podman choose",
							Related: []lint.Note{{At: other.value.Place(), Message: "the other subnet"}},
						})
						break
					}
				}
			}
			used = append(used, own...)
		}
	},
}

type subnet struct {
	unit   *quadlet.Unit
	value  quadlet.Value
	prefix netip.Prefix
}

// subnetsOf returns the subnets of a network for which podman looks at others.
// It does so for bridges only, and not for those that it does not manage.
func subnetsOf(u *quadlet.Unit) []subnet {
	if u.Kind != quadlet.Network {
		return nil
	}
	if driver := u.Str("Network", "Driver"); driver != "" && driver != "bridge" {
		return nil
	}
	options, _ := quadlet.LookupKey("Network", "Options")
	for _, option := range u.Texts(options) {
		if strings.HasPrefix(option.Str, "vlan=") || option.Str == "mode=unmanaged" {
			return nil
		}
	}
	var subnets []subnet
	for _, v := range u.All("Network", "Subnet") {
		if prefix, err := netip.ParsePrefix(strings.TrimSpace(v.Text())); err == nil {
			subnets = append(subnets, subnet{u, v, prefix.Masked()})
		}
	}
	return subnets
}
