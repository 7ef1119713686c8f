package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badExposedPortKeys = []string{"Container.ExposeHostPort"}

var badExposedPort = lint.Rule{
	Name:      "bad-exposed-port",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badExposedPortKeys,
	Tags:      []string{"ports"},
	Doc: lint.Doc{
		Title: "podman does not take the port to expose",
		Why: "The generator looks only at the end of the value of ExposeHostPort=; podman then wants a port " +
			"from 1 to 65535, or a range whose end is above its start.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nExposeHostPort=90-80\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nExposeHostPort=80-90\n",
		Refs: []string{"podman-run(1), --expose"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badExposedPortKeys) },
}
