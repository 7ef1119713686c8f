package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var imageVolumeWithoutImage = lint.Rule{
	Name:      "image-volume-without-image",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondVolumeImage},
	Kinds:     []quadlet.Kind{quadlet.Volume},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a .volume with Driver=image and no Image=",
		Why: "A volume of the driver image is made from an image, which Image= must name. Without it no service is " +
			"generated; since Podman 4.8.",
		Bad:  "-- data.volume --\n[Volume]\nDriver=image\n",
		Good: "-- data.volume --\n[Volume]\nDriver=image\nImage=docker.io/library/busybox:1.37\n",
		Refs: []string{"podman-volume.unit(5), Driver= and Image=", "pkg/systemd/quadlet/quadlet.go, ConvertVolume"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: "Driver=image stands without Image=",
				Hint:    "add Image=registry/name:tag, or leave Driver= out",
			})
		}
	},
}
