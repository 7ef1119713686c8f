package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var undigestedImage = lint.Rule{
	Name:     "undigested-image",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Image},
	Keys:     []string{"Container.Image", "Image.Image"},
	Weight:   3,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "an image that is not fixed by its digest",
		Why: "A tag can be moved: who controls the registry, or the account there, decides what runs next. A digest names the bytes. " +
			"An image that is built on the host has none.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
		Refs: []string{"podman-pull(1)"},
	},
	Check: func(p *lint.Pass) {
		text, ok := p.Unit.Lookup(p.Unit.Section(), "Image")
		if !ok || text.Str == "" || podman.Dynamic(text.Str) || hasExt(text.Str, ".image", ".build") {
			return
		}
		img, problems := podman.ParseImage(text.Str, podman.Target{})
		if problems != nil || img.ID || img.Transport != "" || img.Digest != "" || img.Domain == "localhost" {
			return
		}
		p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the image is what its tag is moved to", Hint: "add @sha256:… of the image that was looked at"})
	},
}
