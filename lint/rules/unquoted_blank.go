package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unquotedBlank = lint.Rule{
	Name:     "unquoted-blank",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Build, quadlet.Pod, quadlet.Network, quadlet.Volume},
	Keys:     []string{"Container.Environment", "Container.Label", "Container.Annotation", "Build.Environment", "Build.Label", "Pod.Label", "Network.Label", "Volume.Label"},
	Fixable:  true,
	Secret:   true,
	Tags:     []string{"environment"},
	Doc: lint.Doc{
		Title: "a blank cuts the value off",
		Why: "The line is split into words at blanks. Of Environment=A=b c the container gets A=b, and c " +
			"becomes a variable of its own taken from the host, or is dropped in silence before Podman " +
			"5.6. Quotes around the whole word keep it together.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironment=GREETING=hello world\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironment=\"GREETING=hello world\"\n",
		FixSafety: "Safe: only a line with a single assignment and without quotes or backslashes is quoted; the " +
			"words were lost before.",
		Refs: []string{"podman-container.unit(5), Environment=", "systemd.exec(5), Environment="},
	},
	Check: func(p *lint.Pass) {
		for _, key := range []string{"Environment", "Label", "Annotation"} {
			for _, v := range p.Unit.All(p.Unit.Section(), key) {
				reportCutWord(p, v, wordsOf(p, v, unitfile.Exec).List)
			}
		}
	},
}

// reportCutWord reports the words without an equals sign that follow one with.
func reportCutWord(p *lint.Pass, v quadlet.Value, words []unitfile.Word) {
	assignments := 0
	for i, w := range words {
		if strings.IndexByte(w.Text, '=') > 0 {
			assignments++
			continue
		}
		if i == 0 || w.Text == "#" || w.Text == "" {
			return
		}
		name, _, _ := strings.Cut(words[i-1].Text, "=")
		f := lint.Finding{At: v.Sub(w.Start, w.End), Key: v, Message: "the value of " + name + " ends at the blank before this word", Hint: "put double quotes around " + name + "=…"}
		if raw := v.Text(); assignments == 1 && !strings.ContainsAny(raw, "\"'\\\n#") && v.Place().Range.Len() == len(raw) {
			f.Fixes = []lint.Fix{{Title: "quote the assignment", Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(v.Place(), "\""+raw+"\"")}}}
		}
		p.Report(f)
		return
	}
}
