package rules

import (
	"fmt"
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var malformedNumber = lint.Rule{
	Name:     "malformed-number",
	Severity: lint.Warning,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "a value that is no number, and counts as 0",
		Why: "User= and Group= of a .volume and RemapUidSize= are numbers, and so were User= and Group= of a .container up to " +
			"Podman 4.7. What is no number is taken for 0 without a message: a user by name makes the volume root's.",
		Bad:  "-- data.volume --\n[Volume]\nUser=postgres\n",
		Good: "-- data.volume --\n[Volume]\nUser=999\n",
		Refs: []string{"pkg/systemd/parser/unitfile.go, LookupUint32", "podman-volume.unit(5), User="},
	},
	Check: func(p *lint.Pass) {
		for _, s := range settings(p) {
			k, v := s.key, s.value
			if k.LookupAt(p.Version) != quadlet.LookupUint32 {
				continue
			}
			t, _ := p.Unit.Lookup(k.Section, k.Name)
			if _, err := strconv.ParseInt(t.Str, 0, 64); err == nil || t.Str == "" || isTemplated(t.Str) && t.Str[0] != '%' {
				continue
			}
			f := lint.Finding{
				At: t.TextPlace(), Key: v,
				Message: fmt.Sprintf("%q is no number, so %s= counts as 0", t.Str, k.Name),
				Hint:    "write the number",
			}
			if k.Section == "Container" {
				f.Hint = "write the id as a number; names are taken since Podman 4.8"
			}
			p.Report(f)
		}
	},
}
