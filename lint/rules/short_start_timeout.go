package rules

import (
	"strings"
	"time"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/lint"
)

// defaultStartTimeout is systemd's DefaultTimeoutStartSec=.
const defaultStartTimeout = 90 * time.Second

var shortStartTimeout = lint.Rule{
	Name:     "short-start-timeout",
	Severity: lint.Info,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Kube},
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a start that includes a pull, and 90 seconds for both",
		Why: "podman pulls a missing image while the service starts. systemd stops a start that takes longer than " +
			"TimeoutStartSec=, 90 seconds unless set: a large image on a slow line then never arrives.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nTimeoutStartSec=900\n",
		Refs: []string{"systemd.service(5), TimeoutStartSec=", "podman-systemd.unit(5), Container units"},
	},
	Check: func(p *lint.Pass) {
		// A oneshot service has no start timeout unless it is set.
		if serviceType(p) == "oneshot" || p.Unit.Str("Container", "Pull") == "never" {
			return
		}
		image, ok := p.Unit.Last("Container", "Image")
		at := p.Unit.Top()
		switch {
		case ok && (strings.HasSuffix(image.Text(), ".image") || strings.HasSuffix(image.Text(), ".build")):
			return // another service pulls or builds it
		case ok:
			at = image.Place()
		case p.Unit.Kind == quadlet.Container:
			return // a root file system
		}
		for _, key := range []string{"TimeoutStartSec", "TimeoutSec"} {
			v, set := p.Unit.Last("Service", key)
			if !set {
				continue
			}
			if span, valid := systemd.ParseTimeSpan(v.Text()); !valid || span == 0 || span > defaultStartTimeout {
				return
			}
			at = v.Place()
		}
		p.Report(lint.Finding{
			At:      at,
			Message: "the image is pulled within the start timeout of 90 seconds or less",
			Hint:    "set TimeoutStartSec=900 in [Service], or pull by a .image unit",
		})
	},
}
