package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var relabelledSocket = lint.Rule{
	Name:     "relabelled-socket",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.Volume", "Pod.Volume"},
	Tags:     []string{"volumes"},
	Doc: lint.Doc{
		Title: "a socket of the host gets the label of a container",
		Why: "A label on a socket does not let a container connect: SELinux also looks at the process " +
			"behind it. And each container that relabels it with Z takes it away from the others.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=%t/podman/podman.sock:/run/podman.sock:Z\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=%t/podman/podman.sock:/run/podman.sock\nSecurityLabelDisable=true\n",
		Refs: []string{"podman-run(1), --volume and --security-opt"},
	},
	Check: func(p *lint.Pass) {
		for _, v := range volumes(p) {
			text := v.text
			if at, ok := relabelled(v.Volume); ok && strings.HasSuffix(v.Source, ".sock") {
				p.Report(lint.Finding{At: text.Part(at.Start, at.End), Key: text.Value, Message: "a label on the socket " + strconv.Quote(v.Source) + " does not let the container connect", Hint: "remove it and use SecurityLabelDisable=true"})
			}
		}
	},
}
