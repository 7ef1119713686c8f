package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var autoUpdateWithoutEffect = lint.Rule{
	Name:     "auto-update-without-effect",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.AutoUpdate"},
	Tags:     []string{"images"},
	Doc: lint.Doc{
		Title: "AutoUpdate=registry on an image that no registry updates",
		Why: "podman auto-update asks the registry whether the tag moved. A digest never moves, localhost " +
			"is no registry, and an image that is built here is updated by building it: use " +
			"AutoUpdate=local there.",
		Bad:  "[Container]\nImage=localhost/app:1\nAutoUpdate=registry\n",
		Good: "[Container]\nImage=localhost/app:1\nAutoUpdate=local\n",
		Refs: []string{"podman-auto-update(1)"},
	},
	Check: func(p *lint.Pass) {
		policy, ok := p.Unit.Lookup("Container", "AutoUpdate")
		text, hasImage := p.Unit.Lookup("Container", "Image")
		if !ok || !hasImage || policy.Str != "registry" || podman.Dynamic(text.Str) {
			return
		}
		img, _ := podman.ParseImage(text.Str, podman.Target{})
		why, hint := "", "use AutoUpdate=local"
		switch {
		case strings.HasSuffix(text.Str, ".build"):
			why = "is built here"
		case img.Domain == "localhost":
			why = "is local"
		case img.Digest != "":
			why, hint = "is fixed by its digest", "remove AutoUpdate= or the digest"
		default:
			return
		}
		p.Report(lint.Finding{At: policy.TextPlace(), Key: policy.Value, Message: "image " + strconv.Quote(text.Str) + " " + why + ", so the registry never updates it", Hint: hint, Related: []lint.Note{{At: text.TextPlace(), Message: "the image"}}})
	},
}
