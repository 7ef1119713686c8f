package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// labelWords writes the name of a label like that of a variable.
var labelWords = strings.NewReplacer("-", "_", ".", "_", "/", "_")

var secretInLabel = lint.Rule{
	Name:     "secret-in-label",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Build, quadlet.Network, quadlet.Volume},
	Keys: []string{
		"Container.Label", "Container.Annotation", "Pod.Label", "Build.Label", "Build.Annotation", "Network.Label", "Volume.Label",
	},
	Secret: true,
	Weight: 5,
	Tags:   []string{"secrets"},
	Doc: lint.Doc{
		Title: "a password stands in a label or an annotation",
		Why: "Labels are there to be read: `podman ps` and every program that asks podman show them, " +
			"and those of an image go wherever the image goes.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nLabel=proxy.api_token=correct-horse\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nLabel=proxy.enable=true\nSecret=api-token\n",
		Refs: []string{"podman-run(1), --label", "podman-secret-create(1)"},
	},
	Check: func(p *lint.Pass) {
		for _, key := range []string{"Label", "Annotation"} {
			for _, text := range texts(p, key) {
				name, value, ok := strings.Cut(text.Str, "=")
				if !ok || podman.Dynamic(value) || !holdsSecret(labelWords.Replace(name), value) {
					continue
				}
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the value of " + name + " stands in the unit, and everybody may ask podman for it", Hint: "use Secret="})
			}
		}
	},
}
