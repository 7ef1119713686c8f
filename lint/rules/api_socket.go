package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var apiSocket = lint.Rule{
	Name:     "api-socket",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.Volume", "Pod.Volume", "Container.Mount"},
	Weight:   50,
	Tags:     []string{"volumes"},
	Doc: lint.Doc{
		Title: "the container gets the socket of podman or docker",
		Why: "Who can talk to the API can start containers with any mount: the container is as powerful as " +
			"the user who runs podman, as root with the socket of root. Mounting the socket read-only " +
			"changes nothing.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/run/podman/podman.sock:/run/docker.sock:ro\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=data:/data\n",
		Refs: []string{"podman-system-service(1), Security"},
	},
	Check: func(p *lint.Pass) {
		for _, v := range volumes(p) {
			text := v.text
			reportSocket(p, text, v.Source, v.SourceSpan)
		}
		if p.Unit.Kind == quadlet.Container {
			for _, text := range texts(p, "Mount") {
				m, _ := podman.ParseMount(text.Str, podman.Target{Minor: int(p.Version)})
				reportSocket(p, text, m.Source, m.SourceSpan)
			}
		}
	},
}

func reportSocket(p *lint.Pass, text quadlet.Text, source string, at podman.Span) {
	if strings.HasSuffix(source, "/podman.sock") || strings.HasSuffix(source, "/docker.sock") {
		p.Report(lint.Finding{At: text.Part(at.Start, at.End), Key: text.Value, Message: "the container controls podman by " + strconv.Quote(source), Hint: "use a proxy that lets only some requests through, or say in an ignore comment why it is needed"})
	}
}
