package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unusedUnit = lint.Rule{
	Name:     "unused-unit",
	Severity: lint.Info,
	Optional: true,
	Keys:     slices.Concat(referenceKeys, installKeys),
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "a network, volume, image, build, artifact or pod that nothing uses",
		Why: "Such a unit is there for others, which start it by naming its file. Where none does and no [Install] section " +
			"starts it, it never runs; often it was meant to be named and the name was written out instead.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=web-data:/data\n" +
			"-- data.volume --\n[Volume]\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data.volume:/data\n" +
			"-- data.volume --\n[Volume]\n",
		Refs: []string{"podman-systemd.unit(5), Quadlet unit files"},
	},
	CheckSet: func(p *lint.SetPass) {
		if !p.Set.Complete {
			return
		}
		graph := dependencies(p)
		refs := referencesOf(p)
		used := make([]bool, len(p.Set.Units))
		for i, u := range p.Set.Units {
			for _, r := range refs[i] {
				if r.Target != nil {
					used[r.Target.Index()] = true
				}
			}
			for _, target := range graph.of(u) {
				used[target.Index()] = true
			}
		}
		for _, u := range generated(p) {
			if u.Kind == quadlet.Container || u.Kind == quadlet.Kube || used[u.Index()] || installed(u) {
				continue
			}
			p.Report(u, lint.Finding{
				Message: fmt.Sprintf("nothing uses %q, and nothing starts it", u.Name),
				Hint:    "name the file where it is needed, add an [Install] section, or remove it",
			})
		}
	},
}

// installed reports whether a unit is started by something outside the set.
func installed(u *quadlet.Unit) bool {
	return slices.ContainsFunc(installKeys, func(key string) bool {
		return u.Has("Install", strings.TrimPrefix(key, "Install."))
	})
}
