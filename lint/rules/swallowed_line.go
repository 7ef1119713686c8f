package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var swallowedLine = lint.Rule{
	Name:     "swallowed-line",
	Severity: lint.Warning,
	Fixable:  true,
	Secret:   true,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "a backslash at the end of a line makes the next setting part of its value",
		Why: "A backslash at the end of a line joins the next line to it, whatever that is: a key, even a section header, becomes " +
			"part of the value above. Most often the backslash is left over from a list whose last line was removed.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep 60 \\\nPublishPort=127.0.0.1:8080:80\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep 60\nPublishPort=127.0.0.1:8080:80\n",
		FixSafety: "Safe in front of a section header, which nobody means as a value. Unsafe in front of a key, as a command may " +
			"have arguments that look like one.",
		Refs: []string{"pkg/systemd/parser/unitfile.go, Parse", "systemd.syntax(7)"},
	},
	Check: func(p *lint.Pass) {
		for _, f := range p.Unit.Files() {
			section := ""
			for i := range f.Items {
				it := &f.Items[i]
				switch {
				case it.Kind == unitfile.Header:
					section = it.Name
				case it.Continued && (it.Kind == unitfile.Assignment || it.Kind == unitfile.Dropped):
					reportSwallowed(p, f, it, section)
				}
			}
		}
	},
}

// reportSwallowed looks at the lines of an item behind its first.
func reportSwallowed(p *lint.Pass, f *unitfile.File, it *unitfile.Item, section string) {
	joint := -1 // the backslash before the line
	for at := it.Range.Start; at < it.Range.End; {
		line, _, _ := strings.Cut(f.Src[at:it.Range.End], "\n")
		text := strings.TrimSpace(line)
		start := at + strings.Index(line, text)
		key, _, isKey := strings.Cut(text, "=")
		isHeader := isKnownHeader(p.Unit, text)
		if joint >= 0 && (isHeader || isKey && keyKnown(section, strings.TrimSpace(key))) {
			name, _, _ := strings.Cut(it.Value, "=")
			if it.Kind == unitfile.Assignment {
				name = it.Name
			}
			fix := lint.Fix{Title: "remove the backslash before it", Safety: lint.Unsafe, Edits: []lint.Edit{{File: f.Name, Range: trailingBackslash(f, joint)}}}
			what := strings.TrimSpace(key) + "="
			if isHeader {
				fix.Safety, what = lint.Safe, text
			}
			p.Report(lint.Finding{
				At:      quadlet.Place{File: f, Range: unitfile.Range{Start: start, End: start + len(text)}},
				Message: fmt.Sprintf("%q is part of the value of %s=: the line above ends in a backslash", what, name),
				Hint:    "remove the backslash there",
				Fixes:   []lint.Fix{fix},
			})
			return
		}
		if strings.HasSuffix(text, `\`) && (joint < 0 || text[0] != '#') {
			joint = start + len(text) - 1
		}
		at += len(line) + 1
	}
}

// isKnownHeader reports whether a line is the header of a section that the unit
// may have.
func isKnownHeader(u *quadlet.Unit, line string) bool {
	if len(line) < 2 || line[0] != '[' || line[len(line)-1] != ']' {
		return false
	}
	name := line[1 : len(line)-1]
	switch name {
	case "Unit", "Service", "Install", "Quadlet":
		return true
	}
	return name == u.Section()
}

func keyKnown(section, key string) bool {
	if _, ok := quadlet.LookupKey(section, key); ok {
		return true
	}
	_, ok := systemd.Lookup(section, key)
	return ok
}
