package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badPullPolicyKeys = []string{"Container.Pull", "Image.Policy"}

var badPullPolicy = lint.Rule{
	Name:      "bad-pull-policy",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Image},
	Keys:      badPullPolicyKeys,
	Tags:      []string{"images"},
	Doc: lint.Doc{
		Title: "podman does not know the pull policy",
		Why:   "The policies are always, missing, never and newer.",
		Bad:   "[Container]\nImage=docker.io/library/nginx:1.29\nPull=daily\n",
		Good:  "[Container]\nImage=docker.io/library/nginx:1.29\nPull=newer\n",
		Refs:  []string{"podman-run(1), --pull"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badPullPolicyKeys) },
}
