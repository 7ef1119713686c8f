package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unbalancedQuote = lint.Rule{
	Name:     "unbalanced-quote",
	Severity: lint.Warning,
	Secret:   true,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "a quote that is not closed",
		Why: "Where words are split with escapes (Exec=, Environment=, Label= …), everything behind a quote that is not closed " +
			"becomes one word, without the quote: an apostrophe is enough. Where they are split without (AddCapability=, " +
			"Sysctl=, LogOpt= …), the words of the line are dropped altogether. Neither gives a message.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nLabel=note=don't touch owner=me\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nLabel=\"note=don't touch\" owner=me\n",
		Refs: []string{"pkg/systemd/parser/split.go, extractFirstWord", "systemd.syntax(7), Quoting"},
	},
	Check: func(p *lint.Pass) {
		for lost := range losses(p, unitfile.OpenQuote) {
			v := lost.value
			f := lint.Finding{
				At: v.Sub(lost.words.Start, lost.words.End), Key: v,
				Message: fmt.Sprintf("the quote in %s= is not closed: the text behind it is one word, and the quote is lost", lost.key.Name),
				Hint:    `close it, or write "\` + v.Text()[lost.words.Start:lost.words.Start+1] + `" for the character itself`,
			}
			if lost.mode == unitfile.Strv {
				f.At = v.Place()
				f.Message = fmt.Sprintf("a quote in %s= is not closed: all words of the line are dropped", lost.key.Name)
				f.Hint = "close it"
			} else if !strings.ContainsAny(v.Text()[lost.words.Start+1:], " \t") {
				f.Message = fmt.Sprintf("the quote in %s= is not closed, and lost", lost.key.Name)
			}
			p.Report(f)
		}
	},
}
