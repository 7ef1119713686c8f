package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownRestartPolicy = lint.Rule{
	Name:      "unknown-restart-policy",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Keys:      []string{"Service.Restart"},
	Fixable:   true,
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "a Restart= that is not one of systemd's",
		Why: "Quadlet leaves restarting to systemd, whose words are not podman's: there is no unless-stopped and no never, " +
			"and case counts. systemd ignores another word, and the service is then never restarted.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nRestart=unless-stopped\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nRestart=always\n",
		FixSafety: "Safe where only the case differs. Unsafe otherwise: Restart=always is the nearest to unless-stopped, " +
			"but whether the service starts at boot is up to [Install].",
		Refs: []string{"systemd.service(5), Restart="},
	},
	Check: func(p *lint.Pass) {
		for _, l := range faultyLines(p) {
			if l.Section != "Service" || l.Item.Name != "Restart" {
				continue
			}
			v := &l.verdict
			if !v.Refused() || v.Reason != systemd.BadValue {
				continue
			}
			switch l.text {
			case "never", "none", "false", "off":
				v.Instead, v.Hint = "no", "write Restart=no"
			case "yes", "true", "on", "unless-stopped":
				v.Instead = "always"
			}
			refusedLine(p, l)
		}
	},
}
