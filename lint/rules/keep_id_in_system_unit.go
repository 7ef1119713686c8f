package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var keepIdInSystemUnit = lint.Rule{
	Name:     "keep-id-in-system-unit",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.UserNS", "Pod.UserNS"},
	Tags:     []string{"userns"},
	Doc: lint.Doc{
		Title: "UserNS=keep-id in a unit of root",
		Why: "keep-id maps the user who runs podman to the same id in the container. For root that is root " +
			"itself: podman accepts it, and nothing is kept apart.",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\n",
		Good:    "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=auto\n",
		Options: []string{"--system"},
		Refs:    []string{"podman-run(1), --userns"},
	},
	Check: func(p *lint.Pass) {
		if ns, text, ok := userNS(p); ok && ns.Mode == "keep-id" && p.Rootful() {
			p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "keep-id in a unit of root keeps root", Hint: "use UserNS=auto, or run the unit as a user"})
		}
	},
}
