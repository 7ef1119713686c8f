package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var latestImage = lint.Rule{
	Name:     "latest-image",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Image},
	Keys:     []string{"Container.Image", "Image.Image"},
	Tags:     []string{"images"},
	Doc: lint.Doc{
		Title: "an image without a fixed tag",
		Why: "Without a tag podman takes latest: what runs depends on the day of the pull. A tag or a " +
			"digest makes it the same everywhere.",
		Bad:  "[Container]\nImage=docker.io/library/nginx\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Refs: []string{"podman-pull(1)"},
	},
	Check: func(p *lint.Pass) {
		text, ok := p.Unit.Lookup(p.Unit.Section(), "Image")
		if !ok || text.Str == "" || podman.Dynamic(text.Str) || strings.HasSuffix(text.Str, ".image") || strings.HasSuffix(text.Str, ".build") {
			return
		}
		img, ps := podman.ParseImage(text.Str, podman.Target{})
		if ps != nil || img.ID || img.Transport != "" || img.Digest != "" || img.Tag != "" && img.Tag != "latest" || img.Domain == "localhost" {
			return
		}
		p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "image " + strconv.Quote(text.Str) + " is whatever was pulled last", Hint: "add a tag or a digest"})
	},
}
