package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var mixedUserMappings = lint.Rule{
	Name:      "mixed-user-mappings",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.UserNS", "Pod.UserNS", "Container.PodmanArgs", "Pod.PodmanArgs"},
	Tags:      []string{"userns"},
	Doc: lint.Doc{
		Title: "UserNS= beside explicit id mappings",
		Why: "UIDMap=, GIDMap=, SubUIDMap= and SubGIDMap= describe a user namespace by hand, UserNS= names " +
			"a ready-made one; podman refuses both together, whatever UserNS= says.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\nUIDMap=0:1:1000\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUIDMap=0:1:1000\n",
		Refs: []string{"podman-run(1), --userns", "cmd/podman/containers/create.go"},
	},
	Check: func(p *lint.Pass) {
		ns, ok := p.Unit.Lookup(p.Unit.Section(), "UserNS")
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && a.Flag.Name == "userns" && a.Value != "" {
				ns, ok = a.value, true
			}
		}
		if !ok || ns.Str == "" || strings.HasPrefix(ns.Str, "$") {
			return
		}
		for _, key := range []string{"UIDMap", "GIDMap", "SubUIDMap", "SubGIDMap"} {
			list := texts(p, key)
			if len(list) == 0 || list[0].Str == "" || strings.HasPrefix(list[0].Str, "$") {
				continue
			}
			p.Report(lint.Finding{At: list[0].KeyPlace(), Key: list[0].Value, Message: key + "= beside UserNS=", Hint: "keep one of them", Related: []lint.Note{{At: ns.KeyPlace(), Message: "UserNS= stands here"}}})
			return
		}
	},
}
