package rules

import (
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var hostPortClash = lint.Rule{
	Name:     "host-port-clash",
	Severity: lint.Warning,
	Optional: true,
	Keys:     []string{"Container.PublishPort", "Container.Network", "Container.PodmanArgs", "Pod.PublishPort", "Pod.Network", "Pod.PodmanArgs"},
	Tags:     []string{"ports"},
	Doc: lint.Doc{
		Title: "two units publish the same host port",
		Why: "Only one container can hold a port of the host; the second one fails at start. An address of " +
			"its own, or 127.0.0.1 beside another address, keeps them apart. Optional, because units of " +
			"one directory need not run on one host.",
		Bad:  "-- a.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\n-- b.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\n",
		Good: "-- a.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\n-- b.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8081:80\n",
		Refs: []string{"podman-run(1), --publish"},
	},
	CheckSet: func(p *lint.SetPass) {
		ports := lint.PerUnit(p, "host ports", hostPorts)
		var asked askedPorts
		for _, list := range ports {
			for i := range list {
				asked.add(list[i].Port)
			}
		}
		var all []unitPort
		for _, u := range p.Set.Loaded() {
			list := ports[u.Index()]
			for i := range list {
				if asked.twice(list[i].Port) {
					all = append(all, unitPort{u, &list[i]})
				}
			}
		}
		earlier := portIndex{last: make(map[protoPort]int32, len(all))}
		for i, a := range all {
			if j, ok := earlier.first(a.Port, func(j int) bool {
				b := all[j]
				return a.unit != b.unit && a.Proto == b.Proto && a.Host <= b.HostEnd && b.Host <= a.HostEnd && sameHost(a.IP, b.IP)
			}); ok {
				b := all[j]
				p.Report(a.unit, lint.Finding{
					At: a.text.TextPlace(), Key: a.text.Value, Message: "host port " + strconv.Itoa(max(a.Host, b.Host)) + "/" + a.Proto + " is also published by " + strconv.Quote(b.unit.Name), Hint: "give each unit a host port of its own",
					Related: []lint.Note{{At: b.text.TextPlace(), Message: "the other"}},
				})
			}
			earlier.add(i, a.Port)
		}
	},
}

// hostPorts are the ports of the host that a unit asks for.
func hostPorts(u *quadlet.Unit) []portAt {
	if u.Kind != quadlet.Container && u.Kind != quadlet.Pod {
		return nil
	}
	if nets, _ := networksOf(u); len(nets) > 0 && nets[0].NoPorts() {
		return nil
	}
	var ports []portAt
	for _, text := range textsOf(u, "PublishPort") {
		list, _ := podman.ParsePorts(text.Str, podman.Target{Minor: int(u.Version)})
		for _, port := range list {
			if port.Host > 0 {
				ports = append(ports, portAt{port, text})
			}
		}
	}
	return ports
}

type unitPort struct {
	unit *quadlet.Unit
	*portAt
}

// askedPorts tells the ports that are asked for more than once, which few are,
// from all others.
type askedPorts map[string]*struct{ once, more [1 << 16 / 64]uint64 }

func (a *askedPorts) add(p podman.Port) {
	if *a == nil {
		*a = askedPorts{}
	}
	set := (*a)[p.Proto]
	if set == nil {
		set = new(struct{ once, more [1 << 16 / 64]uint64 })
		(*a)[p.Proto] = set
	}
	for port := p.Host; port <= p.HostEnd; port++ {
		word, bit := port/64&1023, uint64(1)<<(port%64)
		set.more[word] |= set.once[word] & bit
		set.once[word] |= bit
	}
}

func (a askedPorts) twice(p podman.Port) bool {
	set := a[p.Proto]
	for port := p.Host; port <= p.HostEnd; port++ {
		if set.more[port/64&1023]&(1<<(port%64)) != 0 {
			return true
		}
	}
	return false
}

// portIndex finds, among many ports, those that can clash with one.
type portIndex struct {
	// last is the place in list of the last port added under a protocol and host
	// port; each place leads to the one before.
	last map[protoPort]int32
	list []portPlace
	wide []int // ranges too wide to stand under each of their ports
}

type protoPort struct {
	proto string
	port  int
}

type portPlace struct {
	port   int
	before int32 // -1 for none
}

const widePorts = 64

func (x *portIndex) add(i int, p podman.Port) {
	if p.HostEnd-p.Host >= widePorts {
		x.wide = append(x.wide, i)
		return
	}
	for port := p.Host; port <= p.HostEnd; port++ {
		key := protoPort{p.Proto, port}
		before, ok := x.last[key]
		if !ok {
			before = -1
		}
		x.last[key] = int32(len(x.list))
		x.list = append(x.list, portPlace{i, before})
	}
}

// first is the first of the ports added that clashes.
func (x *portIndex) first(p podman.Port, clashes func(i int) bool) (int, bool) {
	first := -1
	look := func(i int) {
		if (first < 0 || i < first) && clashes(i) {
			first = i
		}
	}
	for _, i := range x.wide {
		look(i)
	}
	for port := p.Host; port <= p.HostEnd; port++ {
		at, ok := x.last[protoPort{p.Proto, port}]
		for ok && at >= 0 {
			look(x.list[at].port)
			at = x.list[at].before
		}
	}
	return first, first >= 0
}
