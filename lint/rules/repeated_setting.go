package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var repeatedSetting = lint.Rule{
	Name:     "repeated-setting",
	Severity: lint.Warning,
	Secret:   true,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "a key that holds one value is set twice in a file",
		Why: "Of a key that is not a list the last assignment counts, also where it is empty. The earlier ones are lost " +
			"without a message. That a drop-in replaces what the main file says is what drop-ins are for, and no finding.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.36\nImage=docker.io/library/busybox:1.37\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n",
		Refs: []string{"pkg/systemd/parser/unitfile.go, LookupLast"},
	},
	Check: func(p *lint.Pass) {
		values := p.Unit.Values()
		for i, v := range values {
			if v.Section != p.Unit.Section() || v.Item.Value == "" {
				continue
			}
			k, ok := quadlet.LookupKey(v.Section, v.Item.Name)
			if !ok || k.LookupAt(p.Version).Repeats() {
				continue
			}
			for _, later := range values[i+1:] {
				if later.File == v.File && later.Section == v.Section && later.Item.Name == v.Item.Name {
					f := lint.Finding{
						At: v.KeyPlace(), Key: v,
						Message: fmt.Sprintf("%s= is set again below: this value is lost", k.Name),
						Hint:    "keep one of the two",
						Related: []lint.Note{{At: later.KeyPlace(), Message: "the one that counts"}},
					}
					if later.Item.Value == v.Item.Value {
						f.Message = fmt.Sprintf("%s= is set to the same value again below", k.Name)
					}
					p.Report(f)
					break
				}
			}
		}
	},
}
