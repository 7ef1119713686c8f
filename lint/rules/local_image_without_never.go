package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var localImageWithoutNever = lint.Rule{
	Name:     "local-image-without-never",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.Image"},
	Fixable:  true,
	Tags:     []string{"images"},
	Doc: lint.Doc{
		Title: "a local image that podman may try to pull",
		Why: "An image of localhost exists on this host only. When it is missing, podman asks a registry " +
			"called localhost and fails with a message about the network; with Pull=never it says that the " +
			"image is missing.",
		Bad:       "[Container]\nImage=localhost/app:1\n",
		Good:      "[Container]\nImage=localhost/app:1\nPull=never\n",
		FixSafety: "Unsafe: a registry that really is called localhost is not asked any more.",
		Refs:      []string{"podman-run(1), --pull"},
	},
	Check: func(p *lint.Pass) {
		text, ok := p.Unit.Lookup("Container", "Image")
		if !ok || !strings.HasPrefix(text.Str, "localhost/") || p.Unit.Str("Container", "Pull") != "" || hasFlag(p, "pull") || p.Version < quadlet.V46 {
			return
		}
		p.Report(lint.Finding{
			At: text.TextPlace(), Key: text.Value, Message: "podman will try to pull " + strconv.Quote(text.Str) + " when it is missing", Hint: "add Pull=never, or name a .build unit",
			Fixes: []lint.Fix{{Title: "add Pull=never", Safety: lint.Unsafe, Edits: []lint.Edit{lint.InsertAfter(text.File, text.Item, "Pull=never")}}},
		})
	},
}
