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
		}
		bySource := map[string][]user{}
		for _, u := range p.Set.Loaded() {
			if u.Kind != quadlet.Container && u.Kind != quadlet.Pod {
				continue
			}
			for _, v := range u.All(u.Section(), "Volume") {
				text := quadlet.Text{Value: v, Str: v.Text(), To: len(v.Text())}
				if source := podman.SplitVolume(text.Str).Source; source != "" && !strings.Contains(source, "%i") && !strings.HasPrefix(source, "$") {
					bySource[source] = append(bySource[source], user{u, text})
				}
			}
		}
		for source, users := range bySource {
			for _, a := range users {
				at, ok := podman.SplitVolume(a.text.Str).Option("Z")
				if !ok {
					continue
				}
				for _, b := range users {
					if a.unit == b.unit || samePod(a.unit, b.unit) {
						continue
					}
					place := a.text.Part(at.Start, at.End)
					p.Report(a.unit, lint.Finding{
						At: place, Key: a.text.Value, Message: strconv.Quote(source) + " gets a private label, but " + strconv.Quote(b.unit.Name) + " mounts it too", Hint: "use z in all of them",
						Related: []lint.Note{{At: b.text.TextPlace(), Message: "the other mount"}},
						Fixes:   []lint.Fix{{Title: "use z", Safety: lint.Unsafe, Edits: []lint.Edit{lint.Replace(place, "z")}}},
					})
					break
				}
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
