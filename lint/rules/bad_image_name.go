package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badImageNameKeys = []string{"Container.Image", "Image.Image", "Build.ImageTag", "Artifact.Artifact"}

var badImageName = lint.Rule{
	Name:      "bad-image-name",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Image, quadlet.Build, quadlet.Artifact},
	Keys:      badImageNameKeys,
	Tags:      []string{"images"},
	Doc: lint.Doc{
		Title: "podman cannot read the name of the image",
		Why: "The name of an image is [registry/]path[:tag][@digest]: the path in lower case, no blank, no " +
			"https://, a tag of letters, digits and _.- and a digest of sha256: and 64 hexadecimal digits.",
		Bad:  "[Container]\nImage=https://docker.io/library/nginx:1.29\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\n",
		Refs: []string{"containers-registries.conf(5)", "github.com/distribution/reference"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badImageNameKeys) },
}
