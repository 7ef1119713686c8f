package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var limitInService = lint.Rule{
	Name:     "limit-in-service",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a LimitNOFILE= or the like in [Service] without Ulimit= in [Container]",
		Why: "The Limit directives are for podman's own process. The container gets the limits that podman gives it: " +
			"those of Ulimit=, or of containers.conf. Resource controls such as MemoryMax= are different: they hold for the " +
			"cgroup of the service, which the container is in.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nLimitNOFILE=65536\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nUlimit=nofile=65536:65536\n",
		Refs: []string{"podman-run(1), --ulimit", "systemd.exec(5), PROCESS PROPERTIES"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range serviceLines(p) {
			name, ok := strings.CutPrefix(l.Item.Name, "Limit")
			if l.Section != "Service" || !ok || l.text == "" || l.refused {
				continue
			}
			ulimit := strings.ToLower(name)
			if strings.Contains(usedText(p.Unit), ulimit+"=") {
				continue // the container's own limit is set, too
			}
			p.Report(lint.Finding{
				At: l.KeyPlace(), Key: l.Value,
				Message: l.Item.Name + "= is for podman, not for the container",
				Hint:    "write Ulimit=" + ulimit + "=" + l.text + " in [Container]",
			})
		}
	},
}
