package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badNameKeys = []string{"Container.ContainerName", "Pod.PodName", "Pod.HostName", "Network.NetworkName", "Volume.VolumeName"}

var badName = lint.Rule{
	Name:      "bad-name",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Network, quadlet.Volume},
	Keys:      badNameKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the name",
		Why: "Names of containers, pods, networks and volumes begin with a letter or digit and go on with " +
			"letters, digits, underscores, dots and dashes. A network cannot be called like a network " +
			"mode.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nContainerName=my web\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nContainerName=my-web\n",
		Refs: []string{"podman-run(1), --name", "podman-network-create(1)"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badNameKeys) },
}
