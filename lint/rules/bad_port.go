package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badPortKeys = []string{"Container.PublishPort", "Pod.PublishPort"}

var badPort = lint.Rule{
	Name:      "bad-port",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      badPortKeys,
	Tags:      []string{"ports"},
	Doc: lint.Doc{
		Title: "podman does not take the port to publish",
		Why: "A published port is [[address:]host:]container[/protocol]. The generator passes it on unread " +
			"since 5.3, so podman refuses it only when the service starts: an address needs a second colon " +
			"(127.0.0.1::80), an IPv6 address brackets, both ranges the same length, and a port is a " +
			"number from 1 to 65535.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=127.0.0.1:80\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=127.0.0.1:8080:80\n",
		Refs: []string{"podman-run(1), --publish", "pkg/specgenutil/util.go, CreatePortBindings"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badPortKeys) },
}
