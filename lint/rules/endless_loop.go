package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var endlessLoop = lint.Rule{
	Name:      "endless-loop",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondEndlessLoop},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a continued line that the generator of Podman 4.6 to 5.3 never gets past",
		Why: "An empty line behind a backslash, or in 4.6 to 4.9 a blank behind one, sends the generator into an endless loop. " +
			"systemd kills it in the end, and no Quadlet service at all is there: not one of the whole machine.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep \\\n\n  60\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep \\\n  60\n",
		Options:   []string{"--podman=5.3"},
		FixSafety: "Safe: the empty lines inside and the blanks behind backslashes go; releases since 5.4 skip them anyway.",
		Refs:      []string{"pkg/systemd/parser/unitfile.go, Parse (getNextLine)"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: "the generator never gets past this line: no Quadlet service of the machine is started",
				Hint:    `put the lines of the value directly below each other, with nothing behind the "\"`,
				Fixes:   tightenContinuation(r.At, p.Unit.Dialect()),
			})
		}
	},
}

// tightenContinuation removes blanks behind the backslashes of a continued line
// and the empty lines inside of it, if that is all that it takes.
func tightenContinuation(at quadlet.Place, d unitfile.Dialect) []lint.Fix {
	src := at.File.Src
	start := strings.LastIndexByte(src[:at.Range.Start], '\n') + 1
	var b strings.Builder
	end, goesOn := start, true
	for goesOn && end < len(src) {
		line, _, _ := strings.Cut(src[end:], "\n")
		end = min(end+len(line)+1, len(src))
		text := strings.TrimRight(line, " \t\r")
		if strings.TrimSpace(text) == "" {
			continue
		}
		goesOn = strings.HasSuffix(text, `\`)
		b.WriteString(text + "\n")
	}
	if f := unitfile.Parse("", "[X]\n"+b.String(), d); len(f.Errors) > 0 {
		return nil
	}
	return []lint.Fix{{
		Title: "remove the empty lines and blanks inside the value", Safety: lint.Safe,
		Edits: []lint.Edit{{File: at.File.Name, Range: unitfile.Range{Start: start, End: end}, New: b.String()}},
	}}
}
