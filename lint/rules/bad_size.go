package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badSizeKeys = []string{"Container.Memory", "Container.ShmSize", "Pod.ShmSize"}

var badSize = lint.Rule{
	Name:      "bad-size",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      badSizeKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the size",
		Why: "A size is a number with an optional b, k, m, g, t or p, which may be followed by b or ib. " +
			"There is no percentage and no infinity, and Ki, Mi and Gi want a b.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nMemory=512Mi\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nMemory=512m\n",
		Refs: []string{"podman-run(1), --memory", "github.com/docker/go-units"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badSizeKeys) },
}
