package rules

import (
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var publicPort = lint.Rule{
	Name:     "public-port",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.PublishPort", "Pod.PublishPort"},
	Weight:   5,
	Tags:     []string{"ports", "hardening"},
	Doc: lint.Doc{
		Title: "a port is published on all addresses",
		Why: "Without a host address podman publishes on every address of the host. Behind a reverse proxy, " +
			"or for one machine, 127.0.0.1 is enough.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=127.0.0.1:8080:80\n",
		Refs: []string{"podman-run(1), --publish"},
	},
	Check: func(p *lint.Pass) {
		for _, published := range publishedPorts(p) {
			text := published.text
			for _, port := range published.ports {
				if a := port.IP; !port.Dynamic && (a == "" || a == "0.0.0.0" || a == "::") {
					p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "port " + strconv.Itoa(port.Ctr) + " is published on all addresses of the host", Hint: "put 127.0.0.1: in front if only this machine needs it"})
					break
				}
			}
		}
	},
}
