package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var cgroupV1Host = lint.Rule{
	Name:     "cgroup-v1-host",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Kube},
	Tags:     []string{"cgroups"},
	Doc: lint.Doc{
		Title: "Quadlet on a host without cgroups v2",
		Why: "Containers of Quadlet live in the cgroup of their service (--cgroups=split), which needs cgroups v2. " +
			"On a host that boots with v1, or with both, podman does not start them; Podman 6.0 dropped v1 altogether.",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Good:    "-- data.volume --\n[Volume]\n",
		Options: []string{"--cgroups=v1"},
		Refs:    []string{"podman-run(1), --cgroups", "systemd(1), systemd.unified_cgroup_hierarchy"},
	},
	Check: func(p *lint.Pass) {
		if c := p.Target.Cgroups; c == "v1" || c == "hybrid" {
			p.Report(lint.Finding{
				At:      p.Unit.HeaderPlace(p.Unit.Section()),
				Message: "the target boots with cgroups " + c + ", Quadlet needs v2",
				Hint:    "boot with systemd.unified_cgroup_hierarchy=1",
			})
		}
	},
}
