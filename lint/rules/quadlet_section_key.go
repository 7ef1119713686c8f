package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var quadletSectionKey = lint.Rule{
	Name:      "quadlet-section-key",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondQuadletKey},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a key that the section [Quadlet] does not have",
		Why: "The section [Quadlet] is for the generator itself and has one key, DefaultDependencies. Since Podman " +
			"5.3 any other key there keeps the unit from being generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n\n[Quadlet]\nWantedBy=default.target\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n\n[Quadlet]\nDefaultDependencies=false\n",
		Refs: []string{"podman-systemd.unit(5), Quadlet section options", "pkg/systemd/quadlet/quadlet.go"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("[Quadlet] has no key %q", r.Text),
				Hint:    "its one key is DefaultDependencies; keys of the service go to [Unit], [Service] or [Install]",
			})
		}
	},
}
