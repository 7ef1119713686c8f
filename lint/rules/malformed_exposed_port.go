package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var malformedExposedPort = lint.Rule{
	Name:      "malformed-exposed-port",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondExposePort},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "an ExposeHostPort= that is no port",
		Why: "ExposeHostPort= must end in a number or a range, with /tcp or /udp behind it if need be. Anything " +
			"else, /sctp and specifiers included, keeps the unit from being generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nExposeHostPort=80/sctp\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nExposeHostPort=80-82/tcp\n",
		Refs: []string{"podman-container.unit(5), ExposeHostPort=", "pkg/systemd/quadlet/quadlet.go, ConvertContainer"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("%q is no port or range of ports", r.Text),
				Hint:    "write 80, 8000-8010, or one of them with /tcp or /udp",
			})
		}
	},
}
