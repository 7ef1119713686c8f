package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badEscape = lint.Rule{
	Name:     "bad-escape",
	Severity: lint.Warning,
	Fixable:  true,
	Secret:   true,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "an escape sequence that the generator does not know takes its line along",
		Why: "Words are split as systemd does it, so a backslash begins an escape sequence. One that is not known voids the " +
			"line: Environment=P=C:\\data sets nothing, and a \\d in Exec= leaves the image's own command. Up to Podman 5.4 " +
			"there is no message at all; later ones say no more than \"unsupported escape char\", for some keys only.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nExec=grep \\d+ /etc/passwd\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\nExec=grep \\\\d+ /etc/passwd\n",
		FixSafety: "Unsafe: the backslash is doubled, which keeps it; it may have been meant as an escape of the shell.",
		Refs:      []string{"pkg/systemd/parser/split.go, cUnescapeOne", "systemd.syntax(7), Quoting"},
	},
	Check: func(p *lint.Pass) {
		for lost := range losses(p, unitfile.BadEscape) {
			v := lost.value
			at := v.Sub(lost.words.Start, lost.words.End)
			what := "the whole line is dropped"
			if lost.key.Lookup == quadlet.LookupLastArgs {
				what = "the whole key is dropped"
			}
			f := lint.Finding{
				At: at, Key: v,
				Message: fmt.Sprintf("%s= has an escape sequence that is not known here: %s", lost.key.Name, what),
				Hint:    `write "\\" for a backslash`,
				Fixes: []lint.Fix{{
					Title: "double the backslash", Safety: lint.Unsafe,
					Edits: []lint.Edit{lint.Replace(firstBytes(at, 1), `\\`)},
				}},
			}
			if warnsAboutEscapes(lost.key, p.Version) {
				f.Says = "unsupported escape char"
			}
			p.Report(f)
		}
	},
}

// warnsAboutEscapes reports whether the generator says a word about a bad escape.
func warnsAboutEscapes(k *quadlet.Key, v quadlet.Version) bool {
	switch k.LookupAt(v) {
	case quadlet.LookupLastArgs:
		return v >= quadlet.V56
	case quadlet.LookupKeyVal:
		return v >= quadlet.V55
	}
	return false
}
