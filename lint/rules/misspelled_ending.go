package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var misspelledEnding = lint.Rule{
	Name:     "misspelled-ending",
	Severity: lint.Warning,
	Keys: []string{
		"Container.Volume", "Container.Network", "Container.Image", "Pod.Volume", "Pod.Network", "Kube.Network", "Build.Volume", "Build.Network",
	},
	Fixable: true,
	Tags:    []string{"references"},
	Doc: lint.Doc{
		Title: "the name of a unit with an ending that is nearly right",
		Why: "Only the exact ending makes a name a reference to a unit. With a misspelled one podman makes a volume of that " +
			"name and fills it afresh, looks for a network that nobody makes, or asks a registry for the image.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data.volum:/data\n" +
			"-- data.volume --\n[Volume]\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data.volume:/data\n" +
			"-- data.volume --\n[Volume]\n",
		FixSafety: "Unsafe: the service then uses the unit, and another volume or network than before.",
		Refs:      []string{"podman-container.unit(5), Volume=, Network= and Image="},
	},
	Check: func(p *lint.Pass) {
		for _, r := range referringKeys {
			key := r.key
			for _, v := range p.Unit.All(p.Unit.Section(), key) {
				name, _, found := strings.Cut(v.Text(), ":")
				ext := path.Ext(name)
				if len(ext) < 5 || key == "Volume" && !found || strings.ContainsAny(name, "/%$") || quadlet.KindOf(name) != quadlet.KindNone {
					continue
				}
				near, ok := didyoumean.Nearest(ext, r.endings)
				meant := strings.TrimSuffix(name, ext) + near
				if !ok || key == "Image" && p.Set.Lookup(meant) == nil {
					continue
				}
				at := v.Sub(0, len(name))
				f := lint.Finding{
					At: at, Key: v, Message: fmt.Sprintf("%q names no unit: podman takes it for the %s itself", name, strings.ToLower(key)),
					Hint:  fmt.Sprintf("did you mean %q?", meant),
					Fixes: []lint.Fix{{Title: fmt.Sprintf("write %q", meant), Safety: lint.Unsafe, Edits: replaceText(at, name, meant)}},
				}
				p.Report(f)
			}
		}
	},
}

// referringKeys are the keys that name units, with the endings of those.
var referringKeys = []struct {
	key     string
	endings []string
}{{"Volume", []string{".volume"}}, {"Network", []string{".network"}}, {"Image", []string{".image", ".build"}}}
