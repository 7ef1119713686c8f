package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var delegationSwitchedOff = lint.Rule{
	Name:     "delegation-switched-off",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Kube},
	Keys:     []string{"Service.Delegate"},
	Tags:     []string{"cgroups"},
	Doc: lint.Doc{
		Title: "Delegate= takes the cgroup from podman",
		Why: "Quadlet sets Delegate=yes so that podman may make the cgroup of the container below that of " +
			"the service. With Delegate=no systemd may remove what podman made.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\n[Service]\nDelegate=no\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\n[Service]\nDelegate=yes\n",
		Refs: []string{"systemd.resource-control(5), Delegate="},
	},
	Check: func(p *lint.Pass) {
		v, ok := p.Unit.Last("Service", "Delegate")
		if !ok {
			return
		}
		switch strings.ToLower(v.Text()) {
		case "no", "false", "off", "0", "n", "f":
			p.Report(lint.Finding{At: v.Place(), Key: v, Message: "Delegate=" + v.Text() + " takes the cgroup of the service from podman", Hint: "remove the line"})
		}
	},
}
