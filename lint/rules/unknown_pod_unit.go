package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownPodUnit = lint.Rule{
	Name:      "unknown-pod-unit",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondPodUnit},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Pod= that names a .pod unit that is not there",
		Why: "Pod=x.pod puts the container into the pod of a Quadlet unit, which must be among those loaded, or no " +
			"service is generated.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nPod=shop.pod\n",
		Good:      "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nPod=shop.pod\n-- shop.pod --\n[Pod]\n",
		FixSafety: "Unsafe: the name of another unit is a guess.",
		Refs:      []string{"podman-container.unit(5), Pod=", "pkg/systemd/quadlet/quadlet.go, handlePod"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			unknownUnit(p, r, "Pod= names", quadlet.Pod)
		}
	},
}
