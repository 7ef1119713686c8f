package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unconfinedContainer = lint.Rule{
	Name:     "unconfined-container",
	Severity: lint.Warning,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.SeccompProfile", "Container.AppArmor", "Container.SecurityLabelDisable", "Container.Unmask", "Container.PodmanArgs"},
	Weight:   12,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "the kernel's confinement is switched off",
		Why: "seccomp keeps a container from system calls that it hardly ever needs, SELinux and AppArmor from files that are not " +
			"its own, and masked paths from settings of the kernel. Each is a wall of its own.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nSeccompProfile=unconfined\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nSeccompProfile=/etc/containers/nginx.json\n",
		Refs: []string{"podman-run(1), --security-opt"},
	},
	Check: func(p *lint.Pass) {
		report := func(v quadlet.Value, at quadlet.Place, what string) {
			p.Report(lint.Finding{At: at, Key: v, Message: what + " is switched off for the container", Hint: "write a profile or a policy for what is needed"})
		}
		if t, ok := p.Unit.Lookup("Container", "SeccompProfile"); ok && t.Str == "unconfined" {
			report(t.Value, t.TextPlace(), "seccomp")
		}
		if t, ok := p.Unit.Lookup("Container", "AppArmor"); ok && t.Str == "unconfined" {
			report(t.Value, t.TextPlace(), "AppArmor")
		}
		if v, ok := p.Unit.Last("Container", "SecurityLabelDisable"); ok && p.Unit.Bool("Container", "SecurityLabelDisable", false) {
			report(v, v.Place(), "SELinux")
		}
		if t, ok := p.Unit.Lookup("Container", "Unmask"); ok && strings.EqualFold(t.Str, "all") {
			report(t.Value, t.TextPlace(), "the masking of kernel settings")
		}
		for _, a := range podmanArgs(p) {
			if a.Flag == nil || a.Flag.Name != "security-opt" {
				continue
			}
			switch a.Value {
			case "seccomp=unconfined":
				report(a.word.Value, a.word.TextPlace(), "seccomp")
			case "apparmor=unconfined":
				report(a.word.Value, a.word.TextPlace(), "AppArmor")
			case "label=disable":
				report(a.word.Value, a.word.TextPlace(), "SELinux")
			case "unmask=ALL", "unmask=all", "systempaths=unconfined":
				report(a.word.Value, a.word.TextPlace(), "the masking of kernel settings")
			}
		}
	},
}
