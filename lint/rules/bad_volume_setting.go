package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var badVolumeSettingKeys = []string{"Volume.Driver", "Volume.Options"}

var badVolumeSetting = lint.Rule{
	Name:      "bad-volume-setting",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Volume},
	Keys:      badVolumeSettingKeys,
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "podman does not take the setting of the volume",
		Why: "Drivers are local and image, others need a plugin in containers.conf. In Options= a size is a " +
			"size and uid= and gid= are numbers.",
		Bad:  "-- a.volume --\n[Volume]\nType=tmpfs\nDevice=tmpfs\nOptions=uid=web\n",
		Good: "-- a.volume --\n[Volume]\nType=tmpfs\nDevice=tmpfs\nOptions=uid=1000\n",
		Refs: []string{"podman-volume-create(1)", "pkg/domain/infra/abi/parse/parse.go"},
	},
	Check: func(p *lint.Pass) { reportValues(p, badVolumeSettingKeys) },
}
