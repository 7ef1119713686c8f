package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var misplacedDirective = lint.Rule{
	Name:      "misplaced-directive",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Fixable:   true,
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "a line of [Unit], [Service] or [Install] that belongs in another section",
		Why: "systemd knows each directive in one section only and ignores it in the others. " +
			"StartLimitIntervalSec= is the usual case: it stands in [Unit], although it is about restarts. " +
			"So is a key of the container in [Service]: the generator does not look for it there.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nStartLimitIntervalSec=300\n",
		Good:      "[Unit]\nStartLimitIntervalSec=300\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		FixSafety: "Moves the line to the section that knows it, where it is not set yet.",
		Refs:      []string{"systemd.unit(5), StartLimitIntervalSec=", "systemd.service(5), OPTIONS"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range serviceLines(p) {
			name := l.Item.Name
			if l.Section != "Service" || !strings.HasPrefix(name, "StartLimit") {
				continue
			}
			if _, known := systemd.Lookup(l.Section, name); known {
				p.Report(lint.Finding{
					At: l.KeyPlace(), Key: l.Value, Severity: lint.Info, Fixes: moveTo(l.Value, "Unit"),
					Message: name + "= belongs in [Unit]: systemd only reads it here for old units",
				})
			}
		}
		for _, l := range faultyLines(p) {
			v, name := l.verdict, l.Item.Name
			if l.known || !v.Refused() {
				continue
			}
			sections := homes(p, l.Section, name)
			if sections == nil {
				continue
			}
			f := lint.Finding{
				At: l.KeyPlace(), Key: l.Value, Says: v.Said,
				Message: name + "= belongs in [" + strings.Join(sections, "] or [") + "]; in [" + l.Section + "] systemd ignores it",
			}
			if len(sections) == 1 && !p.Unit.Has(sections[0], name) {
				f.Fixes = moveTo(l.Value, sections[0])
			}
			p.Report(f)
		}
	},
}
