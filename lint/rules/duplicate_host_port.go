package rules

import (
	"net/netip"
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var duplicateHostPort = lint.Rule{
	Name:      "duplicate-host-port",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.PublishPort", "Pod.PublishPort"},
	Tags:      []string{"ports"},
	Doc: lint.Doc{
		Title: "one host port for two container ports",
		Why: "A host port can lead to one place only. Ranges that overlap are refused; a single port given " +
			"twice is refused since 6.0 and fails at start before.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\nPublishPort=8080:81\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\nPublishPort=8081:81\n",
		Refs: []string{"podman-run(1), --publish", "pkg/specgen/generate/ports.go"},
	},
	Check: func(p *lint.Pass) {
		var ports []portAt
		for _, published := range publishedPorts(p) {
			text := published.text
			for _, port := range published.ports {
				if port.Host == 0 {
					continue
				}
				mine := portAt{port, text}
				for _, o := range ports {
					if sev := mine.clash(o, p.Version); sev != lint.Off {
						p.Report(lint.Finding{
							At: text.Part(port.HostSpan.Start, port.HostSpan.End), Key: text.Value, Severity: sev,
							Message: "host port " + strconv.Itoa(max(port.Host, o.Host)) + "/" + port.Proto + " is published twice", Hint: "give each port a host port of its own",
							Related: []lint.Note{{At: o.text.TextPlace(), Message: "the first"}},
						})
						break
					}
				}
				ports = append(ports, mine)
			}
		}
	},
}

// portAt is a published port with its place.
type portAt struct {
	podman.Port
	text quadlet.Text
}

// clash says how bad it is that two ports stand in one unit: Off where they
// do not meet.
func (a portAt) clash(b portAt, v quadlet.Version) lint.Severity {
	if a.Proto != b.Proto || a.Host > b.HostEnd || b.Host > a.HostEnd || !sameHost(a.IP, b.IP) {
		return lint.Off
	}
	if a.Host-a.Ctr == b.Host-b.Ctr && a.IP == b.IP {
		return lint.Off // podman joins them
	}
	low, high := a, b
	if high.Host < low.Host {
		low, high = high, low
	}
	if a.IP == b.IP && (low.HostEnd > high.Host || v >= quadlet.V61) {
		return lint.Error
	}
	return lint.Warning
}

// sameHost reports whether two host addresses surely share one: 0.0.0.0 and ::
// are all of their family. No address is taken for 0.0.0.0, as podman reserves
// the port so; whether it holds the port of IPv6 too depends on the network.
func sameHost(a, b string) bool {
	x, y := hostAddr(a), hostAddr(b)
	if !x.IsValid() || !y.IsValid() {
		return a == b
	}
	return x == y || x.Is4() == y.Is4() && (x.IsUnspecified() || y.IsUnspecified())
}

// hostAddr is an address of PublishPort=, invalid where it is not known.
func hostAddr(s string) netip.Addr {
	if s == "" {
		return netip.IPv4Unspecified()
	}
	addr, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap()
}
