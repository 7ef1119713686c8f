package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var privateLabelOnSharedPath = lint.Rule{
	Name:     "private-label-on-shared-path",
	Severity: lint.Warning,
	Fixable:  true,
	Tags:     []string{"volumes"},
	Doc: lint.Doc{
		Title: "Z on a directory that several containers mount",
		Why: "Z labels the directory for one container alone. The one that starts last takes it away from " +
			"the others, which then get \"permission denied\". A lower-case z shares it.",
		Bad:       "-- a.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/srv/data:/data:Z\n-- b.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/srv/data:/data:Z\n",
		Good:      "-- a.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/srv/data:/data:z\n-- b.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/srv/data:/data:z\n",
		FixSafety: "Unsafe: z lets every container read the directory, not only these.",
		Refs:      []string{"podman-run(1), --volume", "https://github.com/containers/podman/issues/20237"},
	},
	CheckSet: func(p *lint.SetPass) {
		type user struct {
			unit *quadlet.Unit
			text quadlet.Text
			v    podman.Volume
		}
		var users []user
		bySource := map[string][]int{}
		for _, u := range p.Set.Loaded() {
			if u.Kind != quadlet.Container && u.Kind != quadlet.Pod {
				continue
			}
			for _, text := range textsOf(u, "Volume") {
				v, _ := podman.ParseVolume(text.Str, podman.Target{Minor: int(p.Version)})
				if v.Source != "" && !strings.Contains(v.Source, "%i") && !strings.HasPrefix(v.Source, "$") {
					bySource[v.Source] = append(bySource[v.Source], len(users))
					users = append(users, user{u, text, v})
				}
			}
		}
		for _, a := range users {
			at, ok := a.v.Option("Z")
			if !ok {
				continue
			}
			for _, i := range bySource[a.v.Source] {
				b := users[i]
				if a.unit == b.unit || samePod(a.unit, b.unit) {
					continue
				}
				place := a.text.Part(at.Start, at.End)
				p.Report(a.unit, lint.Finding{
					At: place, Key: a.text.Value, Message: strconv.Quote(a.v.Source) + " gets a private label, but " + strconv.Quote(b.unit.Name) + " mounts it too", Hint: "use z in all of them",
					Related: []lint.Note{{At: b.text.TextPlace(), Message: "the other mount"}},
					Fixes:   []lint.Fix{{Title: "use z", Safety: lint.Unsafe, Edits: []lint.Edit{lint.Replace(place, "z")}}},
				})
				break
			}
		}
	},
}

// samePod reports whether two containers are members of one pod, where podman
// gives all the same label.
func samePod(a, b *quadlet.Unit) bool {
	pod := a.Str("Container", "Pod")
	return pod != "" && pod == b.Str("Container", "Pod")
}
