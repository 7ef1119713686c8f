package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var autoUpdateOfFixedTag = lint.Rule{
	Name:     "auto-update-of-fixed-tag",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.AutoUpdate"},
	Tags:     []string{"images"},
	Doc: lint.Doc{
		Title: "AutoUpdate=registry on a tag that hardly ever moves",
		Why: "A tag with all three numbers of a version is usually pushed once: podman auto-update looks " +
			"each time and finds nothing. A tag such as 1.29 or 1 moves with its releases.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29.3\nAutoUpdate=registry\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nAutoUpdate=registry\n",
		Refs: []string{"podman-auto-update(1)"},
	},
	Check: func(p *lint.Pass) {
		text, ok := p.Unit.Lookup("Container", "Image")
		if !ok || p.Unit.Str("Container", "AutoUpdate") != "registry" || podman.Dynamic(text.Str) {
			return
		}
		img, ps := podman.ParseImage(text.Str, podman.Target{})
		if ps != nil || img.Digest != "" || !isFullVersion(img.Tag) {
			return
		}
		p.Report(lint.Finding{At: text.Part(img.TagSpan.Start, img.TagSpan.End), Key: text.Value, Message: "the tag " + strconv.Quote(img.Tag) + " hardly ever moves, so AutoUpdate= finds nothing", Hint: "use a shorter tag, or remove AutoUpdate="})
	},
}

// isFullVersion recognises three numbers, perhaps behind a v.
func isFullVersion(tag string) bool {
	parts := strings.Split(strings.TrimPrefix(tag, "v"), ".")
	if len(parts) != 3 {
		return false
	}
	for _, part := range parts {
		if _, err := strconv.ParseUint(part, 10, 32); err != nil {
			return false
		}
	}
	return true
}
