package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badSysctlKeys = []string{"Container.Sysctl"}

var badSysctl = lint.Rule{
	Name:      "bad-sysctl",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badSysctlKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not set the sysctl in a container",
		Why: "Only what belongs to a namespace can be set: net.*, fs.mqueue.* and the IPC limits of " +
			"kernel.*. Others belong in /etc/sysctl.d of the host. Names have dots, and a value with a " +
			"blank needs quotes around the whole word.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nSysctl=vm.max_map_count=262144\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nSysctl=net.core.somaxconn=1024\n",
		Refs: []string{"podman-run(1), --sysctl", "pkg/util/utils.go, ValidateSysctls"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badSysctlKeys) },
}
