package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var splitPort = lint.Rule{
	Name:     "split-port",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.PublishPort", "Pod.PublishPort"},
	Tags:     []string{"ports"},
	Doc: lint.Doc{
		Title: "a comma splits a published port in two",
		Why: "podman reads PublishPort= as a list: 8,080:80 is port 8, on a random host port, and port 80 " +
			"on host port 080. Write one port a line.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8,080:80\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=8080:80\n",
		Refs: []string{"podman-run(1), --publish"},
	},
	Check: func(p *lint.Pass) {
		for _, published := range publishedPorts(p) {
			text, list := published.text, published.ports
			if strings.IndexByte(text.Str, ',') < 0 || strings.IndexByte(text.Str, '"') >= 0 {
				continue
			}
			if published.problems != nil {
				continue
			}
			for _, port := range list {
				if port.HostSpan == (podman.Span{}) && !port.Dynamic {
					p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the comma makes " + strconv.Itoa(len(list)) + " ports of " + strconv.Quote(text.Str), Hint: "write one PublishPort= a port, each with its host port"})
					break
				}
			}
		}
	},
}
