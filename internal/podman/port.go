package podman

import (
	"net/netip"
	"strconv"
	"strings"
)

// Port is one published port or range of PublishPort=.
type Port struct {
	Span Span
	// IP is the host address without brackets; empty means all addresses.
	IP     string
	IPSpan Span
	// Host and HostEnd are the host ports, inclusive; 0 means one at random.
	Host, HostEnd int
	HostSpan      Span
	// Ctr and CtrEnd are the container ports, inclusive.
	Ctr, CtrEnd int
	CtrSpan     Span
	// Proto is the protocol in lower case; tcp unless written.
	Proto string
	// Dynamic says that some part is only known at run time; numbers that are
	// not known are 0.
	Dynamic bool
}

// ParsePorts reads a value of PublishPort=. A comma separates ports, so there
// may be several.
func ParsePorts(v string, t Target) ([]Port, []Problem) {
	var ports []Port
	ps := across(func(v string, t Target) []Problem {
		ports = ports[:0]
		return listed(v, t, func(part string, t Target) []Problem {
			p, ps := parsePort(part)
			if ps == nil {
				ports = append(ports, p)
			}
			return ps
		})
	}, v, t)
	// The spans of the ports are those in their part; move them to the value's.
	at := 0
	for i := range ports {
		ports[i].move(at)
		at = cutAt(v, at, ',') + 1
	}
	return ports, ps
}

func (p *Port) move(by int) {
	for _, s := range []*Span{&p.Span, &p.IPSpan, &p.HostSpan, &p.CtrSpan} {
		s.Start += by
		s.End += by
	}
}

func checkPublish(v string, t Target) []Problem {
	if dropped(v) {
		return refuseAll(v, "write ${NAME}", "systemd takes %q for the name of a variable and drops the word", v)
	}
	return listed(v, t, func(part string, _ Target) []Problem {
		_, ps := parsePort(part)
		return ps
	})
}

const publishForm = "write [[address:]hostport:]containerport[/protocol]"

// parsePort reads [[IP:][HOST]:]CTR[/PROTO] the way of podman's
// CreatePortBindings.
func parsePort(v string) (Port, []Problem) {
	p := Port{Span: Span{0, len(v)}, Proto: "tcp", Dynamic: Dynamic(v)}
	rest := v
	if slash := cutAt(v, 0, '/'); slash < len(v) {
		rest = v[:slash]
		proto := v[slash+1:]
		if !Dynamic(proto) {
			if strings.IndexByte(proto, '/') >= 0 {
				return p, refuse(slash, len(v), publishForm, "the protocol of port %q stands twice", v)
			}
			name, ok := foldOneOf(proto, []string{"tcp", "udp", "sctp"})
			if !ok && !p.Dynamic {
				return p, refuse(slash+1, len(v), "use tcp, udp or sctp, once, at the end", "%q is no protocol of a published port", proto)
			}
			p.Proto = name
		}
	}
	start := 0
	if strings.HasPrefix(rest, "[") || strings.IndexByte(rest, ']') >= 0 && !p.Dynamic {
		end := strings.IndexByte(rest, ']')
		if end < 0 || rest[0] != '[' || !strings.HasPrefix(rest[end+1:], ":") {
			return p, refuse(0, len(rest), "write [address]:hostport:containerport", "the address of port %q is not in brackets followed by a colon", v)
		}
		p.IP, p.IPSpan = rest[1:end], Span{1, end}
		start = end + 2
	}
	var part [3]Span
	n := fields(rest[start:], ':', part[:])
	if p.Dynamic {
		return p, partlyKnownPort(v, rest, &p)
	}
	for i := range part {
		part[i].Start += start
		part[i].End += start
	}
	most := 3
	if p.IP != "" || start > 0 {
		most = 2
	}
	switch {
	case n > most:
		hint := publishForm
		if strings.Count(rest, ":") > 3 {
			hint = "put an IPv6 address in brackets: [address]:hostport:containerport"
		}
		return p, refuse(0, len(rest), hint, "port %q has too many parts", v)
	case n == 1 && start > 0:
		return p, refuse(0, len(rest), "write [address]::containerport for a random host port", "port %q has an address but no host port", v)
	case n == 3:
		p.IP, p.IPSpan = rest[part[0].Start:part[0].End], part[0]
		if p.IP == "" {
			return p, refuse(0, len(rest), publishForm, "the address of port %q is empty", v)
		}
	}
	if p.IP != "" || start > 0 {
		if a, err := netip.ParseAddr(p.IP); err != nil || a.Zone() != "" {
			return p, refuse(p.IPSpan.Start, p.IPSpan.End, "publish on an IP address, such as 127.0.0.1 or [::1]", "%q is no IP address to publish on", p.IP)
		}
	}
	ctr := part[n-1]
	var ps []Problem
	p.CtrSpan = ctr
	if ctr.Start == ctr.End {
		return p, refuse(0, len(rest), publishForm, "port %q has no container port", v)
	}
	if n == 2 && start == 0 && strings.IndexByte(rest[part[0].Start:part[0].End], '.') >= 0 {
		if _, err := netip.ParseAddr(rest[part[0].Start:part[0].End]); err == nil {
			return p, refuse(part[0].Start, part[0].End, "write "+rest[part[0].Start:part[0].End]+"::"+rest[ctr.Start:ctr.End]+" for a random host port", "port %q has an address but no host port", v)
		}
	}
	if p.Ctr, p.CtrEnd, ps = portRange(rest, ctr); ps != nil {
		return p, ps
	}
	if n == 1 {
		return p, nil
	}
	host := part[n-2]
	p.HostSpan = host
	if host.Start == host.End {
		return p, nil
	}
	if p.Host, p.HostEnd, ps = portRange(rest, host); ps != nil {
		return p, ps
	}
	if p.HostEnd-p.Host != p.CtrEnd-p.Ctr {
		return p, refuse(host.Start, ctr.End, "give both ranges the same length", "the host range has %d ports and the container range %d", p.HostEnd-p.Host+1, p.CtrEnd-p.Ctr+1)
	}
	return p, nil
}

