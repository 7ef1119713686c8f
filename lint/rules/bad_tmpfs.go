package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badTmpfsKeys = []string{"Container.Tmpfs"}

var badTmpfs = lint.Rule{
	Name:      "bad-tmpfs",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badTmpfsKeys,
	Tags:      []string{"volumes"},
	Doc: lint.Doc{
		Title: "podman does not take the tmpfs",
		Why: "Tmpfs= is /path[:options] with size=, mode=, ro or rw, U, and the exec, dev, suid and " +
			"tmpcopyup pairs. There is no uid= or gid= and no label.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nTmpfs=/run:uid=1000\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nTmpfs=/run:mode=1777,size=64m\n",
		Refs: []string{"podman-run(1), --tmpfs", "pkg/util/mount_opts.go"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badTmpfsKeys) },
}
