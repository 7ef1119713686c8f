package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var quotedValue = lint.Rule{
	Name:     "quoted-value",
	Severity: lint.Warning,
	Fixable:  true,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "quotes that are part of the value",
		Why: "Quotes are for keys whose values are split into words. Elsewhere they stay: Network=\"shop.network\" is no " +
			"reference to a unit, and PublishPort=\"8080:80\" no port. Double quotes around a single value are removed since " +
			"Podman 5.0, single quotes never.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nNetwork=\"host\"\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\nNetwork=host\n",
		FixSafety: "Safe: the values of these keys cannot have quotes around them.",
		Refs:      []string{"pkg/systemd/parser/unitfile.go, Lookup and LookupAll"},
	},
	Check: func(p *lint.Pass) {
		for _, s := range settings(p) {
			k, v := s.key, s.value
			if c := v.Text()[0]; c != '"' && c != '\'' {
				continue
			}
			text := strings.TrimRight(v.Text(), " \t\r\n")
			if isFreeText(k.Type) || k.Type == quadlet.TypeBool || len(text) < 2 || text[len(text)-1] != text[0] || strings.Count(text, text[:1]) != 2 {
				continue
			}
			switch l := k.LookupAt(p.Version); l {
			case quadlet.LookupList, quadlet.LookupLastRaw:
			case quadlet.LookupLast:
				if text[0] == '"' && p.Version >= quadlet.V50 {
					continue
				}
			default:
				continue
			}
			at := v.Place()
			p.Report(lint.Finding{
				At: at, Key: v,
				Message: fmt.Sprintf("the quotes are part of the value of %s=", k.Name),
				Hint:    "write the value without quotes",
				Fixes:   []lint.Fix{{Title: "remove the quotes", Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(at, text[1:len(text)-1])}}},
			})
		}
	},
}

// isFreeText reports whether values of a type may hold any text.
func isFreeText(t quadlet.Type) bool {
	switch t {
	case quadlet.TypeFree, quadlet.TypeCommand, quadlet.TypeArgs, quadlet.TypeKeyValue:
		return true
	}
	return false
}
