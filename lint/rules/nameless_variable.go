package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var namelessVariableKeys = []string{"Container.Environment"}

var namelessVariable = lint.Rule{
	Name:      "nameless-variable",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      namelessVariableKeys,
	Secret:    true,
	Tags:      []string{"environment"},
	Doc: lint.Doc{
		Title: "a variable has no name",
		Why: "podman refuses a variable whose name is empty. It comes from blanks around the equals sign: " +
			"Environment=A = b sets A and then a variable without a name.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironment=A =b\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironment=A=b\n",
		Refs: []string{"podman-run(1), --env", "pkg/env/env.go"},
	},
	Check: func(p *lint.Pass) { reportValues(p, namelessVariableKeys) },
}
