package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var riskyCapability = lint.Rule{
	Name:     "risky-capability",
	Severity: lint.Warning,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.AddCapability", "Container.PodmanArgs"},
	Weight:   12,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "a capability that is as good as root",
		Why: "With some capabilities the way out of the container is short: SYS_ADMIN mounts, SYS_MODULE loads kernel modules, " +
			"SYS_PTRACE and DAC_READ_SEARCH read what is not theirs, and all is all of them.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nAddCapability=SYS_ADMIN\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nAddCapability=NET_BIND_SERVICE\n",
		Refs: []string{"podman-run(1), --cap-add", "capabilities(7)"},
	},
	Check: func(p *lint.Pass) {
		for _, text := range texts(p, "AddCapability") {
			if name := leadsOut(text.Str); name != "" {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: name + " takes most of the container's walls away", Hint: "add only what the program needs"})
			}
		}
		for _, a := range podmanArgs(p) {
			if a.Flag == nil || a.Flag.Name != "cap-add" {
				continue
			}
			if name := leadsOut(a.Value); name != "" {
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: name + " takes most of the container's walls away", Hint: "add only what the program needs"})
			}
		}
	},
}

// leadsOut is the first capability of a list that leads out of the
// container, "" where there is none.
func leadsOut(list string) string {
	for name := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		switch name = strings.TrimPrefix(strings.ToUpper(name), "CAP_"); name {
		case "ALL", "BPF", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE", "PERFMON", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO":
			return name
		}
	}
	return ""
}
