package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badTimezoneKeys = []string{"Container.Timezone"}

var badTimezone = lint.Rule{
	Name:      "bad-timezone",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badTimezoneKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "there is no such time zone",
		Why: "Timezone= is local or the exact name of a file below /usr/share/zoneinfo, such as " +
			"Europe/Berlin or Etc/UTC: case counts, and there are no offsets.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nTimezone=UTC+2\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nTimezone=Etc/GMT-2\n",
		Refs: []string{"podman-run(1), --tz", "https://pkg.go.dev/time#LoadLocation"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badTimezoneKeys) },
}
