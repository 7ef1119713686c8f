package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var droppedContinuation = lint.Rule{
	Name:     "dropped-continuation",
	Severity: lint.Warning,
	Fixable:  true,
	Secret:   true,
	Since:    quadlet.V54,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "the last setting of a file ends in a backslash and is lost",
		Why: "Since Podman 5.4 a line that ends in a backslash waits for the next one that is neither empty nor a comment. " +
			"Where only such lines follow up to the end of the file, the whole setting is dropped without a message.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep \\\n  60 \\\n# the end\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep \\\n  60\n# the end\n",
		FixSafety: "Safe: the backslash that has nothing to join is removed.",
		Refs:      []string{"pkg/systemd/parser/unitfile.go, Parse"},
	},
	Check: func(p *lint.Pass) {
		for _, f := range p.Unit.Files() {
			for i := range f.Items {
				it := &f.Items[i]
				if it.Kind != unitfile.Dropped {
					continue
				}
				name, _, _ := strings.Cut(it.Value, "=")
				at := quadlet.Place{File: f, Range: it.ValueRange()}
				p.Report(lint.Finding{
					At:      at,
					Message: fmt.Sprintf("%q is lost: its last line ends in a backslash, and nothing follows", clip(strings.TrimSpace(name))),
					Hint:    "remove the backslash",
					Fixes: []lint.Fix{{
						Title: "remove the backslash", Safety: lint.Safe,
						Edits: []lint.Edit{{File: f.Name, Range: trailingBackslash(f, at.Range.End)}},
					}},
				})
			}
		}
	},
}

// trailingBackslash is the backslash behind the text that ends at a place, with
// the blanks before it.
func trailingBackslash(f *unitfile.File, end int) unitfile.Range {
	start := end
	for start > 0 && (f.Src[start-1] == ' ' || f.Src[start-1] == '\t') {
		start--
	}
	return unitfile.Range{Start: start, End: end + strings.IndexByte(f.Src[end:], '\\') + 1}
}
