package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var foreignPod = lint.Rule{
	Name:      "foreign-pod",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNotAPod},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Fixable:   true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a Pod= that does not name a .pod unit",
		Why: "Pod= takes the file name of a .pod unit with its ending, not the name of a pod. Anything else keeps " +
			"the unit from being generated. A pod that is made otherwise can be joined with PodmanArgs=--pod.",
		Bad:       "[Container]\nImage=docker.io/library/busybox:1.37\nPod=shop\n",
		Good:      "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nPod=shop.pod\n-- shop.pod --\n[Pod]\n",
		FixSafety: "Safe: it is offered only where exactly one .pod unit has that name or makes a pod of that name.",
		Refs:      []string{"podman-container.unit(5), Pod=", "pkg/systemd/quadlet/quadlet.go, handlePod"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			f := lint.Finding{
				Message: fmt.Sprintf("Pod=%s does not name a .pod unit", r.Text),
				Hint:    "write the file name of the unit, NAME.pod; for a pod made otherwise use PodmanArgs=--pod=" + r.Text,
			}
			if name := podUnit(p.Set, r.Text); name != "" {
				f.Hint = fmt.Sprintf("did you mean %q?", name)
				f.Fixes = []lint.Fix{{Title: "write " + name, Safety: lint.Safe, Edits: replaceText(r.At, r.Text, name)}}
			}
			refused(p, r, f)
		}
	},
}

// podUnit is the .pod unit that a name without ending must mean: the one of that
// file name, or the only one whose pod is called so.
func podUnit(s *quadlet.Set, name string) string {
	if s.Lookup(name+".pod") != nil {
		return name + ".pod"
	}
	found := ""
	for _, u := range s.Units {
		if u.State != quadlet.Loaded || u.Kind != quadlet.Pod || u.Resource() != name {
			continue
		}
		if found != "" {
			return ""
		}
		found = u.Name
	}
	return found
}
