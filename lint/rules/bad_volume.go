package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badVolume = lint.Rule{
	Name:      "bad-volume",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Build},
	Keys:      []string{"Container.Volume", "Pod.Volume", "Build.Volume"},
	Tags:      []string{"volumes"},
	Doc: lint.Doc{
		Title: "podman does not take the volume",
		Why: "A volume is [source:]/path/in/container[:options]. The source is a path that begins with / or " +
			"., or the name of a volume; the path in the container is absolute; options are known words, " +
			"each kind once. A build takes host directories only.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=data:/data:readonly\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=data:/data:ro\n",
		Refs: []string{"podman-run(1), --volume", "pkg/specgen/volumes.go", "go.podman.io/common, pkg/parse"},
	},
	Check: func(p *lint.Pass) {
		for _, text := range texts(p, "Volume") {
			rest, noSource := strings.CutPrefix(text.Str, ":")
			if !noSource {
				reportValue(p, "Volume", text)
				continue
			}
			// The generator takes the path out and hands nothing else on.
			target, _, _ := strings.Cut(rest, ":")
			text.From++
			text.Str, text.To = target, text.From+len(target)
			reportValue(p, "Volume", text)
			p.Report(lint.Finding{
				At: text.Place(), Key: text.Value, Severity: lint.Warning,
				Message: "nothing stands before the first colon: the container gets an anonymous volume, and options are lost",
				Hint:    "write the source, or the path alone",
			})
		}
	},
}
