package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownSection = lint.Rule{
	Name:      "unknown-section",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Fixable:   true,
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "a section that neither Quadlet nor systemd knows in this kind of unit",
		Why: "The generator copies the section into the service, and systemd ignores it with all that stands in it. " +
			"Case counts: [service] is not [Service]. A section of another kind, such as [Pod] in a .container, is no exception.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\n[service]\nRestart=always\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nRestart=always\n",
		FixSafety: "Safe where only the case differs. Unsafe where the section is a guess.",
		Refs:      []string{"systemd.unit(5)", "podman-systemd.unit(5)"},
	},
	Check: func(p *lint.Pass) {
		own := []string{p.Unit.Section(), "Unit", "Service", "Install", "Quadlet"}
		for _, file := range p.Unit.Files() {
			for i := range file.Sections {
				s := &file.Sections[i]
				if strings.HasPrefix(s.Name, "X-") || slices.Contains(own, s.Name) || !slices.ContainsFunc(s.Items, func(it unitfile.Item) bool { return it.Kind == unitfile.Assignment }) {
					continue
				}
				at := quadlet.Place{File: file, Range: file.Items[s.Header].NameRange()}
				f := lint.Finding{
					At:      at,
					Message: fmt.Sprintf("a .%s has no section [%s]: systemd ignores all of it", p.Unit.Kind, s.Name),
					Says:    "Unknown section '" + s.Name + "'. Ignoring.",
				}
				if kind := quadlet.KindOfSection(s.Name); kind != quadlet.KindNone {
					f.Hint = "this is the section of a " + kind.Ext() + " unit"
				} else if near, ok := didyoumean.Nearest(s.Name, own); ok {
					safety := lint.Unsafe
					if strings.EqualFold(near, s.Name) {
						safety = lint.Safe
					}
					f.Hint = "did you mean [" + near + "]?"
					f.Fixes = []lint.Fix{{Title: "write [" + near + "]", Safety: safety, Edits: []lint.Edit{lint.Replace(at, near)}}}
				}
				p.Report(f)
			}
		}
	},
}
