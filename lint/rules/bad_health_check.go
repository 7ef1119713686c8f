package rules

import (
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badHealthCheckKeys = []string{"Container.HealthCmd", "Container.HealthStartupCmd", "Container.HealthOnFailure", "Container.HealthLogDestination"}

var badHealthCheck = lint.Rule{
	Name:      "bad-health-check",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badHealthCheckKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the setting of the health check",
		Why: "HealthOnFailure= is none, kill, restart or stop in lower case; HealthLogDestination= is " +
			"local, events_logger or a directory; a command may be anything but an empty list.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nHealthCmd=true\nHealthOnFailure=reboot\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nHealthCmd=true\nHealthOnFailure=kill\n",
		Refs: []string{"podman-run(1), --health-on-failure and --health-log-destination"},
	},
	Check: func(p *lint.Pass) {
		reportValues(p, badHealthCheckKeys)
		retries, ok := p.Unit.Lookup("Container", "HealthRetries")
		if n, err := strconv.ParseUint(retries.Str, 0, 64); ok && err == nil && n == 0 && p.Unit.Str("Container", "HealthCmd") != "" {
			p.Report(lint.Finding{At: retries.TextPlace(), Key: retries.Value, Message: "HealthRetries=0: a health check needs at least one try", Hint: "give 1 or more"})
		}
	},
}
