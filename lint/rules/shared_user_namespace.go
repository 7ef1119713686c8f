package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var sharedUserNamespace = lint.Rule{
	Name:     "shared-user-namespace",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Weight:   10,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "root of the container is root of the host",
		Why: "Without a user namespace, whoever gets out of a container of the system manager is who he was in it. UserNS=auto gives " +
			"each container ids of its own.",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Good:    "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=auto\n",
		Options: []string{"--system"},
		Refs:    []string{"podman-run(1), --userns"},
	},
	Check: func(p *lint.Pass) {
		if !p.Rootful() || p.Unit.Str("Container", "Pod") != "" || hasFlag(p, "userns", "uidmap", "subuidname") {
			return
		}
		ns, _, ok := userNS(p)
		if ok && ns.Mode != "host" || p.Unit.Has("Container", "UIDMap") || p.Unit.Has("Container", "SubUIDMap") || p.Unit.Has("Container", "RemapUsers") {
			return
		}
		p.Report(lint.Finding{
			At:      p.Unit.HeaderPlace("Container"),
			Message: "the users of the container are those of the host",
			Hint:    "add UserNS=auto, or run the unit rootless",
		})
	},
}
