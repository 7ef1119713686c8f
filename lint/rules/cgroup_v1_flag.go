package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var cgroupV1Flag = lint.Rule{
	Name:     "cgroup-v1-flag",
	Severity: lint.Warning,
	Secret:   true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.PodmanArgs"},
	Tags:     []string{"cgroups"},
	Doc: lint.Doc{
		Title: "a flag that has no effect on cgroups v2",
		Why: "Quadlet needs cgroups v2, where there is no swappiness of a group, no switch for the OOM " +
			"killer and no kernel memory limit, and podman does not set real-time periods: the flags are " +
			"accepted and ignored.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--memory-swappiness=10\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--memory-swap=1g\n",
		Refs: []string{"podman-run(1), --memory-swappiness and --oom-kill-disable"},
	},
	Check: func(p *lint.Pass) {
		for _, a := range podmanArgs(p) {
			if a.Flag == nil {
				return
			}
			switch a.Flag.Name {
			case "memory-swappiness", "oom-kill-disable", "kernel-memory", "cpu-rt-period", "cpu-rt-runtime":
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "--" + a.Flag.Name + " has no effect on cgroups v2", Hint: "remove it"})
			}
		}
	},
}
