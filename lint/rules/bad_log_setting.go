package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badLogSettingKeys = []string{"Container.LogDriver", "Container.LogOpt"}

var badLogSetting = lint.Rule{
	Name:      "bad-log-setting",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badLogSettingKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the log setting",
		Why: "The drivers are journald, k8s-file, json-file, none, passthrough and passthrough-tty; " +
			"Docker's syslog, local or fluentd are not among them. Options are NAME=VALUE.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nLogDriver=syslog\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nLogDriver=journald\n",
		Refs: []string{"podman-run(1), --log-driver and --log-opt"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badLogSettingKeys) },
}
