package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var inlineComment = lint.Rule{
	Name:     "inline-comment",
	Severity: lint.Warning,
	Fixable:  true,
	Secret:   true,
	Tags:     []string{"environment"},
	Doc: lint.Doc{
		Title: "a comment behind a value is part of the value",
		Why: "Comments stand on lines of their own. Behind a value, # and what follows are words or letters " +
			"of it: a path that ends in \"# data\", an image with a blank, labels called #.",
		Bad:       "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=data:/data # the data\n",
		Good:      "[Container]\nImage=docker.io/library/nginx:1.29\n# the data\nVolume=data:/data\n",
		FixSafety: "Safe: the comment was never meant to be part of the value.",
		Refs:      []string{"systemd.syntax(7)"},
	},
	Check: func(p *lint.Pass) {
		for _, v := range p.Unit.Values() {
			if !ownKey(p.Unit, v) || takesText(v.Item.Name) {
				continue
			}
			text := v.Text()
			i := strings.Index(text, " #")
			if i < 0 || i+2 >= len(text) || text[i+2] != ' ' && text[i+2] != '#' || strings.ContainsAny(text[:i], "\"'") {
				continue
			}
			at := v.Sub(i+1, len(strings.TrimRight(text, " \t")))
			f := lint.Finding{At: at, Key: v, Message: "a comment behind the value is part of it", Hint: "put the comment on a line of its own"}
			if value := strings.TrimSpace(text[:i]); value != "" && strings.IndexByte(text, '\n') < 0 && at.Range.Len() == len(strings.TrimRight(text[i+1:], " \t")) {
				comment := strings.TrimRight(text[i+1:], " \t")
				start := v.KeyPlace()
				start.Range.End = start.Range.Start
				cut := v.Sub(len(value), len(strings.TrimRight(text, " \t")))
				f.Fixes = []lint.Fix{{Title: "put the comment above", Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(start, comment+"\n"), lint.Replace(cut, "")}}}
			}
			p.Report(f)
		}
	},
}

// ownKey reports whether a value is of the unit's own section.
func ownKey(u *quadlet.Unit, v quadlet.Value) bool { return v.Section == u.Section() }

// takesText names the keys whose value is a command, where # may be meant.
func takesText(key string) bool {
	switch key {
	case "Exec", "HealthCmd", "HealthStartupCmd", "ReloadCmd", "Entrypoint", "PodmanArgs":
		return true
	}
	return false
}
