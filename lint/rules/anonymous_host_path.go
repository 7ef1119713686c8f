package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var anonymousHostPath = lint.Rule{
	Name:     "anonymous-host-path",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.Volume", "Pod.Volume"},
	Tags:     []string{"volumes"},
	Doc: lint.Doc{
		Title: "a host path without a path in the container mounts nothing",
		Why: "Volume= with one part is a path in the container, on which podman mounts a new anonymous " +
			"volume. Nothing of the host appears there, and what is written is gone with the container.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=%h/data\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=%h/data:/data\n",
		Refs: []string{"podman-run(1), --volume"},
	},
	Check: func(p *lint.Pass) {
		for _, text := range texts(p, "Volume") {
			if strings.IndexByte(text.Str, ':') < 0 && isHostPath(text.Str) {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: strconv.Quote(text.Str) + " is an anonymous volume in the container, not the path of the host", Hint: "write " + text.Str + ":/path/in/container"})
			}
		}
	},
}

// isHostPath recognises paths that are hardly ever meant inside of a container.
func isHostPath(s string) bool {
	for _, prefix := range []string{"%h/", "%E/", "%S/", "%t/", "./", "../", "/home/", "/mnt/", "/media/"} {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}
