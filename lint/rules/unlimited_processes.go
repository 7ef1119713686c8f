package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unlimitedProcesses = lint.Rule{
	Name:     "unlimited-processes",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.PidsLimit", "Container.PodmanArgs"},
	Weight:   4,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "the container may start any number of processes",
		Why: "podman limits a container to 2048 processes unless it is told otherwise. Without a limit one container can use up " +
			"the process ids of the host.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPidsLimit=-1\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPidsLimit=200\n",
		Refs: []string{"podman-run(1), --pids-limit"},
	},
	Check: func(p *lint.Pass) {
		if t, ok := p.Unit.Lookup("Container", "PidsLimit"); ok && (t.Str == "-1" || t.Str == "0") {
			p.Report(lint.Finding{At: t.TextPlace(), Key: t.Value, Message: "nothing limits the number of processes", Hint: "write a number, or remove the line"})
		}
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && a.Flag.Name == "pids-limit" && (a.Value == "-1" || a.Value == "0") {
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "nothing limits the number of processes", Hint: "write a number, or remove the flag"})
			}
		}
	},
}
