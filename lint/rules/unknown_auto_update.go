package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownAutoUpdate = lint.Rule{
	Name:     "unknown-auto-update",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.AutoUpdate"},
	Fixable:  true,
	Tags:     []string{"images"},
	Doc: lint.Doc{
		Title: "AutoUpdate= has a word that podman auto-update does not know",
		Why: "The policy is only a label: podman creates the container whatever it says, and `podman " +
			"auto-update` stops with an error when it gets to it. The words are registry and local.",
		Bad:       "[Container]\nImage=docker.io/library/nginx:1.29\nAutoUpdate=true\n",
		Good:      "[Container]\nImage=docker.io/library/nginx:1.29\nAutoUpdate=registry\n",
		FixSafety: "Safe: only the case of the word is mended.",
		Refs:      []string{"podman-auto-update(1)"},
	},
	Check: func(p *lint.Pass) {
		text, ok := p.Unit.Lookup("Container", "AutoUpdate")
		if !ok || text.Str == "" || podman.Dynamic(text.Str) {
			return
		}
		switch text.Str {
		case "registry", "local", "disabled", "image":
			return // image is the older word for registry
		}
		f := lint.Finding{At: text.TextPlace(), Key: text.Value, Message: strconv.Quote(text.Str) + " is no policy of podman auto-update", Hint: "use registry or local"}
		if lower := strings.ToLower(text.Str); lower == "registry" || lower == "local" {
			f.Fixes = []lint.Fix{{Title: "write " + lower, Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(text.TextPlace(), lower)}}}
		}
		p.Report(f)
	},
}
