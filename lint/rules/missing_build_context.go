package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var missingBuildContext = lint.Rule{
	Name:      "missing-build-context",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNoContext},
	Kinds:     []quadlet.Kind{quadlet.Build},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a .build that says neither where nor what to build",
		Why: "A .build needs a directory to build in: SetWorkingDirectory=, an absolute File=, or " +
			"WorkingDirectory= of [Service]. Without all of them no service is generated.",
		Bad:  "-- shop.build --\n[Build]\nImageTag=localhost/shop\n",
		Good: "-- shop.build --\n[Build]\nImageTag=localhost/shop\nSetWorkingDirectory=unit\n",
		Refs: []string{"podman-build.unit(5), SetWorkingDirectory=", "pkg/systemd/quadlet/quadlet.go, ConvertBuild"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: "nothing to build: [Build] has neither SetWorkingDirectory= nor File=",
				Hint:    "add SetWorkingDirectory=unit to build in the directory of this file",
			})
		}
	},
}
