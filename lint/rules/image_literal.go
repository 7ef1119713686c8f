package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var imageLiteral = lint.Rule{
	Name:     "image-literal",
	Severity: lint.Warning,
	Fixable:  true,
	Since:    quadlet.V48,
	Keys:     append([]string{"Container.Image", "Build.ImageTag", "Image.Image", "Image.ImageTag"}, dependencyKeys...),
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "Image= names an image that a unit builds or pulls",
		Why: "Image=app.build makes the service start after the build, and Image=app.image after the pull. With the name of the " +
			"image itself nothing does: at the first start the image is not there yet, and podman asks a registry for it.",
		Bad: "-- web.container --\n[Container]\nImage=localhost/web:latest\n" +
			"-- web.build --\n[Build]\nImageTag=localhost/web:latest\nFile=/srv/web/Containerfile\n",
		Good: "-- web.container --\n[Container]\nImage=web.build\n" +
			"-- web.build --\n[Build]\nImageTag=localhost/web:latest\nFile=/srv/web/Containerfile\n",
		FixSafety: "Unsafe: the service waits for the build or the pull.",
		Refs:      []string{"podman-container.unit(5), Image=", "podman-build.unit(5), ImageTag="},
	},
	CheckSet: func(p *lint.SetPass) {
		makers := map[string]*quadlet.Unit{}
		for _, u := range generated(p) {
			if u.Kind == quadlet.Build || u.Kind == quadlet.Image {
				if name := u.Resource(); makers[name] == nil || u.Kind == quadlet.Build {
					makers[name] = u
				}
			}
		}
		if len(makers) == 0 {
			return
		}
		graph := dependencies(p)
		for _, u := range p.Set.Units {
			if u.State != quadlet.Loaded || u.Kind != quadlet.Container {
				continue
			}
			image, ok := u.Lookup("Container", "Image")
			maker := makers[image.Str]
			if !ok || image.Str == "" || maker == nil || graph.has(u, maker) {
				continue
			}
			f := lint.Finding{
				At: image.TextPlace(), Key: image.Value,
				Message: fmt.Sprintf("the image %q is built by %q, but nothing waits for the build", image.Str, maker.Name),
				Hint:    fmt.Sprintf("write Image=%s", maker.Name),
				Related: []lint.Note{{At: maker.Top(), Message: "the unit of that image"}},
				Fixes: []lint.Fix{{
					Title: fmt.Sprintf("write Image=%s", maker.Name), Safety: lint.Unsafe,
					Edits: []lint.Edit{lint.Replace(image.TextPlace(), maker.Name)},
				}},
			}
			if maker.Kind == quadlet.Image {
				// podman run pulls it too, so the start only takes longer.
				f.Severity = lint.Info
				f.Message = fmt.Sprintf("the image %q is pulled by %q, but nothing waits for it", image.Str, maker.Name)
			}
			p.Report(u, f)
		}
	},
}
