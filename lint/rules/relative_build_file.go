package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var relativeBuildFile = lint.Rule{
	Name:      "relative-build-file",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondRelativeFile},
	Kinds:     []quadlet.Kind{quadlet.Build},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a relative File= without a directory that it is relative to",
		Why: "File= of a .build is taken relative to the build directory. Without SetWorkingDirectory= or " +
			"WorkingDirectory= of [Service] only an absolute path or a URL will do, and no service is generated.",
		Bad:       "-- shop.build --\n[Build]\nImageTag=localhost/shop\nFile=Containerfile\n",
		Good:      "-- shop.build --\n[Build]\nImageTag=localhost/shop\nFile=Containerfile\nSetWorkingDirectory=unit\n",
		FixSafety: "Unsafe: the directory of the unit file becomes the build context, which may not be the one that was meant.",
		Refs:      []string{"podman-build.unit(5), File=", "pkg/systemd/quadlet/quadlet.go, ConvertBuild"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{
				Message: fmt.Sprintf("File=%s is relative, and nothing says to what", r.Text),
				Hint:    "add SetWorkingDirectory=unit, which is the directory of this file",
			}
			if v := assignmentAt(p.Unit, r.At); v.Item != nil {
				f.Fixes = []lint.Fix{{
					Title: "add SetWorkingDirectory=unit", Safety: lint.Unsafe,
					Edits: []lint.Edit{lint.InsertAfter(v.File, v.Item, "SetWorkingDirectory=unit")},
				}}
			}
			refused(p, r, f)
		}
	},
}
