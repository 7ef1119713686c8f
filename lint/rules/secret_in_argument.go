package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var secretInArgument = lint.Rule{
	Name:     "secret-in-argument",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Image},
	Keys:     []string{"Container.Exec", "Container.PodmanArgs", "Pod.PodmanArgs", "Image.Creds", "Image.PodmanArgs"},
	Secret:   true,
	Weight:   5,
	Tags:     []string{"secrets"},
	Doc: lint.Doc{
		Title: "a password stands on a command line",
		Why: "Every user of the host sees command lines (ps, /proc), and systemd logs them. Give the " +
			"program a file or a variable from Secret=, and registries an AuthFile=.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nExec=serve --password=correct-horse\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nSecret=password\nExec=serve --password-file=/run/secrets/password\n",
		Refs: []string{"podman-secret-create(1)", "podman-login(1)"},
	},
	Check: func(p *lint.Pass) {
		for _, key := range []string{"Exec", "PodmanArgs"} {
			list := texts(p, key)
			for i, text := range list {
				flag, value, ok := strings.Cut(text.Str, "=")
				if !ok && i+1 < len(list) {
					value = list[i+1].Str
				}
				if key == "PodmanArgs" && flag == "--secret" {
					continue // podman's own, which takes the name of a secret
				}
				if !strings.HasPrefix(flag, "--") || value == "" || strings.HasPrefix(value, "-") || podman.Dynamic(value) {
					continue
				}
				name := strings.TrimLeft(flag, "-")
				if flag == "--env" {
					name, value, _ = strings.Cut(value, "=")
				}
				if flag == "--creds" && strings.IndexByte(value, ':') > 0 || holdsSecret(strings.ReplaceAll(name, "-", "_"), value) {
					p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the value of " + name + " stands on the command line", Hint: "use Secret= and hand over a file or a variable"})
				}
			}
		}
		if text, ok := p.Unit.Lookup("Image", "Creds"); ok && p.Unit.Kind == quadlet.Image && strings.IndexByte(text.Str, ':') > 0 && !podman.Dynamic(text.Str) {
			p.Report(lint.Finding{At: text.KeyPlace(), Key: text.Value, Message: "Creds= puts the password on the command line", Hint: "use AuthFile="})
		}
	},
}
