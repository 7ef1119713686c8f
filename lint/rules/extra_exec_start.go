package rules

import (
	"github.com/nova-engine/nova-quadlet/lint"
)

var extraExecStart = lint.Rule{
	Name:      "extra-exec-start",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Keys:      []string{"Service.ExecStart"},
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "ExecStart= in a Quadlet unit",
		Why: "The generator adds its own ExecStart= behind it, and a service may have only one unless it is oneshot: " +
			"systemd does not load the unit. In a oneshot unit both commands run.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nExecStart=/usr/bin/podman run busybox\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep 60\n[Service]\nExecStartPre=/usr/bin/true\n",
		Refs: []string{"systemd.service(5), ExecStart=", "podman-systemd.unit(5)"},
	},
	Check: func(p *lint.Pass) {
		for _, v := range p.Unit.All("Service", "ExecStart") {
			f := lint.Finding{
				At: v.KeyPlace(), Key: v,
				Message: "the generator adds an ExecStart= of its own: with two, systemd does not load the unit",
				Hint:    "write the container's command as Exec=, or commands before it as ExecStartPre=",
				Says:    "Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.",
			}
			if serviceType(p) == "oneshot" {
				f.Severity, f.Says = lint.Warning, ""
				f.Message = "the generator adds an ExecStart= of its own: both commands run"
			}
			p.Report(f)
		}
	},
}
