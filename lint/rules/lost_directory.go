package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var lostDirectory = lint.Rule{
	Name:      "lost-directory",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondLostDirectory},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a unit that is lost because another file of its directory cannot be loaded",
		Why: "Since Podman 5.0 the generator gives up a directory at the first file that it cannot load: all units " +
			"beside it are lost, however good they are, and so are units of the same name in later directories. " +
			"Other directories, sub-directories included, are not touched.",
		Bad: "-- bad.container --\n[Container]\nImage docker.io/library/busybox:1.37\n" +
			"-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good: "-- other/bad.container --\n[Container]\nImage docker.io/library/busybox:1.37\n" +
			"-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Refs: []string{"cmd/quadlet/main.go, loadUnitsFromDir"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("lost with its directory: %q cannot be loaded", r.Text),
				Hint:    "mend " + r.Text + ", or move it away; this file has nothing to do with it",
				Related: related(r, "this cannot be read"),
			})
		}
	},
}
