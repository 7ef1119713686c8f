package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var hostNamespace = lint.Rule{
	Name:     "host-namespace",
	Severity: lint.Warning,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Kube},
	Keys:     []string{"Container.Network", "Container.PodmanArgs", "Pod.Network", "Pod.PodmanArgs", "Kube.Network", "Kube.PodmanArgs"},
	Weight:   15,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "the container shares a namespace with the host",
		Why: "In the network of the host a container reaches what listens on 127.0.0.1, and abstract sockets; in the host's process " +
			"namespace it sees every process, and in the IPC namespace their shared memory.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=host\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=127.0.0.1:8080:80\n",
		Refs: []string{"podman-run(1), --network, --pid, --ipc, --uts, --cgroupns"},
	},
	Check: func(p *lint.Pass) {
		for _, text := range texts(p, "Network") {
			if text.Str == "host" {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the container is in the network of the host", Hint: "publish ports, or join a network"})
			}
		}
		for _, a := range podmanArgs(p) {
			if a.Flag == nil || a.Value != "host" {
				continue
			}
			switch a.Flag.Name {
			case "network", "pid", "ipc", "uts", "cgroupns":
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "the container shares the " + a.Flag.Name + " namespace of the host", Hint: "remove --" + a.Flag.Name + "=host"})
			}
		}
	},
}
