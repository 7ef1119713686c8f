package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var cgroupParentWithSplit = lint.Rule{
	Name:      "cgroup-parent-with-split",
	Severity:  lint.Error,
	Secret:    true,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.PodmanArgs"},
	Tags:      []string{"cgroups"},
	Doc: lint.Doc{
		Title: "--cgroup-parent beside the cgroup that systemd gives",
		Why: "Quadlet runs containers with --cgroups=split: the container lives in the cgroup of its " +
			"service, and podman refuses another parent. Put the service into a slice instead.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--cgroup-parent=web.slice\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\n[Service]\nSlice=web.slice\n",
		Refs: []string{"podman-run(1), --cgroup-parent and --cgroups"},
	},
	Check: func(p *lint.Pass) {
		if mode := p.Unit.Str("Container", "CgroupsMode"); mode != "" && mode != "split" || hasFlag(p, "cgroups") {
			return
		}
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && a.Flag.Name == "cgroup-parent" && a.Value != "" {
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "--cgroup-parent contradicts the --cgroups=split of Quadlet", Hint: "use Slice= in [Service]"})
			}
		}
	},
}
