package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badImageVolumeKeys = []string{"Container.ImageVolume"}

var badImageVolume = lint.Rule{
	Name:      "bad-image-volume",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      badImageVolumeKeys,
	Tags:      []string{"volumes"},
	Doc: lint.Doc{
		Title: "podman does not know how to mount the volumes of the image",
		Why: "ImageVolume= is anonymous, tmpfs or ignore. The manual also has bind, which podman 6.1 " +
			"refuses.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nImageVolume=bind\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nImageVolume=anonymous\n",
		Refs: []string{"podman-run(1), --image-volume"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badImageVolumeKeys) },
}
