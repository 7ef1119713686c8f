package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var emptiedList = lint.Rule{
	Name:     "emptied-list",
	Severity: lint.Warning,
	Secret:   true,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "an empty assignment takes away what the same file has set above",
		Why: "An empty assignment of a key that is a list empties the list. In a drop-in that is the way to replace what the main " +
			"file says; below settings of the same file it is most often a setting that was left blank, and the ones above are lost.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nPublishPort=127.0.0.1:8080:80\nPublishPort=\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nPublishPort=127.0.0.1:8080:80\n",
		Refs: []string{"pkg/systemd/parser/unitfile.go, LookupAll", "systemd.syntax(7)"},
	},
	Check: func(p *lint.Pass) {
		values := p.Unit.Values()
		for i, v := range values {
			if v.Section != p.Unit.Section() || !v.Item.Empty {
				continue
			}
			k, ok := quadlet.LookupKey(v.Section, v.Item.Name)
			if !ok || !k.LookupAt(p.Version).Repeats() {
				continue
			}
			var lost []lint.Note
			for _, earlier := range values[:i] {
				if earlier.File == v.File && earlier.Section == v.Section && earlier.Item.Name == v.Item.Name && !earlier.Item.Empty {
					lost = append(lost, lint.Note{At: earlier.Place(), Message: "this is lost"})
				}
			}
			if len(lost) == 0 {
				continue
			}
			p.Report(lint.Finding{
				At: v.KeyPlace(), Key: v, Related: lost,
				Message: fmt.Sprintf("this empty %s= takes away what is set above", k.Name),
				Hint:    "remove the line, or what it takes away",
			})
		}
	},
}
