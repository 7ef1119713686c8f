package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badPodmanArgument = lint.Rule{
	Name:      "bad-podman-argument",
	Severity:  lint.Error,
	Secret:    true,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Volume, quadlet.Network, quadlet.Image, quadlet.Build},
	Keys:      []string{"Container.PodmanArgs", "Pod.PodmanArgs", "Volume.PodmanArgs", "Network.PodmanArgs", "Image.PodmanArgs", "Build.PodmanArgs"},
	Tags:      []string{"podman-args"},
	Doc: lint.Doc{
		Title: "podman does not take the value of a flag in PodmanArgs=",
		Why: "The words of PodmanArgs= go to podman as they are, so the values are those of the command " +
			"line: a memory limit of 512Mi or --restart=always beside Quadlet's --rm is refused when the " +
			"service starts.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--memory=512Mi\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--memory=512m\n",
		Refs: []string{"podman-run(1)"},
	},
	Check: func(p *lint.Pass) {
		for _, a := range podmanArgs(p) {
			if a.Flag == nil {
				return
			}
			inValue := false
			ps := judge(p, func(t podman.Target) (ps []podman.Problem) {
				inValue, ps = podman.CheckArg(p.Unit.Section(), a.Arg, t)
				return ps
			})
			for _, pr := range ps {
				f := problemAt(a.word, podman.Problem{Refused: pr.Refused && readsHealth(p.Unit, a.Flag.Key), Message: pr.Message, Hint: pr.Hint})
				if inValue {
					at := a.ValueAt
					f.At = a.value.Part(at+pr.Start, at+pr.End)
					f.Message += " for --" + a.Flag.Name
				}
				p.Report(f)
			}
		}
	},
}
