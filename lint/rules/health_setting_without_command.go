package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var healthSettingWithoutCommand = lint.Rule{
	Name:     "health-setting-without-command",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Tags:     []string{"values"},
	Doc: lint.Doc{
		Title: "a health setting without a health command",
		Why: "Without HealthCmd=, and if the image brings no health check, Notify=healthy and " +
			"HealthOnFailure= make podman refuse the container, HealthStartupCmd= too, and the other " +
			"settings have no effect.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nHealthInterval=30s\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nHealthCmd=curl -f http://localhost/\nHealthInterval=30s\n",
		Refs: []string{"podman-run(1), --health-cmd and --sdnotify"},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.Str("Container", "HealthCmd") != "" || hasFlag(p, "health-cmd") {
			return
		}
		for _, v := range p.Unit.Values() {
			if v.Section != "Container" || v.Text() == "" {
				continue
			}
			name := v.Item.Name
			switch {
			case name == "Notify" && strings.EqualFold(v.Text(), "healthy"),
				name == "HealthOnFailure" && v.Text() != "none",
				strings.HasPrefix(name, "Health") && name != "HealthOnFailure":
			default:
				continue
			}
			if _, ok := quadlet.LookupKey("Container", name); !ok {
				continue
			}
			p.Report(lint.Finding{At: v.KeyPlace(), Key: v, Message: name + "= without HealthCmd=", Hint: "add HealthCmd=, unless the image brings a health check"})
		}
	},
}
