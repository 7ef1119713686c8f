package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var conflictingNetworks = lint.Rule{
	Name:      "conflicting-networks",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.Network", "Pod.Network"},
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "networks that do not go together",
		Why: "Several Network= lines are for bridges: named networks, or bridge first. host, none, pasta, " +
			"private and container: stand alone. The same network twice is refused since 6.0.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=host\nNetwork=web\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=web\nNetwork=db\n",
		Refs: []string{"podman-run(1), --network", "pkg/specgen/namespaces.go, ParseNetworkFlag"},
	},
	Check: func(p *lint.Pass) {
		nets, known := networks(p)
		if !known || len(nets) < 2 {
			return
		}
		for i, n := range nets {
			if n.Mode == "" || strings.IndexByte(n.Mode, ',') >= 0 {
				return
			}
			f := lint.Finding{At: n.text.TextPlace(), Key: n.text.Value}
			switch {
			case i == 0 && !n.Bridge():
				f.Message, f.Hint = "network "+strconv.Quote(n.Mode)+" together with others", "keep one of them"
				p.Report(f)
				return
			case i > 0 && !n.Named():
				f.Message, f.Hint = "network "+strconv.Quote(n.Mode)+" together with others", "keep one of them; bridge comes first"
				p.Report(f)
				return
			}
			for _, earlier := range nets[:i] {
				if earlier.Mode == n.Mode && p.Version >= quadlet.V61 {
					f.Message, f.Hint = "network "+strconv.Quote(n.Mode)+" is given twice", "remove one line"
					f.Related = []lint.Note{{At: earlier.text.TextPlace(), Message: "the first"}}
					p.Report(f)
				}
			}
		}
	},
}
