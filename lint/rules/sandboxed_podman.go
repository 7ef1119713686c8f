package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

var sandboxedPodman = lint.Rule{
	Name:     "sandboxed-podman",
	Severity: lint.Warning,
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a sandbox of systemd around podman",
		Why: "Hardening directives in [Service] restrict podman, which has to mount, to make namespaces and, rootless, to run " +
			"newuidmap with privileges: the start fails, or the container is left without its storage. " +
			"The keys of [Container] restrict the container.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nProtectSystem=strict\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nReadOnly=true\n",
		Refs: []string{"systemd.exec(5), SANDBOXING", "podman-container.unit(5)"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range serviceLines(p) {
			use, breaks := breaksPodman(l)
			// Root's podman needs no newuidmap.
			if !breaks || l.Item.Name == "NoNewPrivileges" && !p.Rootless() || l.refused {
				continue
			}
			f := lint.Finding{
				At: l.Place(), Key: l.Value,
				Message: l.Item.Name + "=" + l.text + " restricts podman itself, which then cannot start the container",
				Hint:    "remove the line",
			}
			if use != "" && p.Unit.Kind == quadlet.Container {
				f.Hint = "write " + use + " in [Container]"
			}
			p.Report(f)
		}
	},
}

// breaksPodman reports whether a sandboxing line takes away what podman needs,
// and the key for the container that does what is probably meant.
func breaksPodman(l serviceLine) (use string, breaks bool) {
	if l.Section != "Service" {
		return "", false
	}
	on, isBool := systemd.ParseBool(l.text)
	set := isBool && on
	switch l.Item.Name {
	case "NoNewPrivileges":
		return "NoNewPrivileges=true", set
	case "ProtectSystem":
		return "ReadOnly=true", l.text == "strict"
	case "PrivateUsers":
		return "UserNS=auto", set || l.text == "self"
	case "RestrictNamespaces", "PrivateDevices", "ProtectKernelTunables":
		return "", set
	}
	return "", false
}
