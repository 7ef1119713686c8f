package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badCapabilityKeys = []string{"Container.AddCapability", "Container.DropCapability"}

var badCapability = lint.Rule{
	Name:      "bad-capability",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badCapabilityKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "there is no such capability",
		Why: "Names are those of capabilities(7), with or without CAP_, in any case, or all. There is no " +
			"word none: drop all instead.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nDropCapability=none\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nDropCapability=all\n",
		Refs: []string{"podman-run(1), --cap-add", "capabilities(7)"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badCapabilityKeys) },
}
