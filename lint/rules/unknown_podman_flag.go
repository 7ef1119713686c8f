package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownPodmanFlag = lint.Rule{
	Name:      "unknown-podman-flag",
	Severity:  lint.Error,
	Secret:    true,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Volume, quadlet.Network, quadlet.Image, quadlet.Build},
	Keys:      []string{"Container.PodmanArgs", "Pod.PodmanArgs", "Volume.PodmanArgs", "Network.PodmanArgs", "Image.PodmanArgs", "Build.PodmanArgs"},
	Tags:      []string{"podman-args"},
	Doc: lint.Doc{
		Title: "podman has no such flag",
		Why: "The words of PodmanArgs= are flags of podman run, pod create, network create, volume create, " +
			"image pull or build. A flag that the release does not know stops the service with exit status " +
			"125.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--priviledged\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--privileged\n",
		Refs: []string{"podman-run(1)"},
	},
	Check: func(p *lint.Pass) {
		for _, a := range podmanArgs(p) {
			if a.Flag != nil || a.Name == "" {
				continue
			}
			_, ps := podman.CheckArg(p.Unit.Section(), a.Arg, podman.Target{Minor: int(p.Version)})
			for _, pr := range ps {
				p.Report(problemAt(a.word, podman.Problem{Refused: pr.Refused, Message: pr.Message, Hint: pr.Hint}))
			}
		}
	},
}
