package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var imageAndRootfs = lint.Rule{
	Name:      "image-and-rootfs",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondImageAndRootfs},
	Kinds:     []quadlet.Kind{quadlet.Container},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "Image= and Rootfs= in one container",
		Why: "A container runs an image or a root file system, not both. Since Podman 4.5 a unit with the two is " +
			"not generated.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nRootfs=/srv/root\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n",
		Refs: []string{"podman-container.unit(5), Rootfs=", "pkg/systemd/quadlet/quadlet.go, ConvertContainer"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: "Rootfs= stands beside Image=",
				Hint:    "keep one of the two",
				Related: related(r, "the image"),
			})
		}
	},
}
