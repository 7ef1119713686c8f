package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badEnvironmentLine = lint.Rule{
	Name:      "bad-environment-line",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.EnvironmentFile"},
	Secret:    true,
	Tags:      []string{"environment"},
	Doc: lint.Doc{
		Title: "a line of an environment file that podman does not take",
		Why: "podman reads the file of EnvironmentFile= in [Container] when the container is made, and makes none where a line has no " +
			"name in front of its equals sign, or is longer than 64 KiB.",
		Bad:  "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nEnvironmentFile=web.env\n-- web.env --\n=on\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nEnvironmentFile=web.env\n-- web.env --\nDEBUG=on\n",
		Refs: []string{"podman-run(1), --env-file", "pkg/env/env.go"},
	},
	Check: func(p *lint.Pass) {
		for _, f := range podmanEnvFiles(p) {
			_, errs := unitfile.ParsePodmanEnv(f.file.Src)
			for _, e := range errs {
				finding := lint.Finding{At: f.at(e.Range), Related: f.named(), Message: "the line has no name: podman makes no container", Hint: "write NAME=value"}
				if e.Problem == unitfile.EnvLongLine {
					finding.Message, finding.Hint = "the line is longer than 64 KiB: podman makes no container", "put the value into a file of its own, or a secret"
				}
				p.Report(finding)
			}
		}
	},
}
