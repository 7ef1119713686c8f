package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var deprecatedDirective = lint.Rule{
	Name:     "deprecated-directive",
	Severity: lint.Warning,
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a directive or value that systemd still takes, but complains about",
		Why: "systemd reads it and says in the journal what to write instead. Some of these are gone from 262: " +
			"MemoryLimit=, CPUShares= and the BlockIO settings are ignored there.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nMemoryLimit=512M\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nMemoryMax=512M\n",
		Refs: []string{"systemd.resource-control(5), DEPRECATED OPTIONS", "systemd.exec(5), StandardOutput="},
	},
	Check: func(p *lint.Pass) {
		for _, l := range faultyLines(p) {
			if v := l.verdict; v.Outcome == systemd.Noted {
				p.Report(lint.Finding{
					At: l.Sub(v.Start, v.End), Key: l.Value, Hint: v.Hint, Says: v.Said,
					Message: l.about(),
				})
			}
		}
	},
}
