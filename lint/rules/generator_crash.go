package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var generatorCrash = lint.Rule{
	Name:      "generator-crash",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondCrash},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Mount= at which the generator of an older Podman crashes",
		Why: "Up to 5.6 the generator took for granted that a mount of a type which needs a source has one, and up to 4.7 " +
			"that every option has a value. Without it the program panics, and no unit that it would have come to later is generated.",
		Bad:     "[Container]\nImage=docker.io/library/busybox:1.37\nMount=type=bind,target=/data\n",
		Good:    "[Container]\nImage=docker.io/library/busybox:1.37\nMount=type=bind,source=/srv/data,target=/data\n",
		Options: []string{"--podman=5.4"},
		Refs:    []string{"pkg/systemd/quadlet/quadlet.go, resolveContainerMountParams", "podman-container.unit(5), Mount="},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			hint := "give the mount a source=, with a value"
			if p.Version < quadlet.V48 {
				hint = "give every option a value: ro=true, source=…"
			}
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("the generator crashes at the mount %q", r.Text),
				Hint:    hint + "; the crash takes other units along",
			})
		}
	},
}
