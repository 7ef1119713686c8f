package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badExitPolicyKeys = []string{"Pod.ExitPolicy"}

var badExitPolicy = lint.Rule{
	Name:      "bad-exit-policy",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Pod},
	Keys:      badExitPolicyKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not know the exit policy of the pod",
		Why:   "A pod either stops with its last container or continues: ExitPolicy= is stop or continue.",
		Bad:   "-- a.pod --\n[Pod]\nExitPolicy=never\n",
		Good:  "-- a.pod --\n[Pod]\nExitPolicy=continue\n",
		Refs:  []string{"podman-pod-create(1), --exit-policy"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badExitPolicyKeys) },
}
