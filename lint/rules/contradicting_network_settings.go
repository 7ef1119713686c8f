package rules

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var contradictingNetworkSettings = lint.Rule{
	Name:      "contradicting-network-settings",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Network},
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "settings of a network that contradict each other",
		Why: "A gateway and a range lie inside of the subnet of the same place in the order. DNS servers " +
			"need DNS. An IPAM driver of none or dhcp has no subnet, ipvlan has no dhcp, and since 6.0 " +
			"subnets of one network may not overlap.",
		Bad:  "-- a.network --\n[Network]\nSubnet=10.89.5.0/24\nGateway=10.89.6.1\n",
		Good: "-- a.network --\n[Network]\nSubnet=10.89.5.0/24\nGateway=10.89.5.1\n",
		Refs: []string{"podman-network-create(1)", "go.podman.io/common, libnetwork"},
	},
	Check: func(p *lint.Pass) {
		if isDefaultNetwork(p.Unit) {
			return
		}
		u := p.Unit
		subnets := texts(p, "Subnet")
		checkInside(p, subnets, texts(p, "Gateway"))
		checkInside(p, subnets, texts(p, "IPRange"))
		report := func(key, message, hint string) {
			if text, ok := u.Last("Network", key); ok {
				p.Report(lint.Finding{At: text.KeyPlace(), Key: text, Message: message, Hint: hint})
			}
		}
		if u.Bool("Network", "DisableDNS", false) && len(texts(p, "DNS")) > 0 {
			report("DNS", "DNS= in a network without DNS", "remove DNS= or DisableDNS=")
		}
		driver, ipam := u.Str("Network", "Driver"), u.Str("Network", "IPAMDriver")
		switch {
		case hasFlag(p, "subnet", "driver", "ipam-driver"):
		case len(subnets) > 0 && (ipam == "none" || ipam == "dhcp" && driver == "macvlan"):
			report("IPAMDriver", "IPAMDriver="+ipam+" beside Subnet=", "remove one of them")
		case len(subnets) == 0 && driver == "ipvlan" && ipam != "none" && !podman.Dynamic(ipam):
			report("Driver", "an ipvlan network without a subnet", "add Subnet=")
		}
		if len(texts(p, "DNS")) > 0 && (ipam == "none" || driver == "macvlan" || driver == "ipvlan") {
			report("DNS", "DNS= in a network that has no DNS of its own", "remove DNS=; set it on the containers")
		}
		checkDriverOptions(p, driver)
		if p.Version < quadlet.V61 {
			return
		}
		for i, text := range subnets {
			a, err := netip.ParsePrefix(text.Str)
			for _, o := range subnets[:i] {
				if b, err2 := netip.ParsePrefix(o.Str); err == nil && err2 == nil && a.Masked().Overlaps(b.Masked()) {
					p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the subnet " + strconv.Quote(text.Str) + " overlaps " + strconv.Quote(o.Str), Hint: "give each subnet addresses of its own", Related: []lint.Note{{At: o.TextPlace(), Message: "the first"}}})
				}
			}
		}
	},
}

// checkInside reports the addresses and ranges that are not inside of the
// subnet of the same place.
func checkInside(p *lint.Pass, subnets, list []quadlet.Text) {
	for i, text := range list {
		if i >= len(subnets) {
			return
		}
		net, err := netip.ParsePrefix(subnets[i].Str)
		if err != nil {
			continue
		}
		first, last, _ := strings.Cut(text.Str, "-")
		for _, s := range []string{first, last} {
			s, _, _ = strings.Cut(s, "/")
			if a, err := netip.ParseAddr(s); err == nil && !net.Masked().Contains(a) {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: strconv.Quote(text.Str) + " is outside of the subnet " + strconv.Quote(subnets[i].Str), Hint: "the order of subnets, gateways and ranges counts", Related: []lint.Note{{At: subnets[i].TextPlace(), Message: "the subnet"}}})
				break
			}
		}
	}
}

// checkDriverOptions reports the options that belong to another driver.
func checkDriverOptions(p *lint.Pass, driver string) {
	vlan := driver == "macvlan" || driver == "ipvlan"
	if !vlan && driver != "bridge" && driver != "" || hasFlag(p, "driver") {
		return
	}
	if driver == "" {
		driver = "bridge"
	}
	for _, text := range texts(p, "Options") {
		name, value, _ := strings.Cut(text.Str, "=")
		if podman.Dynamic(text.Str) {
			continue
		}
		wrong := false
		switch name {
		case "isolate", "vlan", "vrf":
			wrong = vlan
		case "parent", "bclim":
			wrong = !vlan || name == "bclim" && driver == "ipvlan"
		case "mode":
			wrong = !slices.Contains(driverModes(driver), value) && (vlan || p.Version < quadlet.V61)
		}
		if wrong {
			p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: strconv.Quote(text.Str) + " is no option of the driver " + driver, Hint: "remove it, or change Driver="})
		}
	}
}

// driverModes are the values of the option mode.
func driverModes(driver string) []string {
	switch driver {
	case "macvlan":
		return []string{"", "bridge", "private", "vepa", "passthru"}
	case "ipvlan":
		return []string{"", "l2", "l3", "l3s"}
	}
	return []string{"managed", "unmanaged"}
}
