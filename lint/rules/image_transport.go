package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var imageTransport = lint.Rule{
	Name:     "image-transport",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.Image"},
	Tags:     []string{"images"},
	Doc: lint.Doc{
		Title: "an image by transport in a container",
		Why: "oci:, dir:, docker-archive: and the like copy the image into the store at every start, and " +
			"podman auto-update cannot work with it. A .image unit, or podman load once, is the usual way.",
		Bad:  "[Container]\nImage=docker-archive:/srv/app.tar\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Refs: []string{"containers-transports(5)"},
	},
	Check: func(p *lint.Pass) {
		text, ok := p.Unit.Lookup("Container", "Image")
		if !ok {
			return
		}
		img, _ := podman.ParseImage(text.Str, podman.Target{})
		if img.Transport != "" && img.Transport != "docker" && img.Transport != "containers-storage" {
			p.Report(lint.Finding{At: text.Part(0, len(img.Transport)), Key: text.Value, Message: "the image is copied by " + img.Transport + ": at every start", Hint: "load it once, or use a .image unit"})
		}
	},
}
