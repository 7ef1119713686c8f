package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var podMemberNetwork = lint.Rule{
	Name:     "pod-member-network",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.Pod"},
	Since:    quadlet.V50,
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "a container of a pod has a network of its own",
		Why: "Podman accepts Network= beside Pod=, and takes the container out of the pod's network: the other members do not reach it " +
			"on 127.0.0.1, and ports that the pod publishes do not lead to it. To join another container's network is refused.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nPod=app.pod\nNetwork=host\n" +
			"-- app.pod --\n[Pod]\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nPod=app.pod\n" +
			"-- app.pod --\n[Pod]\nNetwork=host\n",
		Refs: []string{"podman-container.unit(5), Pod= and Network=", "podman-pod.unit(5), Network="},
	},
	Check: func(p *lint.Pass) {
		pod := p.Unit.Str("Container", "Pod")
		if pod == "" {
			return
		}
		for _, v := range p.Unit.All("Container", "Network") {
			if !literal(v.Text()) {
				continue
			}
			f := lint.Finding{
				At: v.Place(), Key: v,
				Message: fmt.Sprintf("\"Network=%s\" takes the container out of the network of the pod %q", v.Text(), pod),
				Hint:    fmt.Sprintf("move it to [Pod] in %s", pod),
			}
			name, _, _ := strings.Cut(v.Text(), ":")
			if name == "container" || quadlet.KindOf(name) == quadlet.Container {
				f.Message = fmt.Sprintf("\"Network=%s\" in a member of the pod %q: podman refuses to join two networks", v.Text(), pod)
				f.Hint = "remove it, or take the container out of the pod"
			}
			p.Report(f)
		}
	},
}
