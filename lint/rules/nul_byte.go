package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var nulByte = lint.Rule{
	Name:     "nul-byte",
	Severity: lint.Warning,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "a NUL byte in a unit file",
		Why: "The generator accepts NUL bytes, but words end at them, and systemd reads the generated service only up to the first. " +
			"They come from files that were saved as UTF-16 or were cut off by a crash.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep 60\x00 more\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nExec=sleep 60 more\n",
		Refs: []string{"pkg/systemd/parser/split.go, extractFirstWord"},
	},
	Check: func(p *lint.Pass) {
		for _, f := range p.Unit.Files() {
			if i := strings.IndexByte(f.Src, 0); i >= 0 {
				p.Report(lint.Finding{
					At:      quadlet.Place{File: f, Range: unitfile.Range{Start: i, End: i + 1}},
					Message: "there is a NUL byte here",
					Hint:    "save the file as plain UTF-8 text",
				})
			}
		}
	},
}
