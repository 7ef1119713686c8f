package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var commentInValue = lint.Rule{
	Name:     "comment-in-value",
	Severity: lint.Warning,
	Secret:   true,
	Last:     quadlet.V53,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title:   "a comment line inside a continued value is part of it, up to Podman 5.3",
		Why:     "Since Podman 5.4 comments between the lines of a continued value are passed over, as systemd does. Before, their text is part of the value.",
		Bad:     "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep \\\n# a minute \\\n  60\n",
		Good:    "[Container]\nImage=docker.io/library/busybox:1.37\n# a minute\nExec=sleep \\\n  60\n",
		Options: []string{"--podman=5.3"},
		Refs:    []string{"pkg/systemd/parser/unitfile.go, Parse"},
	},
	Check: func(p *lint.Pass) {
		for _, f := range p.Unit.Files() {
			for i := range f.Items {
				it := &f.Items[i]
				if it.Kind != unitfile.Assignment || !it.Continued {
					continue
				}
				at := it.Range.Start
				for line := range strings.Lines(f.Src[it.Range.Start:it.Range.End]) {
					text := strings.TrimSpace(line)
					if at > it.Range.Start && strings.HasPrefix(text, "#") {
						start := at + strings.Index(line, text)
						p.Report(lint.Finding{
							At:      quadlet.Place{File: f, Range: unitfile.Range{Start: start, End: start + len(text)}},
							Message: fmt.Sprintf("this comment is part of the value of %s=", it.Name),
							Hint:    "put it above the key: comments inside a value are passed over since Podman 5.4",
						})
					}
					at += len(line)
				}
			}
		}
	},
}
