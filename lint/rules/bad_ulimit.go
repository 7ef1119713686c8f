package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badUlimitKeys = []string{"Container.Ulimit"}

var badUlimit = lint.Rule{
	Name:      "bad-ulimit",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badUlimitKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the ulimit",
		Why: "A ulimit is NAME=SOFT[:HARD] in plain numbers, -1 for no limit, the soft one not above the " +
			"hard one, or the word host. The address space (as) cannot be limited.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUlimit=nofile=unlimited\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUlimit=nofile=1024:2048\n",
		Refs: []string{"podman-run(1), --ulimit", "github.com/docker/go-units"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badUlimitKeys) },
}
