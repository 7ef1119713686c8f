package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var missingArtifact = lint.Rule{
	Name:      "missing-artifact",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNoArtifact},
	Kinds:     []quadlet.Kind{quadlet.Artifact},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "an .artifact that names no artifact",
		Why: "An .artifact unit pulls what Artifact= names. Without it, or with an empty one, no service is " +
			"generated.",
		Bad:  "-- data.artifact --\n[Artifact]\nQuiet=true\n",
		Good: "-- data.artifact --\n[Artifact]\nArtifact=quay.io/example/data:1\n",
		Refs: []string{"podman-artifact.unit(5), Artifact=", "pkg/systemd/quadlet/quadlet.go"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{Message: "no artifact: [Artifact] has no Artifact=", Hint: "add Artifact=registry/name:tag"}
			if v, ok := p.Unit.Last(p.Unit.Section(), "Artifact"); ok && v.Item.Empty {
				f.Message, f.Hint = "\"Artifact=\" is empty, and there is no other one", "give it a value; an empty one takes earlier ones away"
			}
			refused(p, r, f)
		}
	},
}
