package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badIdMapKeys = []string{"Container.UIDMap", "Container.GIDMap", "Container.SubUIDMap", "Container.SubGIDMap", "Pod.UIDMap", "Pod.GIDMap", "Pod.SubUIDMap", "Pod.SubGIDMap"}

var badIdMap = lint.Rule{
	Name:      "bad-id-map",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      badIdMapKeys,
	Tags:      []string{"userns"},
	Doc: lint.Doc{
		Title: "podman does not take the id mapping",
		Why: "UIDMap= and GIDMap= are [+ug]CONTAINER:[@]HOST[:LENGTH] in numbers, at least one id long. " +
			"SubUIDMap= and SubGIDMap= name a user with subordinate ids and are for containers of root " +
			"only: in a container of a user those ids are mapped already.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUIDMap=0:1:0\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUIDMap=0:1:1000\n",
		Refs: []string{"podman-run(1), --uidmap", "pkg/util/utils.go, ParseIDMap"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badIdMapKeys) },
}
