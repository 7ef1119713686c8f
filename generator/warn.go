package generator

import (
	"net/netip"
	"strings"
)

// loopback reports whether the ports are published for this host only.
func (s Spec) loopback() bool {
	addr, err := netip.ParseAddr(strings.Trim(s.PublishHost, "[]"))
	return err == nil && addr.Unmap().IsLoopback()
}

// warnings says what is rendered as asked for but is worth a second thought.
func (s Spec) warnings() []Warning {
	var list []Warning
	if s.publishes() && !s.loopback() {
		list = append(list, Warning{
			"the gateway is published on " + s.PublishHost + ": everybody who reaches that address needs nothing but the token",
			"leave --publish-host out to keep it on this host",
		})
	}
	for _, p := range []struct {
		field string
		port  int
	}{{"gateway-port", s.GatewayPort}, {"bridge-port", s.BridgePort}} {
		if s.publishes() && !s.Template && p.port < 1024 {
			list = append(list, Warning{
				"--" + p.field + ": an ordinary account may not use ports below 1024",
				"a port from 1024 on, or lower net.ipv4.ip_unprivileged_port_start on the host",
			})
		}
	}
	if !isLocalImage(s.Image) && !strings.Contains(s.Image, "@") && s.AutoUpdate == "" {
		list = append(list, Warning{
			"image " + s.Image + " can change under its tag",
			"pin it with its digest (podman image inspect --format '{{.Digest}}'), or say --auto-update registry",
		})
	}
	return list
}
