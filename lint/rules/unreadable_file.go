package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unreadableFile = lint.Rule{
	Name:      "unreadable-file",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondUnreadable},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a unit file that cannot be opened or read",
		Why: "A broken link, a directory named like a unit, or a file that may not be read is an error for the generator. " +
			"Since Podman 5.0 it then loads no other unit of the directory either.",
		Bad:  "-- web.container/ --\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n",
		Refs: []string{"cmd/quadlet/main.go, loadUnitsFromDir"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{
				Message: "the file cannot be read: " + r.Text,
				Hint:    "mend or remove it",
			}
			addSiblings(p, &f)
			refused(p, r, f)
		}
	},
}
