package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var hostNamespaceSysctl = lint.Rule{
	Name:      "host-namespace-sysctl",
	Severity:  lint.Error,
	Secret:    true,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.Sysctl"},
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "a sysctl of a namespace that the container shares with the host",
		Why: "net.* belongs to the network of the container. With Network=host it would be the host's, so " +
			"podman refuses it; the same goes for fs.mqueue.* with --ipc=host.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=host\nSysctl=net.core.somaxconn=1024\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nSysctl=net.core.somaxconn=1024\n",
		Refs: []string{"podman-run(1), --sysctl"},
	},
	Check: func(p *lint.Pass) {
		nets, known := networks(p)
		hostNet := known && len(nets) == 1 && nets[0].Mode == "host"
		hostIPC := false
		for _, a := range podmanArgs(p) {
			hostIPC = hostIPC || a.Flag != nil && a.Flag.Name == "ipc" && a.Value == "host"
		}
		for _, text := range texts(p, "Sysctl") {
			name, _, _ := strings.Cut(text.Str, "=")
			switch {
			case hostNet && strings.HasPrefix(name, "net."):
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "sysctl " + name + " with the network of the host", Hint: "set it on the host in /etc/sysctl.d"})
			case hostIPC && strings.HasPrefix(name, "fs.mqueue."):
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "sysctl " + name + " with --ipc=host", Hint: "set it on the host in /etc/sysctl.d"})
			}
		}
	},
}
