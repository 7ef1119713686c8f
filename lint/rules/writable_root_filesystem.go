package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var writableRootFilesystem = lint.Rule{
	Name:     "writable-root-filesystem",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Weight:   8,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "the container can change its own programs",
		Why: "With a writable root file system, whoever gets in can put a program of his own there. Data belongs in volumes, " +
			"and what is only needed for a while in memory.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nReadOnly=true\nTmpfs=/tmp\n",
		Refs: []string{"podman-run(1), --read-only"},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.Bool("Container", "ReadOnly", false) || hasSwitch(p, "read-only") {
			return
		}
		p.Report(lint.Finding{
			At:      p.Unit.HeaderPlace("Container"),
			Message: "the root file system of the container is writable",
			Hint:    "add ReadOnly=true, with Volume= and Tmpfs= for what is written",
		})
	},
}
