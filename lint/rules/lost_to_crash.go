package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var lostToCrash = lint.Rule{
	Name:      "lost-to-crash",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondGeneratorKilled},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a unit that is lost because the generator hangs or crashes at another one",
		Why: "The generator is one program for all units. Where it loops for ever or panics at one of them, the others " +
			"are not generated either, whatever directory they are in.",
		Bad: "-- bad.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep \\\n\n  60\n" +
			"-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good:    "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Options: []string{"--podman=5.3"},
		Refs:    []string{"pkg/systemd/parser/unitfile.go, Parse", "systemd.generator(7)"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("lost because the generator does not get past %q", r.Text),
				Hint:    "mend " + r.Text + "; this file has nothing to do with it",
				Related: related(r, "the generator ends here"),
			})
		}
	},
}
