package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badMountKeys = []string{"Container.Mount"}

var badMount = lint.Rule{
	Name:      "bad-mount",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badMountKeys,
	Tags:      []string{"volumes"},
	Doc: lint.Doc{
		Title: "podman does not take the mount",
		Why: "Mount= is a comma-separated list of key=value: a type, a target that is absolute, and options " +
			"of that type. A tmpfs has tmpfs-size= and tmpfs-mode=, not the size= and mode= of Tmpfs=; an " +
			"image is read-only unless rw=true.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nMount=type=tmpfs,destination=/x,size=64m\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nMount=type=tmpfs,destination=/x,tmpfs-size=64m\n",
		Refs: []string{"podman-run(1), --mount", "pkg/specgenutil/volumes.go"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badMountKeys) },
}
