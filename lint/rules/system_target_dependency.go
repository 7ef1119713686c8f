package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var systemTargetDependency = lint.Rule{
	Name:     "system-target-dependency",
	Severity: lint.Warning,
	Keys:     []string{"Unit.After", "Unit.Wants", "Unit.Requires", "Unit.BindsTo", "Unit.Requisite"},
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a user's unit that waits for a target of the system",
		Why: "A user's manager knows nothing of the system's units: After= and Wants= of network-online.target have no effect " +
			"there, and Requires= fails. Since 5.3 Quadlet itself makes rootless units wait for the network, " +
			"by podman-user-wait-network-online.service.",
		Bad:     "[Unit]\nRequires=network-online.target\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good:    "[Container]\nImage=docker.io/library/busybox:1.37\n",
		Options: []string{"--user"},
		Refs:    []string{"systemd.special(7)", "podman-systemd.unit(5), Quadlet section [DefaultDependencies]"},
	},
	Check: func(p *lint.Pass) {
		if !p.Rootless() {
			return
		}
		for _, key := range []string{"After", "Wants", "Requires", "BindsTo", "Requisite"} {
			for _, w := range p.Unit.Words("Unit", key, unitfile.Strv) {
				if !systemd.HasTarget(w.Str, false) || systemd.HasTarget(w.Str, true) {
					continue
				}
				f := lint.Finding{
					At: w.TextPlace(), Key: w.Value, Severity: lint.Info,
					Message: fmt.Sprintf("a user's manager has no %s: %s= has no effect", w.Str, key),
					Hint:    "remove it",
				}
				if key != "After" && key != "Wants" {
					f.Severity = lint.Warning
					f.Message = fmt.Sprintf("a user's manager has no %s: with %s= the unit does not start", w.Str, key)
				}
				p.Report(f)
			}
		}
	},
}
