package podman

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Network is a value of Network= of a container or pod.
type Network struct {
	// Mode is the text before the first colon: a mode, the name of a network,
	// or a unit (x.network, x.container).
	Mode    string
	Options string
}

// ParseNetwork reads MODE[:OPTIONS].
func ParseNetwork(v string, t Target) (Network, []Problem) {
	mode, options, _ := strings.Cut(v, ":")
	return Network{Mode: mode, Options: options}, across(checkNetwork, v, t)
}

// Bridge reports whether the container gets addresses on a bridge: the mode
// itself or a named network.
func (n Network) Bridge() bool { return n.Mode == "bridge" || n.Named() }

// Named reports whether the mode is the name of a network or a .network unit.
func (n Network) Named() bool {
	return n.Mode != "" && !Dynamic(n.Mode) && !oneOf(n.Mode, reservedNetworks) && n.Mode != "pod" && !strings.HasSuffix(n.Mode, ".container")
}

// NoPorts reports whether podman discards published ports in this mode.
func (n Network) NoPorts() bool {
	switch n.Mode {
	case "host", "none", "private", "container", "ns":
		return true
	}
	return strings.HasSuffix(n.Mode, ".container")
}

// reservedNetworks are words that no network can be called.
var reservedNetworks = []string{"host", "none", "private", "bridge", "pasta", "default", "slirp4netns", "container", "ns"}

func checkNetwork(v string, t Target) []Problem {
	mode, options, hasOptions := strings.Cut(v, ":")
	if Dynamic(mode) {
		return nil
	}
	at := len(mode) + 1
	switch mode {
	case "host", "none", "private":
		if hasOptions {
			return refuseAll(v, "remove the options", "network %q takes no options", mode)
		}
		return nil
	case "pod", "default":
		return nil
	case "pasta":
		if t.Rootful {
			return refuseAll(v, "use bridge", "network pasta is only for containers of users")
		}
		return nil
	case "slirp4netns":
		if t.Minor >= v61 {
			return refuseAll(v, "use pasta", "network slirp4netns was removed in Podman 6.0")
		}
		return nil
	case "container":
		if options == "" {
			return refuseAll(v, "write container:NAME", "network %q names no container", v)
		}
		return nil
	case "ns":
		if options == "" {
			return refuseAll(v, "write ns:PATH", "network %q names no namespace", v)
		}
		return nil
	case "bridge":
		if options == "" {
			return nil
		}
		return shift(checkNetworkOptions(options), at)
	}
	if w, ok := foldOneOf(mode, reservedNetworks); ok {
		return doubt(0, len(mode), "write "+w, "%q is looked up as the name of a network", mode)
	}
	if strings.HasSuffix(mode, ".network") || strings.HasSuffix(mode, ".container") {
		if hasOptions && options != "" {
			return shift(checkNetworkOptions(options), at)
		}
		return nil
	}
	if hasOptions {
		if mode == "" {
			return refuseAll(v, "", "the network has no name")
		}
		if ps := networkName(mode); ps != nil {
			return ps
		}
		if options == "" {
			return nil
		}
		return shift(checkNetworkOptions(options), at)
	}
	return eachField(mode, ',', func(part string, at int) []Problem {
		return shift(networkName(part), at)
	})
}

func networkName(s string) []Problem {
	if Dynamic(s) {
		return nil
	}
	if !isName(s) || oneOf(s, reservedNetworks) {
		return refuse(0, len(s), "a network's name has letters, digits, '_', '.' and '-'", "no network can be called %q", s)
	}
	return nil
}

// checkNetworkOptions judges the options of bridge and named networks. Unknown
// ones are handed to netavark.
func checkNetworkOptions(options string) []Problem {
	return eachField(options, ',', func(part string, at int) []Problem {
		name, val, _ := strings.Cut(part, "=")
		if Dynamic(part) {
			return nil
		}
		end := at + len(part)
		switch name {
		case "ip", "ip6":
			if !isIP(val) {
				return refuse(at, end, "give an address without prefix and brackets", "%q is no IP address", val)
			}
		case "mac":
			if _, err := net.ParseMAC(val); err != nil {
				return refuse(at, end, "write mac=02:00:00:00:00:01", "%q is no MAC address", val)
			}
		case "alias", "interface_name":
			if val == "" {
				return refuse(at, end, "", "option %s needs a value", name)
			}
		}
		return nil
	})
}

// isIP is net.ParseIP without the allocation: no zone, no prefix, no brackets.
func isIP(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Zone() == ""
}

func checkIP(v string, _ Target) []Problem {
	if Dynamic(v) || isIP(v) {
		return nil
	}
	return refuseAll(v, "give one address without prefix and brackets", "%q is no IP address", v)
}

