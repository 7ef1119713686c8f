package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownSpecifier = lint.Rule{
	Name:      "unknown-specifier",
	Severity:  lint.Error,
	RefusedBy: lint.BySystemd,
	Fixable:   true,
	Secret:    true,
	Tags:      []string{"systemd"},
	Doc: lint.Doc{
		Title: "a percent sign that systemd takes for a specifier it does not know",
		Why: "What stands in the unit's own section ends up in the command line of the service, where systemd expands " +
			"percent signs. One before a letter or digit that is no specifier keeps the unit from being loaded, " +
			"as in a date format or an encoded URL. In [Unit] and [Service] the line is ignored; " +
			"names of dependencies know fewer specifiers than other values.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nExec=date +%x\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\nExec=date +%%x\n",
		FixSafety: "Doubles the percent sign. Unsafe, as another specifier may be meant.",
		Refs:      []string{"systemd.unit(5), SPECIFIERS", "src/shared/specifier.c, specifier_printf"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range faultyLines(p) {
			if v := l.verdict; v.Refused() && v.Reason == systemd.UnknownSpecifier && l.Item.Name != "ExecStart" {
				refusedLine(p, l)
			}
		}
		o := systemd.Options{Version: p.Target.Systemd}
		seen := map[*quadlet.Key]bool{}
		for _, s := range settings(p) {
			if strings.IndexByte(s.value.Text(), '%') < 0 || seen[s.key] || !reachesCommand(s.key, p.Version) {
				continue
			}
			seen[s.key] = true
			for _, t := range texts(p, s.key.Name) {
				i, bad := systemd.BadSpecifier(t.Str, o)
				if !bad {
					continue
				}
				f := lint.Finding{
					At: t.Part(i, i+2), Key: t.Value,
					Message: fmt.Sprintf("%q is no specifier: systemd does not load the unit", t.Str[i:i+2]),
					Hint:    "write %% for a percent sign",
					Says:    "Failed to resolve unit specifiers",
				}
				f.Fixes = []lint.Fix{{Title: "double the percent sign", Safety: lint.Unsafe, Edits: []lint.Edit{lint.Replace(f.At, "%"+t.Str[i:i+2])}}}
				if f.At.Range.End-f.At.Range.Start != 2 {
					f.Fixes = nil
				}
				p.Report(f)
			}
		}
	},
}

// reachesCommand reports whether the text of a key becomes part of the command
// line.
func reachesCommand(k *quadlet.Key, v quadlet.Version) bool {
	switch k.LookupAt(v) {
	case quadlet.LookupBool, quadlet.LookupBoolOrString, quadlet.LookupUint32:
		return false
	}
	return k.In(v) && (k.Flag != "" || k.Type == quadlet.TypeCommand || k.Type == quadlet.TypeImage || k.Type == quadlet.TypeArgs)
}
