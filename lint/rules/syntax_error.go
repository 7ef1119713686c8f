package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var syntaxError = lint.Rule{
	Name:      "syntax-error",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondSyntax},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a line that is neither key=value, section header nor comment",
		Why: "The generator stops at the first line that it cannot read and loads nothing of the file. " +
			"Since Podman 5.0 it then loads none of the other units of the directory either, so one forgotten " +
			"equals sign keeps every service of the directory from starting at the next boot.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nPublishPort 127.0.0.1:8080:80\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nPublishPort=127.0.0.1:8080:80\n",
		FixSafety: "Safe where there is no doubt what was meant: a byte order mark, a comment sign, an equals sign behind " +
			"a known key, a closing bracket, indentation and line ends of old releases. Else there is no fix.",
		Refs: []string{"pkg/systemd/parser/unitfile.go, parseLine", "systemd.syntax(7)"},
	},
	Check: func(p *lint.Pass) {
		brokenHeader := false
		for i, r := range p.Refusals() {
			e := errorAt(p.Unit.File, r.At.Range)
			if e.Kind == unitfile.KeyOutsideSection && brokenHeader {
				// The header above it is there, and has its own finding.
				continue
			}
			d := diagnose(p.Unit, p.Unit.File, e)
			brokenHeader = brokenHeader || d.header
			f := lint.Finding{Message: d.message, Hint: d.hint}
			if d.edits != nil {
				f.Fixes = []lint.Fix{{Title: d.fix, Safety: lint.Safe, Edits: d.edits}}
			}
			if i == 0 {
				addSiblings(p, &f)
			}
			refused(p, r, f)
			if d.everywhere {
				return
			}
		}
	},
}

// errorAt is the parser's error at a place.
func errorAt(f *unitfile.File, at unitfile.Range) unitfile.Error {
	for _, e := range f.Errors {
		if e.Range == at {
			return e
		}
	}
	return unitfile.Error{}
}

// addSiblings names the units that are lost with the file.
func addSiblings(p *lint.Pass, f *lint.Finding) {
	var names []string
	for _, u := range p.Set.Units {
		if u.State == quadlet.Collateral && u.Cause == p.Unit {
			names = append(names, u.Name)
			f.Related = append(f.Related, lint.Note{At: u.Top(), Message: "lost with it: since Podman 5.0 no unit of the directory is loaded"})
		}
	}
	if len(names) == 0 {
		return
	}
	const shown = 3
	text := strings.Join(names[:min(shown, len(names))], ", ")
	if len(names) > shown {
		text += fmt.Sprintf(" and %d more", len(names)-shown)
	}
	if f.Hint != "" {
		f.Hint += "; "
	}
	f.Hint += "until then the whole directory is lost: " + text
}
