package rules

import (
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var misreadBoolean = lint.Rule{
	Name:     "misread-boolean",
	Severity: lint.Warning,
	Tags:     []string{"values"},
	Doc: lint.Doc{
		Title: "a word that is no boolean counts as false",
		Why: "Quadlet takes 1, yes, true and on in any case for true and every other text for false, " +
			"without a word: ReadOnly=ture leaves the container writable.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nReadOnly=ture\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nReadOnly=true\n",
		Refs: []string{"podman-systemd.unit(5)", "pkg/systemd/parser/unitfile.go, LookupBoolean"},
	},
	Check: func(p *lint.Pass) {
		for _, row := range quadlet.KeysOf(p.Unit.Section()) {
			lookup := row.LookupAt(p.Version)
			orWord := lookup == quadlet.LookupBoolOrString
			if row.Type != quadlet.TypeBool && lookup != quadlet.LookupBool && !orWord || !row.In(p.Version) {
				continue
			}
			text, ok := p.Unit.Lookup(row.Section, row.Name)
			if !ok || text.Str == "" || strings.ContainsAny(text.Str, "%$#{@") || quadlet.IsTrue(text.Str) {
				continue
			}
			if orWord && slices.ContainsFunc(row.Values, func(word string) bool { return strings.EqualFold(word, text.Str) }) {
				continue
			}
			switch strings.ToLower(text.Str) {
			case "0", "no", "false", "off":
				continue
			}
			p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: row.Name + "=" + text.Str + " counts as false", Hint: "use " + booleanWords(row, orWord)})
		}
	},
}

// booleanWords are the words that a key takes, for a hint.
func booleanWords(k quadlet.Key, orWord bool) string {
	if !orWord {
		return "true or false"
	}
	return strings.Join(k.Values, ", ")
}
