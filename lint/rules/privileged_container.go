package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var privilegedContainer = lint.Rule{
	Name:     "privileged-container",
	Severity: lint.Warning,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.PodmanArgs"},
	Weight:   70,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "a container without walls",
		Why: "--privileged gives all capabilities and all devices, and switches seccomp, SELinux and AppArmor off: what runs " +
			"in the container runs as the account that runs podman, and where that is root, as root.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--privileged\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nAddDevice=/dev/fuse\n",
		Refs: []string{"podman-run(1), --privileged"},
	},
	Check: func(p *lint.Pass) {
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && a.Flag.Name == "privileged" && isOn(a) {
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "the container is privileged", Hint: "add the capability or device that is needed: AddCapability=, AddDevice="})
			}
		}
	},
}
