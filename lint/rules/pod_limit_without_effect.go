package rules

import (
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var podLimitWithoutEffect = lint.Rule{
	Name:     "pod-limit-without-effect",
	Severity: lint.Warning,
	Secret:   true,
	Kinds:    []quadlet.Kind{quadlet.Pod},
	Keys:     []string{"Pod.PodmanArgs"},
	Since:    quadlet.V53,
	Tags:     []string{"cgroups"},
	Doc: lint.Doc{
		Title: "a limit of a pod does not hold its members",
		Why: "Each container of Quadlet lives in the cgroup of its own service (--cgroups=split), not in " +
			"that of the pod, so a limit on the pod holds the infra container only. Give the members " +
			"CgroupsMode=enabled, or limit each of them.",
		Bad:  "-- a.pod --\n[Pod]\nPodmanArgs=--memory=1g\n-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nPod=a.pod\n",
		Good: "-- a.pod --\n[Pod]\nPodmanArgs=--memory=1g\n-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nPod=a.pod\nCgroupsMode=enabled\n",
		Refs: []string{"podman-pod-create(1), --memory", "podman-container.unit(5), CgroupsMode="},
	},
	Check: func(p *lint.Pass) {
		var limit *arg
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && limit == nil {
				switch a.Flag.Name {
				case "memory", "memory-swap", "cpus", "cpu-shares", "cpuset-cpus", "cpuset-mems", "blkio-weight":
					limit = &a
				}
			}
		}
		if limit == nil {
			return
		}
		for _, u := range p.Set.Units {
			mode := u.Str("Container", "CgroupsMode")
			if u.Kind == quadlet.Container && u.Str("Container", "Pod") == p.Unit.Name && (mode == "" || mode == "split") && !anyFlag(podmanArgsOf(u), "cgroups") {
				p.Report(lint.Finding{
					At: limit.word.TextPlace(), Key: limit.word.Value, Message: "--" + limit.Flag.Name + " of the pod does not hold " + strconv.Quote(u.Name), Hint: "add CgroupsMode=enabled to the members, or limit each of them",
					Related: []lint.Note{{At: u.HeaderPlace("Container"), Message: "a member with a cgroup of its own"}},
				})
				return
			}
		}
	},
}
