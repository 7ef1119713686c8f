package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unsupportedWorkingDirectory = lint.Rule{
	Name:      "unsupported-working-directory",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondWorkDirYaml, quadlet.CondWorkDirValue, quadlet.CondWorkDirFile},
	Kinds:     []quadlet.Kind{quadlet.Kube, quadlet.Build},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a SetWorkingDirectory= that the kind of unit does not take",
		Why: "SetWorkingDirectory= of a .kube is yaml or unit, and yaml needs exactly one Yaml=. Of a .build it is " +
			"file, which needs a File=, unit, or the build context itself. Anything else keeps the unit from " +
			"being generated.",
		Bad:  "-- web.kube --\n[Kube]\nYaml=web.yaml\nSetWorkingDirectory=file\n",
		Good: "-- web.kube --\n[Kube]\nYaml=web.yaml\nSetWorkingDirectory=yaml\n",
		Refs: []string{"podman-kube.unit(5), SetWorkingDirectory=", "podman-build.unit(5), SetWorkingDirectory=", "pkg/systemd/quadlet/quadlet.go, handleSetWorkingDirectory"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{
				Message: fmt.Sprintf("SetWorkingDirectory=%s is not taken in a %s", r.Text, p.Unit.Kind.Ext()),
				Hint:    "use yaml or unit",
			}
			switch {
			case p.Unit.Kind == quadlet.Build && r.Condition == quadlet.CondWorkDirFile:
				f.Message, f.Hint = "SetWorkingDirectory=file stands without File=", "add File=, or use unit"
			case p.Unit.Kind == quadlet.Build:
				f.Hint = "use file, unit, or a directory or URL"
			case r.Condition == quadlet.CondWorkDirYaml:
				f.Message, f.Hint = "SetWorkingDirectory=yaml stands beside several Yaml=", "use unit, or one Yaml="
			}
			refused(p, r, f)
		}
	},
}
