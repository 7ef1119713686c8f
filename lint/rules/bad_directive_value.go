package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badDirectiveValue = lint.Rule{
	Name:      "bad-directive-value",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Fixable:   true,
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "a value that systemd does not take",
		Why: "systemd reads each directive by a grammar of its own and ignores a line that does not fit: the setting is lost, " +
			"and only the journal says so. Sizes have capital letters (64M, not 64m or 64MB), enumerations have an exact case, " +
			"a comment behind a value is part of it. A bad command, user, or working directory is worse: the unit is not loaded.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nMemoryMax=512m\nTimeoutStartSec=5 mins\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nMemoryMax=512M\nTimeoutStartSec=5min\n",
		FixSafety: "Safe where the value is only spelt otherwise: another case, another suffix of the same size. " +
			"Unsafe where the value is a guess.",
		Refs: []string{
			"systemd.service(5)", "systemd.exec(5)", "systemd.resource-control(5)", "systemd.time(7)",
			"src/core/load-fragment.c",
		},
	},
	Check: func(p *lint.Pass) {
		for _, l := range faultyLines(p) {
			if l.Item.Name == "Restart" || l.Item.Name == "ExecStart" || ownDependency(p, l.serviceLine) {
				continue // unknown-restart-policy, extra-exec-start, unknown-dependency
			}
			if l.verdict.Refused() && l.verdict.Reason == systemd.BadValue {
				refusedLine(p, l)
			}
		}
	},
}
