package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var strayArgument = lint.Rule{
	Name:      "stray-argument",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Secret:    true,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.PodmanArgs", "Pod.PodmanArgs"},
	Tags:      []string{"podman-args"},
	Doc: lint.Doc{
		Title: "a word without a dash in PodmanArgs=",
		Why: "The first word that is neither a flag nor the value of one is the image: podman then looks " +
			"for an image of that name, and the real one becomes the command. It comes from flags without " +
			"a value (--privileged true), from blanks in values, and from typographic dashes.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--privileged true\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--privileged\n",
		Refs: []string{"podman-run(1)"},
	},
	Check: func(p *lint.Pass) {
		for _, a := range podmanArgs(p) {
			if a.Flag == nil && a.Name == "" && a.word.Str != "-" && a.word.Str != "--" {
				severity := lint.Warning
				if _, ps := podman.ParseImage(a.word.Str, podman.Target{}); ps != nil && p.Unit.Kind == quadlet.Container {
					severity = lint.Error // no image can be called so
				}
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Severity: severity, Message: "a word without a dash is taken for the image", Hint: "put the value of a flag behind =, and quotes around values with blanks"})
			}
		}
	},
}
