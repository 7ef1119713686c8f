package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var autoUpdateShortName = lint.Rule{
	Name:      "auto-update-short-name",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.AutoUpdate"},
	Tags:      []string{"images"},
	Doc: lint.Doc{
		Title: "AutoUpdate=registry with a short image name",
		Why: "To look for a newer image podman must know the registry: with AutoUpdate=registry it refuses " +
			"to create a container of an image without one.",
		Bad:  "[Container]\nImage=nginx:1.29\nAutoUpdate=registry\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nAutoUpdate=registry\n",
		Refs: []string{"podman-auto-update(1)"},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.Str("Container", "AutoUpdate") != "registry" {
			return
		}
		text, ok := p.Unit.Lookup("Container", "Image")
		if !ok || podman.Dynamic(text.Str) || strings.HasSuffix(text.Str, ".image") || strings.HasSuffix(text.Str, ".build") {
			return
		}
		img, ps := podman.ParseImage(text.Str, podman.Target{})
		if ps != nil || img.Domain != "" || img.Transport != "" || img.ID || text.Str == "" {
			return
		}
		p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "image " + strconv.Quote(text.Str) + " names no registry, which AutoUpdate=registry needs", Hint: "write docker.io/" + hubPath(text.Str)})
	},
}

// hubPath is the path of a short name on Docker Hub.
func hubPath(short string) string {
	if strings.IndexByte(short, '/') < 0 {
		return "library/" + short
	}
	return short
}
