package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/lint"
)

var systemSlice = lint.Rule{
	Name:     "system-slice",
	Severity: lint.Info,
	Keys:     []string{"Service.Slice"},
	Tags:     []string{"cgroups"},
	Doc: lint.Doc{
		Title: "Slice= of the system in a user's unit",
		Why: "A user's manager has slices of its own below user.slice of the system. system.slice, machine.slice and user.slice are " +
			"made anew there: limits that the system sets on the slices of these names do not hold the container.",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\n[Service]\nSlice=system.slice\n",
		Good:    "[Container]\nImage=docker.io/library/nginx:1.29\n[Service]\nSlice=app.slice\n",
		Options: []string{"--user"},
		Refs:    []string{"systemd.special(7), SPECIAL SLICE UNITS", "systemd.resource-control(5), Slice="},
	},
	Check: func(p *lint.Pass) {
		v, ok := p.Unit.Last("Service", "Slice")
		if !ok || !p.Rootless() {
			return
		}
		switch v.Text() {
		case "system.slice", "machine.slice", "user.slice":
			p.Report(lint.Finding{
				At: v.Place(), Key: v, Message: fmt.Sprintf("%s of a user's manager is not that of the system", v.Text()),
				Hint: "use app.slice, background.slice or a slice of your own",
			})
		}
	},
}
