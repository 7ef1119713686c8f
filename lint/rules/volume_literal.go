package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var volumeLiteral = lint.Rule{
	Name:     "volume-literal",
	Severity: lint.Warning,
	Fixable:  true,
	Keys:     append([]string{"Container.Volume", "Container.Mount", "Pod.Volume", "Volume.VolumeName"}, dependencyKeys...),
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "a volume is named itself where there is a unit for it",
		Why: "Only a file name makes the generator look: Volume=data.volume:/data mounts the volume of that unit and starts it first. " +
			"Volume=data:/data mounts a volume called data, which podman makes empty if need be, while data.volume makes one " +
			"called systemd-data unless VolumeName= says otherwise. Where the names agree, podman may still make the volume before the unit does, " +
			"without the unit's driver and options.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data:/data\n" +
			"-- data.volume --\n[Volume]\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data.volume:/data\n" +
			"-- data.volume --\n[Volume]\n",
		FixSafety: "Unsafe: the container gets another volume, or waits for the volume's service.",
		Refs:      []string{"podman-container.unit(5), Volume=", "podman-volume.unit(5), VolumeName="},
	},
	CheckSet: func(p *lint.SetPass) {
		graph := dependencies(p)
		volumes := byResource(p, quadlet.Volume)
		names := lint.PerUnit(p, "volumes by name", literalVolumes)
		for i, u := range p.Set.Units {
			if u.State != quadlet.Loaded {
				continue
			}
			for _, r := range names[i] {
				r.maker, r.namesaked = volumes[r.name], p.Set.Lookup(r.name+".volume")
				reportLiteral(p, graph, u, r)
			}
		}
	},
}

// literalVolumes are the volumes that a unit mounts by their own names.
func literalVolumes(u *quadlet.Unit) []literalRef {
	if u.Kind != quadlet.Container && u.Kind != quadlet.Pod {
		return nil
	}
	var refs []literalRef
	add := func(text quadlet.Text) {
		if name := text.Str; name != "" && !strings.ContainsAny(name[:1], "/.~") && quadlet.KindOf(name) == quadlet.KindNone {
			refs = append(refs, literalRef{text: text, name: name, what: "volume"})
		}
	}
	for _, v := range u.All(u.Section(), "Volume") {
		if source, _, found := strings.Cut(v.Text(), ":"); found {
			add(quadlet.Text{Value: v, Str: source, To: len(source)})
		}
	}
	if u.Kind == quadlet.Container {
		for _, w := range u.Words("Container", "Mount", unitfile.Exec) {
			if source, ok := mountedVolume(w); ok {
				add(source)
			}
		}
	}
	return refs
}

// mountedVolume is the name of the volume that a word of Mount= mounts.
func mountedVolume(w quadlet.Text) (name quadlet.Text, ok bool) {
	kind := "volume"
	pos := 0
	for field := range strings.SplitSeq(w.Str, ",") {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "type":
			kind = value
		case "source", "src":
			name = w
			name.Str = value
			if w.To-w.From == len(w.Str) {
				name.From += pos + len(key) + 1
				name.To = name.From + len(value)
			}
		}
		pos += len(field) + 1
	}
	return name, kind == "volume" && name.Str != "" && !strings.Contains(w.Str, `"`)
}
