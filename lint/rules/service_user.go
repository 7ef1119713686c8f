package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var serviceUser = lint.Rule{
	Name:     "service-user",
	Severity: lint.Warning,
	Keys:     []string{"Service.User", "Service.Group", "Service.DynamicUser"},
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "User=, Group= or DynamicUser= in [Service]",
		Why: "They change who runs podman, not who runs in the container, and podman is not made for it: a service of the " +
			"system manager that runs as a user has no session, no runtime directory and no cgroup of its own, " +
			"and in a user's manager another user is refused when the service starts. " +
			"Since 5.6 the generator warns. To run rootless, put the unit where the user's manager reads it.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nUser=web\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nUser=1000\n",
		Refs: []string{"podman-systemd.unit(5)", "pkg/systemd/quadlet/quadlet.go, warnIfUnsupportedServiceKeys"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range serviceLines(p) {
			name := l.Item.Name
			if l.Section != "Service" || l.text == "" || l.refused {
				continue
			}
			if name != "User" && name != "Group" && name != "DynamicUser" {
				continue
			}
			if on, isBool := systemd.ParseBool(l.text); name == "DynamicUser" && isBool && !on {
				continue
			}
			hint := "remove it; for a rootless unit use the user's own Quadlet directory"
			if name != "DynamicUser" && p.Unit.Section() == "Container" {
				hint = "for the user in the container write " + name + "= in [Container]; for a rootless unit use the user's own Quadlet directory"
			}
			p.Report(lint.Finding{
				At: l.KeyPlace(), Key: l.Value, Hint: hint,
				Message: name + "= in [Service] changes who runs podman, which Quadlet does not support",
			})
		}
	},
}
