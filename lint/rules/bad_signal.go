package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badSignalKeys = []string{"Container.StopSignal"}

var badSignal = lint.Rule{
	Name:      "bad-signal",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badSignalKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not know the signal",
		Why: "A signal is a name of signal(7) with or without SIG in any case, RTMIN+n or RTMAX-n, or a " +
			"number from 1 to 64.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nStopSignal=SIGQUITT\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nStopSignal=SIGQUIT\n",
		Refs: []string{"podman-run(1), --stop-signal", "signal(7)"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badSignalKeys) },
}
