package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badDurationKeys = []string{"Container.HealthInterval", "Container.HealthTimeout", "Container.HealthStartPeriod", "Container.HealthStartupInterval", "Container.HealthStartupTimeout", "Container.RetryDelay", "Image.RetryDelay", "Artifact.RetryDelay", "Build.RetryDelay"}

var badDuration = lint.Rule{
	Name:      "bad-duration",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Image, quadlet.Artifact, quadlet.Build},
	Keys:      badDurationKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the duration",
		Why: "Podman reads Go durations, not systemd's time spans: a number needs a unit, the units are ns, " +
			"us, ms, s, m and h, and there is no blank (1m30s). A timeout must be above zero.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nHealthCmd=true\nHealthInterval=90\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nHealthCmd=true\nHealthInterval=90s\n",
		Refs: []string{"podman-run(1), --health-interval", "https://pkg.go.dev/time#ParseDuration"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badDurationKeys) },
}
