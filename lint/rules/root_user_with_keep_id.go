package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var rootUserWithKeepId = lint.Rule{
	Name:     "root-user-with-keep-id",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.UserNS"},
	Tags:     []string{"userns"},
	Doc: lint.Doc{
		Title: "User=root beside keep-id",
		Why: "With keep-id the id 0 of the container is a subordinate id of the host: files that the root " +
			"user of the container writes belong to an id that is not the user's.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\nUser=0\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\nUser=%U\nGroup=%G\n",
		Refs: []string{"podman-run(1), --userns"},
	},
	Check: func(p *lint.Pass) {
		ns, _, ok := userNS(p)
		user, hasUser := p.Unit.Lookup("Container", "User")
		name, _, _ := strings.Cut(user.Str, ":")
		if ok && hasUser && ns.Mode == "keep-id" && (name == "0" || name == "root") {
			p.Report(lint.Finding{At: user.TextPlace(), Key: user.Value, Message: "User=" + user.Str + " with keep-id: files end up owned by a subordinate id", Hint: "use User=%U, or UserNS=host, where root of the container is the user"})
		}
	},
}
