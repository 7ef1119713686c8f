package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badUsernsKeys = []string{"Container.UserNS", "Pod.UserNS"}

var badUserns = lint.Rule{
	Name:      "bad-userns",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      badUsernsKeys,
	Tags:      []string{"userns"},
	Doc: lint.Doc{
		Title: "podman does not take the user namespace",
		Why: "UserNS= is host, keep-id[:uid=,gid=,size=], auto[:size=,uidmapping=,gidmapping=], nomap, " +
			"container:NAME or ns:PATH, in this case and with commas between options.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id:uid=1000:gid=1000\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id:uid=1000,gid=1000\n",
		Refs: []string{"podman-run(1), --userns", "pkg/namespaces/namespaces.go"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badUsernsKeys) },
}
