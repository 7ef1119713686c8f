package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var deprecatedRemap = lint.Rule{
	Name:     "deprecated-remap",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Kube},
	Keys:     []string{"Container.RemapUsers", "Pod.RemapUsers", "Kube.RemapUsers"},
	Since:    quadlet.V45,
	Fixable:  true,
	Tags:     []string{"userns"},
	Doc: lint.Doc{
		Title: "RemapUsers= is replaced by UserNS=",
		Why: "The Remap keys are deprecated since Podman 4.5 had UserNS= and 4.8 UIDMap= and GIDMap=; they " +
			"are not in the manual any more.",
		Bad:       "[Container]\nImage=docker.io/library/nginx:1.29\nRemapUsers=keep-id\n",
		Good:      "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\n",
		FixSafety: "Safe: without RemapUid= and RemapGid= the generator passes the very same option to podman.",
		Refs:      []string{"podman-container.unit(5) of Podman 4.4", "pkg/systemd/quadlet/quadlet.go, handleUserRemap"},
	},
	Check: func(p *lint.Pass) {
		text, ok := p.Unit.Lookup(p.Unit.Section(), "RemapUsers")
		if !ok || text.Str == "" {
			return
		}
		f := lint.Finding{At: text.KeyPlace(), Key: text.Value, Message: "RemapUsers= is deprecated", Hint: "use UserNS=" + text.Str + " and its options"}
		if text.Str == "manual" {
			f.Hint = "use UIDMap= and GIDMap="
		}
		alone := !p.Unit.Has(p.Unit.Section(), "RemapUid") && !p.Unit.Has(p.Unit.Section(), "RemapGid") && !p.Unit.Has(p.Unit.Section(), "RemapUidSize") && !p.Unit.Has(p.Unit.Section(), "UserNS")
		if alone && (text.Str == "keep-id" || text.Str == "auto") {
			f.Fixes = []lint.Fix{{Title: "use UserNS=", Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(text.KeyPlace(), "UserNS")}}}
		}
		p.Report(f)
	},
}
