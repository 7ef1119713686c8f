package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var cgroupfsManager = lint.Rule{
	Name:     "cgroupfs-manager",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.GlobalArgs", "Pod.GlobalArgs"},
	Tags:     []string{"cgroups"},
	Doc: lint.Doc{
		Title: "the cgroupfs manager under systemd",
		Why: "Under a service, systemd owns the cgroups. --cgroup-manager=cgroupfs makes podman write " +
			"beside it: limits are lost, and systemd may kill or miss processes.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nGlobalArgs=--cgroup-manager=cgroupfs\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Refs: []string{"podman(1), --cgroup-manager"},
	},
	Check: func(p *lint.Pass) {
		list := texts(p, "GlobalArgs")
		for i, text := range list {
			if text.Str == "--cgroup-manager=cgroupfs" || text.Str == "--cgroup-manager" && i+1 < len(list) && list[i+1].Str == "cgroupfs" {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the cgroupfs manager works against systemd", Hint: "remove it; systemd is the default"})
			}
		}
	},
}