func checkMAC(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if _, err := net.ParseMAC(v); err != nil {
		return refuseAll(v, "write 02:00:00:00:00:01", "%q is no MAC address", v)
	}
	return nil
}

// checkDNS judges DNS= of containers and pods.
func checkDNS(v string, t Target) []Problem {
	if Dynamic(v) || v == "none" {
		return nil
	}
	return listed(v, t, checkIP)
}

func checkNetworkDNS(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	return listed(v, t, checkIP)
}

// checkDNSSearch judges DNSSearch=: domains, or a single dot.
func checkDNSSearch(v string, t Target) []Problem {
	if Dynamic(v) || v == "." {
		return nil
	}
	return listed(v, t, func(part string, _ Target) []Problem {
		s := strings.TrimSuffix(strings.TrimRight(part, " \t"), ".")
		letter := false
		for i := 0; i < len(s); i++ {
			letter = letter || isLetter(s[i])
		}
		// Podman's pattern has a colon where (?: was meant; it lets one pass.
		if !letter || len(s) >= 255 || strayColon(s) || strings.IndexByte(s, ':') < 0 && badDomain(s) {
			return refuse(0, len(part), "give a domain such as example.org, or a single dot", "%q is no search domain", part)
		}
		return nil
	})
}

// strayColon reports a colon that is not beside a dot or in front.
func strayColon(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] == ':' && s[i-1] != '.' && s[i-1] != ':' && (i+1 == len(s) || s[i+1] != '.') {
			return true
		}
	}
	return false
}

// checkAddHost judges NAME[;NAME…]:ADDRESS.
func checkAddHost(v string, t Target) []Problem {
	if Dynamic(v) && strings.IndexByte(v, ':') < 0 {
		return nil
	}
	return listed(v, t, func(part string, _ Target) []Problem {
		names, ip, ok := strings.Cut(part, ":")
		if Dynamic(part) && (Dynamic(names) || Dynamic(ip)) {
			return nil
		}
		if !ok || names == "" {
			return refuse(0, len(part), "write NAME:ADDRESS", "%q is no host entry", part)
		}
		if eachField(names, ';', func(name string, at int) []Problem {
			if name == "" {
				return []Problem{{}}
			}
			return nil
		}) != nil {
			return refuse(0, len(names), "", "a host name in %q is empty", part)
		}
		if ip != "host-gateway" && !isIP(strings.TrimSpace(ip)) {
			hint := "give one address without port, prefix and brackets, or host-gateway"
			return refuse(len(names)+1, max(len(part), len(names)+1), hint, "%q is no IP address", ip)
		}
		return nil
	})
}

// checkName judges the names of containers, pods, volumes and networks.
func checkName(v string, _ Target) []Problem {
	if isName(v) || Dynamic(v) {
		return nil
	}
	return refuseAll(v, "a name begins with a letter or digit and has letters, digits, '_', '.' and '-'", "%q is no name", v)
}

// checkVolumeName also refuses names that no file can have.
func checkVolumeName(v string, t Target) []Problem {
	if len(v) > 255 && !Dynamic(v) {
		return refuseAll(v, "shorten it", "a name of %d letters is too long", len(v))
	}
	return checkName(v, t)
}

func checkNetworkName(v string, t Target) []Problem {
	if oneOf(v, reservedNetworks) {
		return refuseAll(v, "choose another name", "%q is a network mode, not a name", v)
	}
	// The configuration's file is NAME.json.
	if len(v) > 250 && !Dynamic(v) {
		return refuseAll(v, "shorten it", "a name of %d letters is too long", len(v))
	}
	return checkName(v, t)
}

// checkSubnet judges Subnet=: an address and a prefix; host bits are fine.
func checkSubnet(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	p, err := netip.ParsePrefix(v)
	if err != nil {
		return refuseAll(v, "write ADDRESS/LENGTH, such as 10.89.5.0/24", "%q is no subnet", v)
	}
	if t.Minor >= v61 && (p.Bits() == p.Addr().BitLen() || p.Addr().Is4() && p.Bits() == 31) {
		return refuseAll(v, "use a larger subnet", "the subnet %q has no room for a gateway and a container", v)
	}
	for _, used := range [...]string{"127.0.0.0/8"} {
		if netip.MustParsePrefix(used).Overlaps(p.Masked()) {
			return refuseAll(v, "use a private subnet", "the subnet %q is in use on every host", v)
		}
	}
	return nil
}

