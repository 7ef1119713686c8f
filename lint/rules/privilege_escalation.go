package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var privilegeEscalation = lint.Rule{
	Name:     "privilege-escalation",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Weight:   10,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "programs in the container may gain privileges",
		Why: "A program that is setuid, or has file capabilities, gives whoever starts it more than he has. NoNewPrivileges=true " +
			"switches that off for the whole container; few images need it on.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nNoNewPrivileges=true\n",
		Refs: []string{"podman-run(1), --security-opt", "prctl(2), PR_SET_NO_NEW_PRIVS"},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.Bool("Container", "NoNewPrivileges", false) || hasFlag(p, "privileged") {
			return
		}
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && a.Flag.Name == "security-opt" && strings.HasPrefix(a.Value, "no-new-privileges") && !strings.HasSuffix(a.Value, "false") {
				return
			}
		}
		p.Report(lint.Finding{
			At:      p.Unit.HeaderPlace("Container"),
			Message: "programs in the container may gain privileges",
			Hint:    "add NoNewPrivileges=true",
		})
	},
}
