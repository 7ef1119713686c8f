package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var referenceToLostUnit = lint.Rule{
	Name:     "reference-to-lost-unit",
	Severity: lint.Warning,
	Tags:     []string{"lost-text", "references"},
	Doc: lint.Doc{
		Title: "a unit that is generated names one that is not",
		Why: "That the unit named is refused does not keep this one from being generated. A container whose .image or .build is refused " +
			"runs no image, one whose .volume is refused gets an anonymous volume that goes with the container, and one whose " +
			".pod is refused waits for a service that does not exist. Up to Podman 5.2 that is so for units that are not there at all.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nVolume=data.volume:/data\n" +
			"-- data.volume --\n[Volume]\nVolumName=data\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\nVolume=data.volume:/data\n" +
			"-- data.volume --\n[Volume]\nVolumeName=data\n",
		Refs: []string{"pkg/systemd/quadlet/quadlet.go, handleImageSource, handleStorageSource and handlePod"},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.Refused() {
			return
		}
		for _, ref := range references(p.Unit) {
			f := lint.Finding{At: ref.at, Key: ref.value}
			switch target, kind := p.Set.Lookup(ref.name), quadlet.KindOf(ref.name); {
			case !kind.In(p.Version):
				f.Message = fmt.Sprintf("%q is taken as it stands: %s units are read since Podman %s", ref.name, kind.Ext(), kind.Since())
			case target == nil:
				if !p.Set.Complete || p.Version >= quadlet.V53 {
					// Others say so, or it may be there.
					continue
				}
				f.Message = fmt.Sprintf("%q does not exist: %s", ref.name, ref.without)
				f.Hint = "add the unit, or name what exists"
			case target.Refused():
				if target.Kind == quadlet.Build && target.Resource() != "" {
					ref.without = "nobody builds the image"
				}
				f.Message = fmt.Sprintf("%q is not generated: %s", ref.name, ref.without)
				f.Hint = "mend it first"
				f.Related = []lint.Note{{At: target.Top(), Message: "the unit that is refused"}}
			default:
				continue
			}
			p.Report(f)
		}
	},
}

// reference is a unit that another one names, and what the service is like
// without it.
type reference struct {
	name    string
	at      quadlet.Place
	value   quadlet.Value
	without string
}

const (
	withoutImage  = "the service has no image to run"
	withoutVolume = "the service gets an anonymous volume"
	waitsForIt    = "the service waits for one that there is not"
)

// references are the units that a unit names, those aside whose refusal is
// refused itself.
func references(u *quadlet.Unit) []reference {
	var refs []reference
	section := u.Section()
	if t, ok := u.Lookup(section, "Image"); ok && hasExt(t.Str, ".image", ".build") && (u.Kind == quadlet.Container || u.Kind == quadlet.Volume) {
		refs = append(refs, reference{t.Str, t.TextPlace(), t.Value, withoutImage})
	}
	for _, v := range u.All(section, "Volume") {
		if name, _, found := strings.Cut(v.Text(), ":"); found && hasExt(name, ".volume") && name[0] != '/' && name[0] != '.' {
			without := withoutVolume
			if u.Version < quadlet.V53 {
				without = waitsForIt
			}
			refs = append(refs, reference{name, v.Sub(0, len(name)), v, without})
		}
	}
	for _, v := range u.All(section, "Network") {
		if name, _, _ := strings.Cut(v.Text(), ":"); hasExt(name, ".network") {
			refs = append(refs, reference{name, v.Sub(0, len(name)), v, waitsForIt})
		}
	}
	if t, ok := u.Lookup(section, "Pod"); ok && hasExt(t.Str, ".pod") {
		refs = append(refs, reference{t.Str, t.TextPlace(), t.Value, waitsForIt})
	}
	for _, v := range u.Values() {
		if u.Version < quadlet.V55 || v.Section != "Unit" || !quadlet.TranslatesDependency(v.Item.Name) {
			continue
		}
		for _, w := range u.Split(v, unitfile.Strv).List {
			if k := quadlet.KindOf(w.Text); k != quadlet.KindNone && k.In(u.Version) && (v.Item.Name == "Requires" || v.Item.Name == "BindsTo" || v.Item.Name == "Requisite") {
				refs = append(refs, reference{w.Text, v.Sub(w.Start, w.End), v, waitsForIt})
			}
		}
	}
	return refs
}

func hasExt(name string, exts ...string) bool {
	for _, ext := range exts {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	return false
}
