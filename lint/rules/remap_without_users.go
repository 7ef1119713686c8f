package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var remapWithoutUsers = lint.Rule{
	Name:      "remap-without-users",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondRemapAlone},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "RemapUid= or RemapGid= without RemapUsers=",
		Why:   "RemapUid= and RemapGid= say which ids to map, RemapUsers= how. Without it the unit is not generated.",
		Bad:   "[Container]\nImage=docker.io/library/busybox:1.37\nRemapUid=0:10000:10\n",
		Good:  "[Container]\nImage=docker.io/library/busybox:1.37\nRemapUsers=manual\nRemapUid=0:10000:10\n",
		Refs:  []string{"podman-systemd.unit(5), RemapUsers=", "pkg/systemd/quadlet/quadlet.go, handleUserRemap"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("%s= stands without RemapUsers=", r.Text),
				Hint:    "use UIDMap= and GIDMap=, or UserNS=; on releases before 4.8 add RemapUsers=manual",
			})
		}
	},
}
