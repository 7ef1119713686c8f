package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var wordWithoutEquals = lint.Rule{
	Name:     "word-without-equals",
	Severity: lint.Warning,
	Secret:   true,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "a word without an equals sign where name=value words stand",
		Why: "Environment=, Label=, Annotation=, BuildArg= and Options= of a .network hold name=value words, apart by blanks. A " +
			"value with a blank must be quoted, or its second word stands alone: up to Podman 5.5 it is dropped, and since 5.6 " +
			"it goes to podman as a name, which for a variable means its value from the service's environment.",
		Bad:  "-- lan.network --\n[Network]\nOptions=mtu=1400 isolate\n",
		Good: "-- lan.network --\n[Network]\nOptions=mtu=1400 isolate=true\n",
		Refs: []string{"pkg/systemd/parser/unitfile.go, LookupAllKeyVal", "podman-container.unit(5), Environment="},
	},
	Check: func(p *lint.Pass) {
		list := settings(p)
		for i := range list {
			k, v := list[i].key, list[i].value
			if k.LookupAt(p.Version) != quadlet.LookupKeyVal {
				continue
			}
			words := list[i].split(p.Unit).List
			for i, w := range words {
				if strings.HasPrefix(w.Text, "#") {
					break // a comment, of which inline-comment tells
				}
				if strings.Contains(w.Text, "=") || i == 0 && p.Version >= quadlet.V56 || i > 0 && cutsValues(k.Name) {
					// Since 5.6 a name alone is a way to pass a variable on.
					continue
				}
				p.Report(bareWord(k, v, w, words))
			}
		}
	},
}

// cutsValues reports whether unquoted-blank tells of the words of a key.
func cutsValues(key string) bool {
	return key == "Environment" || key == "Label" || key == "Annotation"
}

// bareWord is the finding about a word that stands alone.
func bareWord(k *quadlet.Key, v quadlet.Value, w unitfile.Word, words []unitfile.Word) lint.Finding {
	f := lint.Finding{
		At: v.Sub(w.Start, w.End), Key: v,
		Message: fmt.Sprintf("this word of %s= has no equals sign: the blank before it ends the value", k.Name),
		Hint:    "put quotes around a word with blanks: " + k.Name + `="name=some text"`,
	}
	if w.Start == words[0].Start {
		f.Message = fmt.Sprintf("this word of %s= has no equals sign, and is dropped", k.Name)
		f.Hint = "write name=value; names alone are passed on since Podman 5.6"
	}
	return f
}
