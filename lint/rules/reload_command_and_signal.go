package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var reloadCommandAndSignal = lint.Rule{
	Name:      "reload-command-and-signal",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondReloadBoth},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "ReloadCmd= and ReloadSignal= in one container",
		Why: "A container is reloaded by a command or by a signal, not by both. A unit with the two is not " +
			"generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nReloadCmd=/usr/bin/reload\nReloadSignal=SIGHUP\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nReloadSignal=SIGHUP\n",
		Refs: []string{"podman-container.unit(5), ReloadCmd=", "pkg/systemd/quadlet/quadlet.go, ConvertContainer"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: "ReloadSignal= stands beside ReloadCmd=",
				Hint:    "keep one of the two",
				Related: related(r, "the command"),
			})
		}
	},
}
