package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unqualifiedImage = lint.Rule{
	Name:     "unqualified-image",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Image},
	Keys:     []string{"Container.Image", "Image.Image"},
	Fixable:  true,
	Tags:     []string{"images"},
	Doc: lint.Doc{
		Title: "an image without a registry",
		Why: "podman looks a short name up in the aliases and search registries of the host: it may come " +
			"from another registry on another host, and without a terminal podman fails where several are " +
			"set up.",
		Bad:       "[Container]\nImage=nginx:1.29\n",
		Good:      "[Container]\nImage=docker.io/library/nginx:1.29\n",
		FixSafety: "Unsafe: the image may have come from another registry by an alias of the host.",
		Refs:      []string{"podman-pull(1), Short-name aliases", "containers-registries.conf(5)"},
	},
	Check: func(p *lint.Pass) {
		text, ok := p.Unit.Lookup(p.Unit.Section(), "Image")
		if !ok || text.Str == "" || podman.Dynamic(text.Str) || strings.HasSuffix(text.Str, ".image") || strings.HasSuffix(text.Str, ".build") {
			return
		}
		img, ps := podman.ParseImage(text.Str, podman.Target{})
		if ps != nil || img.Domain != "" || img.Transport != "" || img.ID || localOnly(p.Unit) {
			return
		}
		full := "docker.io/" + hubPath(text.Str)
		f := lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "image " + strconv.Quote(text.Str) + " names no registry", Hint: "write " + full}
		if len(text.Str) == text.To-text.From {
			f.Fixes = []lint.Fix{{Title: "write " + full, Safety: lint.Unsafe, Edits: []lint.Edit{lint.Replace(text.TextPlace(), full)}}}
		}
		p.Report(f)
	},
}

// localOnly reports whether the image is never pulled.
func localOnly(u *quadlet.Unit) bool {
	return strings.EqualFold(u.Str(u.Section(), "Pull"), "never") || strings.EqualFold(u.Str(u.Section(), "Policy"), "never")
}
