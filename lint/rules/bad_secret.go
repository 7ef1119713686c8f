package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badSecretKeys = []string{"Container.Secret", "Build.Secret"}

var badSecret = lint.Rule{
	Name:      "bad-secret",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Build},
	Keys:      badSecretKeys,
	Tags:      []string{"secrets"},
	Doc: lint.Doc{
		Title: "podman does not take the options of the secret",
		Why: "Secret= of a container is NAME[,type=mount|env][,target=][,uid=][,gid=][,mode=], without " +
			"blanks; the owner and mode are for mounts only. A build knows id= with src= or env= instead, " +
			"not podman's secrets.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nSecret=token,type=env,uid=1000\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nSecret=token,type=env,target=TOKEN\n",
		Refs: []string{"podman-run(1), --secret", "podman-build(1), --secret"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badSecretKeys) },
}
