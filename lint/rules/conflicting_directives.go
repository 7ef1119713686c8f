package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var conflictingDirectives = lint.Rule{
	Name:      "conflicting-directives",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "lines of [Service] that do not go together",
		Why: "systemd looks at the service as a whole, too. A oneshot service that would be restarted after success is not " +
			"loaded at all, and .network, .volume, .image and .build units are oneshot unless they say otherwise. " +
			"Other lines have no effect without a second one.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nType=oneshot\nRestart=always\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nType=oneshot\nRestart=on-failure\n",
		Refs: []string{"systemd.service(5), Restart=", "src/core/service.c, service_verify"},
	},
	Check: func(p *lint.Pass) {
		lines := serviceLines(p)
		last := func(directive string) (serviceLine, bool) {
			for i := len(lines) - 1; i >= 0; i-- {
				if l := &lines[i]; l.Section == "Service" && l.Item.Name == directive && !l.refused {
					return *l, true
				}
			}
			return serviceLine{}, false
		}
		get := func(directive string) string {
			if directive == "Type" {
				return serviceType(p)
			}
			l, _ := last(directive)
			return l.text
		}
		for _, c := range systemd.ServiceConflicts(get, systemd.Options{Version: p.Target.Systemd, User: p.Rootless()}) {
			l, ok := last(c.Directive)
			if !ok {
				continue
			}
			f := lint.Finding{At: l.Place(), Key: l.Value, Message: c.Message, Hint: c.Hint, Says: c.Said}
			if other, ok := last(c.Other); ok {
				f.Related = []lint.Note{{At: other.Place(), Message: c.Other + "= is set here"}}
			}
			p.Report(f)
		}
	},
}

// serviceType is the Type= of the generated service.
func serviceType(p *lint.Pass) string {
	set, ok := p.Unit.Last("Service", "Type")
	switch p.Unit.Kind {
	case quadlet.Container, quadlet.Kube:
		if ok && set.Text() == "oneshot" {
			return "oneshot"
		}
		return "notify"
	case quadlet.Pod:
		return "forking"
	}
	if !ok {
		return "oneshot"
	}
	return set.Text()
}
