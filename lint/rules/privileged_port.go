package rules

import (
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var privilegedPort = lint.Rule{
	Name:     "privileged-port",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.PublishPort", "Pod.PublishPort"},
	Tags:     []string{"ports"},
	Doc: lint.Doc{
		Title: "a user's container publishes a port below 1024",
		Why: "A user may not listen below net.ipv4.ip_unprivileged_port_start, which is 1024 unless the " +
			"host lowers it: the container then fails at start.",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=80:80\n",
		Good:    "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\n",
		Options: []string{"--user"},
		Refs:    []string{"podman-run(1), --publish", "ip(7), ip_unprivileged_port_start"},
	},
	Check: func(p *lint.Pass) {
		if !p.Rootless() {
			return
		}
		for _, published := range publishedPorts(p) {
			text := published.text
			for _, port := range published.ports {
				if port.Host > 0 && port.Host < 1024 {
					p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "host port " + strconv.Itoa(port.Host) + " is privileged", Hint: "take a port from 1024 on, or set net.ipv4.ip_unprivileged_port_start=" + strconv.Itoa(port.Host) + " in /etc/sysctl.d"})
					break
				}
			}
		}
	},
}
