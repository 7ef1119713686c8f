package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var groupWithoutUser = lint.Rule{
	Name:      "group-without-user",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondGroupAlone},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "Group= without User=",
		Why: "podman takes user and group in one option, --user user:group. Since 4.8 a unit with Group= alone is " +
			"not generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nGroup=1000\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nUser=1000\nGroup=1000\n",
		Refs: []string{"podman-container.unit(5), Group=", "pkg/systemd/quadlet/quadlet.go, handleUser"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("Group=%s stands without User=", r.Text),
				Hint:    "add User=, with 0 for root",
			})
		}
	},
}
