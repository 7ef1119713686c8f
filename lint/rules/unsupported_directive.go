package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unsupportedDirective = lint.Rule{
	Name:      "unsupported-directive",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "a directive that the targeted systemd does not have yet, or no longer",
		Why: "systemd ignores a directive that it does not know. One that a newer release brought does nothing on an older one, " +
			"and 262 dropped the settings of the first cgroup version. Without a target nothing is said.",
		Bad:     "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nRestartMode=direct\n",
		Good:    "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nRestart=always\n",
		Options: []string{"--systemd=252"},
		Refs:    []string{"systemd --dump-configuration-items of 252, 257 and 262"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range faultyLines(p) {
			if !l.known {
				continue
			}
			v := l.verdict
			if v.Refused() && v.Reason == systemd.UnknownDirective {
				p.Report(lint.Finding{
					At: l.KeyPlace(), Key: l.Value, Hint: v.Hint, Says: v.Said,
					Message: v.Message + ", so it ignores the line",
				})
			}
		}
	},
}
