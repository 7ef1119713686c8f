package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badNetworkKeys = []string{"Container.Network", "Pod.Network"}

var badNetwork = lint.Rule{
	Name:      "bad-network",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      badNetworkKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the network",
		Why: "Network= is a mode (host, none, private, bridge, pasta), container:NAME, ns:PATH, the name of " +
			"a network or a .network unit. Only bridge and named networks take options after a colon, and " +
			"their addresses are looked at. slirp4netns is gone since 6.0, pasta is for users only.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=host:port\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=host\n",
		Refs: []string{"podman-run(1), --network", "pkg/specgen/namespaces.go, ParseNetworkFlag"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badNetworkKeys) },
}
