package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var restartByHealthCheck = lint.Rule{
	Name:     "restart-by-health-check",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.HealthOnFailure"},
	Tags:     []string{"values"},
	Doc: lint.Doc{
		Title: "HealthOnFailure=restart under systemd",
		Why: "podman restarts the container itself and systemd does not know: its state, its limits on " +
			"restarts and units that depend on it are passed by. With kill the service fails, and Restart= " +
			"of systemd starts it again.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nHealthCmd=true\nHealthOnFailure=restart\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nHealthCmd=true\nHealthOnFailure=kill\n[Service]\nRestart=on-failure\n",
		Refs: []string{"podman-run(1), --health-on-failure"},
	},
	Check: func(p *lint.Pass) {
		if text, ok := p.Unit.Lookup("Container", "HealthOnFailure"); ok && text.Str == "restart" {
			p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "podman would restart the container behind the back of systemd", Hint: "use HealthOnFailure=kill with Restart=on-failure in [Service]"})
		}
	},
}
