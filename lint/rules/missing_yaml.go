package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var missingYaml = lint.Rule{
	Name:      "missing-yaml",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNoYaml},
	Kinds:     []quadlet.Kind{quadlet.Kube},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a .kube that names no YAML file",
		Why: "A .kube unit plays the file that Yaml= names. Without it, or with an empty one, no service is " +
			"generated. Whether the file is there is not looked at.",
		Bad:  "-- web.kube --\n[Kube]\nNetwork=host\n",
		Good: "-- web.kube --\n[Kube]\nYaml=web.yaml\n",
		Refs: []string{"podman-kube.unit(5), Yaml=", "pkg/systemd/quadlet/quadlet.go"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{Message: "no YAML file: [Kube] has no Yaml=", Hint: "add Yaml=file.yaml, relative to the unit file"}
			if v, ok := p.Unit.Last(p.Unit.Section(), "Yaml"); ok && v.Item.Empty {
				f.Message, f.Hint = "\"Yaml=\" is empty, and there is no other one", "give it a value; an empty one takes earlier ones away"
			}
			refused(p, r, f)
		}
	},
}
