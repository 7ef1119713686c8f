package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var overlappingIdMap = lint.Rule{
	Name:      "overlapping-id-map",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.UIDMap", "Container.GIDMap", "Pod.UIDMap", "Pod.GIDMap"},
	Tags:      []string{"userns"},
	Doc: lint.Doc{
		Title: "id mappings that overlap",
		Why: "The kernel takes an id of the container, and one of the host, once. Mappings with + replace " +
			"earlier ones instead.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUIDMap=0:1:10\nUIDMap=5:100:10\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUIDMap=0:1:10\nUIDMap=10:100:10\n",
		Refs: []string{"user_namespaces(7)", "podman-run(1), --uidmap"},
	},
	Check: func(p *lint.Pass) {
		for _, key := range []string{"UIDMap", "GIDMap"} {
			reportOverlaps(p, texts(p, key))
		}
	},
}

// reportOverlaps stops at flags: with them the order and the other list matter.
func reportOverlaps(p *lint.Pass, list []quadlet.Text) {
	maps := make([]podman.IDMap, 0, len(list))
	for _, text := range list {
		m, ps := podman.ParseIDMap(text.Str, podman.Target{Minor: int(p.Version)})
		if ps != nil || m.Length == 0 || m.Flags != "" || m.Parent || strings.IndexByte(text.Str, ',') >= 0 {
			return
		}
		for j, o := range maps {
			if overlap(m.Container, o.Container, m.Length, o.Length) || overlap(m.Host, o.Host, m.Length, o.Length) {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the mapping " + strconv.Quote(text.Str) + " overlaps " + strconv.Quote(list[j].Str), Hint: "map each id once", Related: []lint.Note{{At: list[j].TextPlace(), Message: "the other"}}})
				return
			}
		}
		maps = append(maps, m)
	}
}

func overlap(a, b, lenA, lenB uint32) bool {
	return uint64(a) < uint64(b)+uint64(lenB) && uint64(b) < uint64(a)+uint64(lenA)
}
