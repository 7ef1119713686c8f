package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var onlineWait = lint.Rule{
	Name:     "online-wait",
	Severity: lint.Info,
	Optional: true,
	Since:    quadlet.V53,
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a user's unit that waits for the network, up to 90 seconds",
		Why: "Since 5.3 rootless units wait for network-online.target of the system, by a service that gives up after 90 seconds. " +
			"Where no unit of the system wants that target, as on minimal and on many desktop systems, " +
			"it is never reached: each start and each restart takes 90 seconds.",
		Bad:     "[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good:    "[Container]\nImage=docker.io/library/busybox:1.37\n[Quadlet]\nDefaultDependencies=false\n",
		Options: []string{"--user"},
		Refs:    []string{"podman-systemd.unit(5), DefaultDependencies=", "podman-user-wait-network-online.service"},
	},
	Check: func(p *lint.Pass) {
		if !p.Rootless() || !p.Unit.Bool("Quadlet", "DefaultDependencies", true) {
			return
		}
		p.Report(lint.Finding{
			At:      p.Unit.Top(),
			Message: "the start waits for network-online.target of the system, 90 seconds if nothing there wants it",
			Hint: "systemctl add-wants multi-user.target network-online.target on the host, " +
				"or DefaultDependencies=false in [Quadlet]",
		})
	},
}
