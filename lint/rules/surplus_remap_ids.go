package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var surplusRemapIds = lint.Rule{
	Name:      "surplus-remap-ids",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondRemapMany},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "several ids with RemapUsers=keep-id",
		Why: "RemapUsers=keep-id maps one user and one group to the user who runs the container: RemapUid= and " +
			"RemapGid= may give one id each. With more of them the unit is not generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nRemapUsers=keep-id\nRemapUid=1000\nRemapUid=1001\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nRemapUsers=keep-id\nRemapUid=1000\n",
		Refs: []string{"podman-systemd.unit(5), RemapUsers=", "pkg/systemd/quadlet/quadlet.go, handleUserRemap"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("%q is one id too many for keep-id", r.Text),
				Hint:    "keep one RemapUid= and one RemapGid=, or use UserNS=keep-id:uid=…,gid=…",
			})
		}
	},
}
