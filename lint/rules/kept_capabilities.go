package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var keptCapabilities = lint.Rule{
	Name:     "kept-capabilities",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Weight:   15,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "the container keeps capabilities",
		Why: "podman leaves a container about a dozen capabilities, such as CHOWN, SETUID and NET_BIND_SERVICE, and most programs " +
			"need none of them. A program that is taken over has what the container has.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nDropCapability=all\n",
		Refs: []string{"podman-run(1), --cap-drop", "capabilities(7)"},
	},
	Check: func(p *lint.Pass) {
		if hasFlag(p, "privileged") {
			return // privileged-container
		}
		for _, text := range texts(p, "DropCapability") {
			if dropsAll(text.Str) {
				return
			}
		}
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && a.Flag.Name == "cap-drop" && dropsAll(a.Value) {
				return
			}
		}
		p.Report(lint.Finding{
			At:      p.Unit.HeaderPlace("Container"),
			Message: "the container keeps podman's capabilities",
			Hint:    "add DropCapability=all, and AddCapability= for what is needed",
		})
	},
}

func dropsAll(list string) bool {
	for name := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		if strings.EqualFold(name, "all") {
			return true
		}
	}
	return false
}