// checkIPRange judges IPRange=: a subnet, or two addresses joined by a dash.
func checkIPRange(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	first, last, ok := strings.Cut(v, "-")
	if !ok {
		if _, err := netip.ParsePrefix(v); err != nil {
			return refuseAll(v, "write ADDRESS/LENGTH or FIRST-LAST", "%q is no range of addresses", v)
		}
		return nil
	}
	a, err1 := netip.ParseAddr(first)
	b, err2 := netip.ParseAddr(last)
	if err1 != nil || err2 != nil {
		return refuseAll(v, "write ADDRESS/LENGTH or FIRST-LAST without blanks", "%q is no range of addresses", v)
	}
	if t.Minor >= v61 && b.Less(a) {
		return refuseAll(v, "put the lower address first", "the range %q runs backwards", v)
	}
	return nil
}

func checkIPAM(v string, _ Target) []Problem {
	return oneWord(v, "IPAM driver", []string{"host-local", "dhcp", "none"})
}

// checkNetworkDriver refuses misspelt drivers. Another word may be a netavark
// plugin, so it is only doubted.
func checkNetworkDriver(v string, _ Target) []Problem {
	if Dynamic(v) || oneOf(v, networkDrivers) {
		return nil
	}
	if w, ok := foldOneOf(v, networkDrivers); ok {
		return refuseAll(v, "write "+w, "%q is no network driver", v)
	}
	// Words that other tools have as drivers and no plugin is called.
	if oneOf(v, []string{"host", "none", "null", "overlay", "default", "nat", "vlan", "pasta", "slirp4netns", "netavark", "cni"}) {
		return refuseAll(v, "drivers are bridge, macvlan and ipvlan", "%q is no network driver", v)
	}
	return doubt(0, len(v), "drivers are bridge, macvlan and ipvlan", "network driver %q needs a netavark plugin", v)
}

var networkDrivers = []string{"bridge", "macvlan", "ipvlan"}

// networkModes are those of bridge, macvlan and ipvlan.
var networkModes = []string{"managed", "unmanaged", "bridge", "private", "vepa", "passthru", "l2", "l3", "l3s", ""}

// checkInterface judges InterfaceName=, whose limits are the kernel's.
func checkInterface(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if len(v) > 15 && t.Minor >= v58 {
		return refuseAll(v, "shorten it to 15 letters", "the interface name %q has %d letters", v, len(v))
	}
	if !isName(v) {
		return refuseAll(v, "use letters, digits, '-' and '_'", "%q is no interface name", v)
	}
	return nil
}

// checkNetworkOption judges one word of [Network] Options=, as far as drivers
// agree or the word belongs to one driver only.
func checkNetworkOption(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	name, val, hasVal := strings.Cut(v, "=")
	bad := func(hint string) []Problem {
		return refuse(min(len(name)+1, len(v)), len(v), hint, "%q is no value of the network option %s", val, name)
	}
	if !hasVal && t.Minor >= v58 && t.Minor < v61 && name != "mtu" && name != "vlan" && name != "isolate" {
		return refuseAll(v, "write NAME=VALUE", "the network option %q has no value", v)
	}
	switch name {
	case "mtu", "com.docker.network.driver.mtu":
		n, err := strconv.Atoi(val)
		if (val != "" || t.Minor >= v61) && (err != nil || n < 0) {
			return bad("give a number of bytes")
		}
	case "vlan":
		n, err := strconv.Atoi(val)
		if (val != "" || t.Minor >= v61) && (err != nil || n < 0 || n > 4094) {
			return bad("give a number from 0 to 4094")
		}
	case "metric":
		if !isUint32(val) {
			return bad("give a number")
		}
	case "isolate":
		_, err := strconv.ParseBool(val)
		if t.Minor >= v61 {
			if val != "true" && val != "false" && val != "strict" {
				return bad("use true, false or strict")
			}
		} else if err != nil && val != "strict" && val != "" {
			return bad("use true, false or strict")
		}
	case "no_default_route":
		_, err := strconv.ParseBool(val)
		if err != nil || t.Minor >= v61 && val != "true" && val != "false" {
			return bad("use true or false")
		}
	case "vrf":
		if val == "" && t.Minor < v61 {
			return bad("give the name of a VRF")
		}
	case "mode":
		if t.Minor < v61 && !oneOf(val, networkModes) {
			return bad("bridge has managed and unmanaged; macvlan bridge, private, vepa and passthru; ipvlan l2, l3 and l3s")
		}
	case "parent", "bclim", "com.docker.network.bridge.name", "host_interface_name":
	default:
		return refuse(0, len(name), "bridge has mtu, isolate, vlan, metric, vrf, no_default_route and mode; macvlan has parent, mode, mtu, metric and bclim", "%q is no network option", name)
	}
	return nil
}
