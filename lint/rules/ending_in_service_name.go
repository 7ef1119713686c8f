package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var endingInServiceName = lint.Rule{
	Name:     "ending-in-service-name",
	Severity: lint.Warning,
	Fixable:  true,
	Since:    quadlet.V53,
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title:     "ServiceName= has the ending that the generator adds",
		Why:       "The generator adds .service to what ServiceName= says, whatever it is: ServiceName=web.service gives web.service.service.",
		Bad:       "[Container]\nImage=docker.io/library/nginx:1.27\nServiceName=web.service\n",
		Good:      "[Container]\nImage=docker.io/library/nginx:1.27\nServiceName=web\n",
		FixSafety: "Unsafe: the service gets another name, by which others may know it.",
		Refs:      []string{"podman-systemd.unit(5), ServiceName="},
	},
	Check: func(p *lint.Pass) {
		t, ok := p.Unit.Lookup(p.Unit.Section(), "ServiceName")
		name, hasEnding := strings.CutSuffix(t.Str, ".service")
		if !ok || !hasEnding || name == "" {
			return
		}
		p.Report(lint.Finding{
			At: t.TextPlace(), Key: t.Value,
			Message: fmt.Sprintf("%q gives the service %q", "ServiceName="+t.Str, t.Str+".service"),
			Hint:    fmt.Sprintf("write ServiceName=%s", name),
			Fixes: []lint.Fix{{
				Title: "drop the ending", Safety: lint.Unsafe,
				Edits: []lint.Edit{lint.Replace(t.TextPlace(), name)},
			}},
		})
	},
}
