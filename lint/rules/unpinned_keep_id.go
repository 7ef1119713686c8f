package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unpinnedKeepId = lint.Rule{
	Name:     "unpinned-keep-id",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.UserNS"},
	Tags:     []string{"userns"},
	Doc: lint.Doc{
		Title: "keep-id without a user for the container",
		Why: "keep-id maps the id of the user, and podman runs the container with that id unless User= says " +
			"otherwise; an image that expects its own user may then not read its files. User=%U with " +
			"Group=%G, or keep-id:uid=,gid= with the id of the image, say what is meant.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\nUser=%U\nGroup=%G\n",
		Refs: []string{"podman-run(1), --userns"},
	},
	Check: func(p *lint.Pass) {
		ns, text, ok := userNS(p)
		if !ok || ns.Mode != "keep-id" || p.Unit.Str("Container", "User") != "" || hasFlag(p, "user") {
			return
		}
		if _, pinned := ns.Option("uid"); !pinned {
			p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "keep-id does not say which user the container runs as", Hint: "add User=%U and Group=%G, or write keep-id:uid=ID,gid=ID with the ids of the image"})
		}
	},
}
