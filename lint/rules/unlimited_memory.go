package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unlimitedMemory = lint.Rule{
	Name:     "unlimited-memory",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Weight:   4,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "the container may use all memory of the host",
		Why:   "A leak, or somebody from outside, fills the memory, and the kernel then ends processes of its own choosing.",
		Bad:   "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Good:  "[Container]\nImage=docker.io/library/nginx:1.29\nMemory=512m\n",
		Refs:  []string{"podman-run(1), --memory", "systemd.resource-control(5), MemoryMax="},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.Has("Service", "MemoryMax") || p.Unit.Has("Service", "MemoryHigh") || p.Unit.Str("Container", "Memory") != "" || hasFlag(p, "memory") {
			return
		}
		hint := "add Memory="
		if p.Version < quadlet.V55 {
			hint = "add MemoryMax= to [Service]"
		}
		p.Report(lint.Finding{
			At:      p.Unit.HeaderPlace("Container"),
			Message: "nothing limits the memory of the container",
			Hint:    hint,
		})
	},
}
