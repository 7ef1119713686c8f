package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var lostWords = lint.Rule{
	Name:     "lost-words",
	Severity: lint.Warning,
	Secret:   true,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: `words behind an empty "" are lost`,
		Why: "The generator takes an empty quoted word for the end of the list: it and all words behind it " +
			"vanish without a message, in every release. An empty argument cannot be given at all.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nExec=find \"\" -name core\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nExec=find / -name core\n",
		Refs: []string{"pkg/systemd/parser/split.go, splitStringAppend"},
	},
	Check: func(p *lint.Pass) {
		for lost := range losses(p, unitfile.EmptyWord) {
			v := lost.value
			p.Report(lint.Finding{
				At: v.Sub(lost.words.Start, lost.words.End), Key: v,
				Message: fmt.Sprintf("%s= ends at the empty quotes before this: the words here are lost", lost.key.Name),
				Hint:    "remove the empty word; where a program needs an empty argument, let a shell or a script give it",
			})
		}
	},
}
