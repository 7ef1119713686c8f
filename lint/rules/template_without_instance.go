package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var templateWithoutInstance = lint.Rule{
	Name:     "template-without-instance",
	Severity: lint.Warning,
	Keys:     []string{"Install.WantedBy", "Install.RequiredBy", "Install.UpheldBy"},
	Since:    quadlet.V50,
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "a template is to be started with the system, but no instance is named",
		Why: "The generator links a service into the targets of [Install]. A template can only be linked as an instance, which " +
			"DefaultInstance= names; without it the section has no effect, and nothing says so.",
		Bad:  "-- web@.container --\n[Container]\nImage=docker.io/library/nginx:1.27\n[Install]\nWantedBy=default.target\n",
		Good: "-- web@.container --\n[Container]\nImage=docker.io/library/nginx:1.27\n[Install]\nWantedBy=default.target\nDefaultInstance=main\n",
		Refs: []string{"podman-systemd.unit(5), Template files", "systemd.unit(5), DefaultInstance=", "Podman, cmd/quadlet/main.go: enableServiceFile"},
	},
	Check: func(p *lint.Pass) {
		base, instance, isTemplate := p.Unit.Template()
		if !isTemplate || instance != "" || p.Unit.Str("Install", "DefaultInstance") != "" {
			return
		}
		for _, key := range []string{"WantedBy", "RequiredBy", "UpheldBy"} {
			v, ok := p.Unit.Last("Install", key)
			if !ok || v.Text() == "" {
				continue
			}
			p.Report(lint.Finding{
				At: v.Place(), Key: v,
				Message: fmt.Sprintf("\"%s=\" has no effect: %q is a template without \"DefaultInstance=\"", key, p.Unit.Name),
				Hint:    fmt.Sprintf("add DefaultInstance=, or link an instance: a file %s@NAME%s that points to this one", base, p.Unit.Kind.Ext()),
			})
			return
		}
	},
}
