package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var malformedPublishedPort = lint.Rule{
	Name:      "malformed-published-port",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondPublishPort},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a PublishPort= that the generator up to 5.2 does not take",
		Why: "Up to Podman 5.2 the generator reads PublishPort= itself: [[address:]host:]container, each port a " +
			"number or a range. What it cannot read, a specifier included, keeps the unit from being generated. " +
			"Newer releases pass the value on as it is.",
		Bad:     "[Container]\nImage=docker.io/library/busybox:1.37\nPublishPort=1:2:3:4\n",
		Good:    "[Container]\nImage=docker.io/library/busybox:1.37\nPublishPort=127.0.0.1:8080:80\n",
		Options: []string{"--podman=5.2"},
		Refs:    []string{"podman-systemd.unit(5), PublishPort=", "pkg/systemd/quadlet/quadlet.go, handlePublishPorts"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("%q is no port to publish", r.Text),
				Hint:    "write [[address:]host:]container, with numbers or ranges as ports; newer releases do not check this",
			})
		}
	},
}
