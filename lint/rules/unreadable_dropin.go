package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unreadableDropin = lint.Rule{
	Name:      "unreadable-dropin",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondDropin},
	Fixable:   true,
	Since:     quadlet.V50,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a drop-in that cannot be read, and is left out",
		Why: "The generator leaves out a drop-in that it cannot read, and generates the unit without it: " +
			"the service runs with settings that nobody wanted. Only the generator's exit status and a line in the journal tell.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n" +
			"-- web.container.d/10-ports.conf --\n[Container]\nPublishPort 127.0.0.1:8080:80\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n" +
			"-- web.container.d/10-ports.conf --\n[Container]\nPublishPort=127.0.0.1:8080:80\n",
		FixSafety: "Safe where there is no doubt what was meant, as for syntax-error. Else there is no fix.",
		Refs:      []string{"cmd/quadlet/main.go, loadUnitDropins"},
	},
	CheckSet: func(p *lint.SetPass) {
		for _, b := range p.Set.BadDropins {
			if b.Err != "" {
				p.Report(b.Unit, lint.Finding{
					At:      quadlet.Place{File: b.File},
					Message: "the drop-in cannot be read, and is left out: " + b.Err,
					Hint:    "mend or remove it",
				})
				continue
			}
			reportDropin(p, b)
		}
	},
}

// reportDropin reports the lines of a drop-in that cannot be read.
func reportDropin(p *lint.SetPass, b quadlet.BadDropin) {
	brokenHeader, outside := false, false
	for _, e := range b.File.Errors {
		if e.Kind == unitfile.Endless {
			return // worse, and reported as such
		}
		if e.Kind == unitfile.KeyOutsideSection {
			if brokenHeader || outside {
				continue
			}
			outside = true
		}
		d := diagnose(b.Unit, b.File, e)
		brokenHeader = brokenHeader || d.header
		f := lint.Finding{
			At:      quadlet.Place{File: b.File, Range: e.Range},
			Message: d.message + ": the drop-in is left out", Hint: d.hint,
			Says: fmt.Sprintf("error loading %q, %s", b.File.Name, quadlet.ParseMessage(e)),
		}
		if d.edits != nil {
			f.Fixes = []lint.Fix{{Title: d.fix, Safety: lint.Safe, Edits: d.edits}}
		}
		p.Report(b.Unit, f)
	}
}
