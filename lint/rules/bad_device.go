package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badDeviceKeys = []string{"Container.AddDevice"}

var badDevice = lint.Rule{
	Name:      "bad-device",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badDeviceKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the device",
		Why: "A device is /dev/host[:/dev/container][:permissions] with r, w and m, each at most once, or a " +
			"CDI name such as nvidia.com/gpu=all. There is no ro.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nAddDevice=/dev/fuse:ro\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nAddDevice=/dev/fuse:r\n",
		Refs: []string{"podman-run(1), --device", "go.podman.io/common, pkg/parse"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badDeviceKeys) },
}
