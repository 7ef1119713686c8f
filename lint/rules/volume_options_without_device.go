package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var volumeOptionsWithoutDevice = lint.Rule{
	Name:      "volume-options-without-device",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondVolumeDevice},
	Kinds:     []quadlet.Kind{quadlet.Volume},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "Type= or Options= of a .volume without Device=",
		Why: "Type= and Options= say how a device is mounted. Without Device= a .volume that has them is not " +
			"generated; since Podman 6.0 Options= may stand alone.",
		Bad:  "-- data.volume --\n[Volume]\nType=tmpfs\n",
		Good: "-- data.volume --\n[Volume]\nType=tmpfs\nDevice=tmpfs\n",
		Refs: []string{"podman-volume.unit(5), Device=, Type= and Options=", "pkg/systemd/quadlet/quadlet.go, ConvertVolume"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: fmt.Sprintf("%s= stands without Device=", r.Text),
				Hint:    "add Device=, or remove it",
			})
		}
	},
}
