package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var overwrittenDirective = lint.Rule{
	Name:     "overwritten-directive",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Kube, quadlet.Pod},
	Keys:     []string{"Service.Delegate", "Service.NotifyAccess", "Service.Type", "Service.Restart", "Service.PIDFile"},
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a line of [Service] that the generator overrides",
		Why: "Some settings of the service belong to Quadlet: it gives every container Delegate=yes and NotifyAccess=all, and a pod " +
			"its Type=, PIDFile= and, up to 5.8, Restart=on-failure. A line that says otherwise has no effect.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nDelegate=memory pids\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nMemoryMax=512M\n",
		Refs: []string{"pkg/systemd/quadlet/quadlet.go, ConvertContainer and ConvertPod"},
	},
	Check: func(p *lint.Pass) {
		for _, key := range []string{"Delegate", "NotifyAccess", "Type", "Restart", "PIDFile"} {
			v, ok := p.Unit.Last("Service", key)
			if !ok || v.Text() == "" {
				continue
			}
			gets, overridden := imposed(p, v)
			if !overridden || v.Text() == gets {
				continue
			}
			p.Report(lint.Finding{
				At: v.Place(), Key: v,
				Message: key + "=" + v.Text() + " has no effect: Quadlet gives the service " + key + "=" + gets,
				Hint:    "remove the line",
			})
		}
	},
}

// imposed is the value that the generator gives a directive whatever the unit
// says. What it refuses is not overridden.
func imposed(p *lint.Pass, v quadlet.Value) (value string, overridden bool) {
	pod := p.Unit.Kind == quadlet.Pod
	switch v.Item.Name {
	case "Delegate":
		on, isBool := systemd.ParseBool(v.Text())
		return "yes", p.Unit.Kind == quadlet.Container && (!isBool || !on)
	case "NotifyAccess":
		return "all", overwritten(p, v)
	case "Type":
		return "forking", pod
	case "Restart":
		return "on-failure", pod && p.Version < quadlet.V60
	case "PIDFile":
		return "%t/%N.pid", pod
	}
	return "", false
}
