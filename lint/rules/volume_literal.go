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
		for _, u := range p.Set.Units {
			if u.State != quadlet.Loaded {
				continue
			}
			check := func(v quadlet.Value, at quadlet.Place, name string) {
				if name == "" || strings.ContainsAny(name[:1], "/.~") || quadlet.KindOf(name) != quadlet.KindNone {
					return
				}
				reportLiteral(p, graph, u, literalRef{v, at, name, "volume", volumes[name], p.Set.Lookup(name + ".volume")})
			}
			switch u.Kind {
			case quadlet.Container, quadlet.Pod:
				for _, v := range u.All(u.Section(), "Volume") {
					if source, _, found := strings.Cut(v.Text(), ":"); found {
						check(v, v.Sub(0, len(source)), source)
					}
				}
			}
			for _, w := range u.Words("Container", "Mount", unitfile.Exec) {
				if source, at, ok := mountedVolume(w); ok && u.Kind == quadlet.Container {
					check(w.Value, at, source)
				}
			}
		}
	},
}

// mountedVolume is the name of the volume that a word of Mount= mounts.
func mountedVolume(w quadlet.Text) (name string, at quadlet.Place, ok bool) {
	kind := "volume"
	pos := 0
	for field := range strings.SplitSeq(w.Str, ",") {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "type":
			kind = value
		case "source", "src":
			name = value
			at = w.Part(pos+len(key)+1, pos+len(field))
		}
		pos += len(field) + 1
	}
	return name, at, kind == "volume" && name != "" && !strings.Contains(w.Str, `"`)
}
