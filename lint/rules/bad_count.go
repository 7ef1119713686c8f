package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badCountKeys = []string{"Container.PidsLimit", "Container.StopTimeout", "Container.HealthRetries", "Container.HealthStartupRetries", "Container.HealthStartupSuccess", "Container.HealthMaxLogCount", "Container.HealthMaxLogSize", "Container.Retry", "Image.Retry", "Artifact.Retry", "Build.Retry", "Volume.UID", "Volume.GID"}

var badCount = lint.Rule{
	Name:      "bad-count",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Image, quadlet.Artifact, quadlet.Build, quadlet.Volume},
	Keys:      badCountKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the number",
		Why: "These keys take a bare number. StopTimeout= counts seconds without a unit, HealthMaxLogSize= " +
			"characters, and PidsLimit= has no word for unlimited but 0.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nStopTimeout=10s\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nStopTimeout=10\n",
		Refs: []string{"podman-run(1), --stop-timeout and --pids-limit"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badCountKeys) },
}
