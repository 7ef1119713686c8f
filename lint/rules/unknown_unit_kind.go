package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownUnitKind = lint.Rule{
	Name:      "unknown-unit-kind",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondUnknownKind},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a kind of unit that the target's Podman does not read",
		Why: "Files of an ending that the generator does not know are passed over without a word. " +
			"The first release of each: .container, .volume, .network and .kube 4.4, .image 4.8, .pod 5.0, .build 5.2, .artifact 5.7.",
		Bad:     "-- web.pod --\n[Pod]\nPodName=web\n",
		Good:    "-- web.kube --\n[Kube]\nYaml=web.yaml\n",
		Options: []string{"--podman=4.9"},
		Refs:    []string{"cmd/quadlet/main.go, isExtSupported", "podman-systemd.unit(5)"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("Podman reads %q files since %s and passes them over before", r.Text, p.Unit.Kind.Since()),
				Hint:    "take a newer Podman, or write the unit in terms of what the target knows",
			})
		}
	},
}
