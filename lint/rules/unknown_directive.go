package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownDirective = lint.Rule{
	Name:      "unknown-directive",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Fixable:   true,
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "a directive of [Unit], [Service] or [Install] that systemd does not have",
		Why: "The generator copies these sections without looking at them, and systemd ignores what it does not know: " +
			"one line in the journal, and the setting is lost. Case counts. Keys that begin with X- are free.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\n[Unit]\nDocumenation=https://example.org\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\n[Unit]\nDocumentation=https://example.org\n",
		FixSafety: "Safe where only the case differs. Unsafe where the directive is a guess.",
		Refs:      []string{"systemd.unit(5)", "systemd.service(5)", "src/core/load-fragment-gperf.gperf.in"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range faultyLines(p) {
			name := l.Item.Name
			if l.known || !l.verdict.Refused() {
				continue
			}
			if homes(p, l.Section, name) != nil {
				continue // misplaced-directive
			}
			v := l.verdict
			f := lint.Finding{
				At: l.KeyPlace(), Key: l.Value, Hint: v.Hint, Says: v.Said,
				Message: fmt.Sprintf("[%s] has no directive %q, so systemd ignores the line", l.Section, name),
			}
			if near, ok := systemd.NearestDirective(l.Section, name); ok {
				safety := lint.Unsafe
				if strings.EqualFold(near, name) {
					safety = lint.Safe
				}
				f.Fixes = []lint.Fix{{Title: "write " + near, Safety: safety, Edits: []lint.Edit{lint.Replace(f.At, near)}}}
			}
			p.Report(f)
		}
	},
}

// homes are the sections that know a name which the section does not.
func homes(p *lint.Pass, section, name string) []string {
	var out []string
	for _, s := range systemd.SectionsOf(name) {
		if s != section {
			out = append(out, s)
		}
	}
	if k, ok := quadlet.LookupKey(p.Unit.Section(), name); ok && k.In(p.Version) {
		out = append(out, p.Unit.Section())
	}
	return out
}
