package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var rootUser = lint.Rule{
	Name:     "root-user",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.User"},
	Weight:   8,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "the program runs as root of the container",
		Why: "Root of a container is not root of the host where the container has a user namespace, but it owns everything in the " +
			"container, and in a system unit without UserNS= it is the host's root.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUser=root\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUser=1000\n",
		Refs: []string{"podman-run(1), --user"},
	},
	Check: func(p *lint.Pass) {
		t, ok := p.Unit.Lookup("Container", "User")
		name, _, _ := strings.Cut(t.Str, ":")
		if !ok || name != "root" && name != "0" {
			return
		}
		p.Report(lint.Finding{At: t.TextPlace(), Key: t.Value, Message: "the program runs as root of the container", Hint: "name a user of the image, or pin the account: UserNS=keep-id with User=%U and Group=%G"})
	},
}
