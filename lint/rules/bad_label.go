package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badLabelKeys = []string{"Container.Label", "Container.Annotation", "Pod.Label", "Network.Label", "Volume.Label", "Build.Label"}

var badLabel = lint.Rule{
	Name:      "bad-label",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Network, quadlet.Volume, quadlet.Build},
	Keys:      badLabelKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the label or annotation",
		Why: "A label needs a name before the equals sign. An annotation needs both: since 5.8 one without " +
			"value is refused, before it was dropped in silence.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nAnnotation=owner\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nAnnotation=owner=web\n",
		Refs: []string{"podman-run(1), --label and --annotation"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badLabelKeys) },
}
