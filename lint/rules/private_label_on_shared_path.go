package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var privateLabelOnSharedPath = lint.Rule{
	Name:     "private-label-on-shared-path",
	Severity: lint.Warning,
	Fixable:  true,
	Keys:     []string{"Container.Volume", "Container.Pod", "Pod.Volume"},
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
			sharedPath
		}
		paths := lint.PerUnit(p, "paths that may be shared", sharedPaths)
		private := map[string]bool{}
		for _, list := range paths {
			for _, path := range list {
				if path.private.Start < path.private.End {
					private[path.source] = true
				}
			}
		}
		bySource := map[string][]user{}
		for _, u := range p.Set.Loaded() {
			for _, path := range paths[u.Index()] {
				if private[path.source] {
					bySource[path.source] = append(bySource[path.source], user{u, path})
				}
			}
		}
		for source, users := range bySource {
			for _, a := range users {
				at := a.private
				if at.Start == at.End {
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

// sharedPath is a source that a unit mounts.
type sharedPath struct {
	text   quadlet.Text
	source string
	// private is where the option Z stands in the text, empty where it is not there.
	private unitfile.Range
}

func sharedPaths(u *quadlet.Unit) []sharedPath {
	if u.Kind != quadlet.Container && u.Kind != quadlet.Pod {
		return nil
	}
	var paths []sharedPath
	for _, v := range u.All(u.Section(), "Volume") {
		path := sharedPath{text: quadlet.Text{Value: v, Str: v.Text(), To: len(v.Text())}}
		volume := podman.SplitVolume(path.text.Str)
		path.source = volume.Source
		if path.source == "" || strings.Contains(path.source, "%i") || strings.HasPrefix(path.source, "$") {
			continue
		}
		if at, ok := volume.Option("Z"); ok {
			path.private = unitfile.Range{Start: at.Start, End: at.End}
		}
		paths = append(paths, path)
	}
	return paths
}

// samePod reports whether two containers are members of one pod, where podman
// gives all the same label.
func samePod(a, b *quadlet.Unit) bool {
	pod := a.Str("Container", "Pod")
	return pod != "" && pod == b.Str("Container", "Pod")
}
