package rules

import (
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var portWithoutEffect = lint.Rule{
	Name:      "port-without-effect",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.PublishPort", "Pod.PublishPort"},
	Tags:      []string{"ports"},
	Doc: lint.Doc{
		Title: "a published port has no effect in this network",
		Why: "With the network of the host, of another container, or none, there is nothing to forward: " +
			"podman discards the ports of a container with a one-line note and refuses a pod. With Network=host the service listens on its " +
			"own port, on all addresses that it binds.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=host\nPublishPort=8080:80\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\n",
		Refs: []string{"podman-run(1), --publish and --network"},
	},
	Check: func(p *lint.Pass) {
		nets, known := networks(p)
		if !known || len(nets) != 1 || !nets[0].NoPorts() {
			return
		}
		severity := lint.Warning
		if p.Unit.Kind == quadlet.Pod {
			severity = lint.Error // pod create refuses what run lets pass
		}
		for _, text := range texts(p, "PublishPort") {
			p.Report(lint.Finding{
				At: text.KeyPlace(), Key: text.Value, Severity: severity, Message: "the port " + strconv.Quote(text.Str) + " is not published: the network is " + strconv.Quote(nets[0].Mode), Hint: "remove PublishPort= or Network=",
				Related: []lint.Note{{At: nets[0].text.TextPlace(), Message: "the network"}},
			})
		}
	},
}
