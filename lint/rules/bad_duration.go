package rules

import (
	"strings"

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
	Check: func(p *lint.Pass) { reportHealthValues(p, badDurationKeys) },
}

// reportHealthValues is reportValues for keys of which some belong to a health
// check: podman reads those only with a command, except that it reads the plain
// ones always since 5.8.
func reportHealthValues(p *lint.Pass, keys []string) {
	for _, name := range keys {
		section, key, _ := strings.Cut(name, ".")
		if section != p.Unit.Section() {
			continue
		}
		for _, text := range texts(p, key) {
			reportValueIf(p, key, text, func() bool { return readsHealth(p.Unit, key) && !hasFlag(p, "no-healthcheck") })
		}
	}
}

// readsHealth reports whether podman reads the key, or a flag of the same name.
func readsHealth(u *quadlet.Unit, key string) bool {
	switch {
	case strings.HasPrefix(key, "HealthStartup"):
		return u.Str("Container", "HealthStartupCmd") != "" && u.Str("Container", "HealthCmd") != ""
	case strings.HasPrefix(key, "Health"):
		return u.Version >= quadlet.V58 || u.Str("Container", "HealthCmd") != ""
	}
	return true
}
