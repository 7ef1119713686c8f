package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var malformedTmpfs = lint.Rule{
	Name:      "malformed-tmpfs",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondTmpfs},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Tmpfs= with more than one colon, up to Podman 5.2",
		Why: "From 4.5 to 5.2 the generator takes a path and, behind one colon, options. Another colon keeps the " +
			"unit from being generated.",
		Bad:     "[Container]\nImage=docker.io/library/busybox:1.37\nTmpfs=/tmp:size=1m:mode=755\n",
		Good:    "[Container]\nImage=docker.io/library/busybox:1.37\nTmpfs=/tmp:size=1m,mode=755\n",
		Options: []string{"--podman=5.2"},
		Refs:    []string{"podman-systemd.unit(5), Tmpfs=", "pkg/systemd/quadlet/quadlet.go, ConvertContainer"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("%q has more than one colon", clip(r.Text)),
				Hint:    "put commas between options: /path:size=1m,mode=755",
			})
		}
	},
}
