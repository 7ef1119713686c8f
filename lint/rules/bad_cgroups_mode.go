package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badCgroupsModeKeys = []string{"Container.CgroupsMode"}

var badCgroupsMode = lint.Rule{
	Name:      "bad-cgroups-mode",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badCgroupsModeKeys,
	Tags:      []string{"cgroups"},
	Doc: lint.Doc{
		Title: "podman does not know the cgroups mode",
		Why:   "CgroupsMode= is split, enabled, no-conmon or disabled, in lower case.",
		Bad:   "[Container]\nImage=docker.io/library/nginx:1.29\nCgroupsMode=host\n",
		Good:  "[Container]\nImage=docker.io/library/nginx:1.29\nCgroupsMode=enabled\n",
		Refs:  []string{"podman-run(1), --cgroups"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badCgroupsModeKeys) },
}
