package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var remapBesideMapping = lint.Rule{
	Name:      "remap-beside-mapping",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondRemapMixed},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a deprecated Remap key beside UserNS= or an explicit mapping",
		Why: "RemapUsers=, RemapUid= and RemapGid= are the old way to map ids. Since Podman 4.8 a unit that has " +
			"one of them, even empty, beside UserNS=, UIDMap=, GIDMap=, SubUIDMap= or SubGIDMap= is not " +
			"generated.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nUserNS=keep-id\nRemapUsers=keep-id\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\nUserNS=keep-id\n",
		FixSafety: "Unsafe: which of the two was meant is not known; the fix keeps the explicit one.",
		Refs:      []string{"podman-systemd.unit(5), UserNS=", "pkg/systemd/quadlet/quadlet.go, handleUserMappings"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			v := assignmentAt(p.Unit, r.At)
			f := lint.Finding{
				Message: fmt.Sprintf("%s= stands beside an explicit mapping", r.Text),
				Hint:    "remove the Remap keys: they are deprecated",
			}
			if v.Item != nil {
				f.Fixes = []lint.Fix{{Title: "remove " + r.Text + "=", Safety: lint.Unsafe, Edits: []lint.Edit{lint.RemoveLine(v)}}}
			}
			refused(p, r, f)
		}
	},
}