// partlyKnownPort judges the container port where it alone is literal: whatever
// the rest turns into, the text after the last colon is the container port.
func partlyKnownPort(v, rest string, p *Port) []Problem {
	last := 0
	for i := cutAt(rest, 0, ':'); i < len(rest); i = cutAt(rest, i+1, ':') {
		last = i + 1
	}
	s := Span{last, len(rest)}
	if last == 0 || Dynamic(rest[last:]) {
		return nil
	}
	if s.Start == s.End {
		return refuse(0, len(rest), publishForm, "port %q has no container port", v)
	}
	var ps []Problem
	p.CtrSpan = s
	p.Ctr, p.CtrEnd, ps = portRange(rest, s)
	return ps
}

// portRange reads a port or a range a-b with b above a, in Go's Atoi numbers:
// a plus sign and leading zeros are fine.
func portRange(v string, s Span) (first, last int, ps []Problem) {
	dash := cutAt(v[:s.End], s.Start, '-')
	first, ps = portNumber(v, Span{s.Start, dash})
	if ps != nil || dash == s.End {
		return first, first, ps
	}
	last, ps = portNumber(v, Span{dash + 1, s.End})
	if ps == nil && last <= first {
		ps = refuse(s.Start, s.End, "the end of a range must be higher than its start", "%q is no port range", v[s.Start:s.End])
	}
	return first, last, ps
}

func portNumber(v string, s Span) (int, []Problem) {
	n, err := strconv.Atoi(v[s.Start:s.End])
	switch {
	case err != nil && s.Start == s.End:
		return 0, refuse(max(s.Start-1, 0), min(s.End+1, len(v)), "a range needs a port on both sides", "a port is missing in %q", v)
	case err != nil:
		return 0, refuse(s.Start, s.End, "a port is a number from 1 to 65535", "%q is no port number", v[s.Start:s.End])
	case n < 1 || n > 65535:
		return 0, refuse(s.Start, s.End, "a port is a number from 1 to 65535", "port %d is out of range", n)
	}
	return n, nil
}

// checkExpose judges what the generator lets through of ExposeHostPort=: podman
// takes ports and ranges without regard to the protocol.
func checkExpose(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	return listed(v, t, func(part string, _ Target) []Problem {
		port := part[:cutAt(part, 0, '/')]
		if port == "" {
			return refuse(0, len(part), "", "the port to expose is empty")
		}
		dash := cutAt(port, 0, '-')
		lo, ok1 := exposedPort(port[:dash])
		hi, ok2 := lo, ok1
		if dash < len(port) {
			hi, ok2 = exposedPort(port[dash+1:])
		}
		if !ok1 || !ok2 {
			return refuse(0, len(port), "a port is a number from 1 to 65535", "%q is no port or port range", port)
		}
		if hi < lo || dash < len(port) && hi == lo {
			return refuse(0, len(port), "the end of a range must be higher than its start", "%q is no port range", port)
		}
		return nil
	})
}

func exposedPort(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	return n, err == nil && n > 0
}
