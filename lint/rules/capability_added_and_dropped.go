package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var capabilityAddedAndDropped = lint.Rule{
	Name:      "capability-added-and-dropped",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.AddCapability"},
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "a capability is both added and dropped",
		Why: "podman refuses a capability that stands in AddCapability= and DropCapability=, and all in " +
			"both. Adding single ones beside DropCapability=all is the usual way and fine.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nAddCapability=NET_ADMIN\nDropCapability=CAP_NET_ADMIN\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nDropCapability=all\nAddCapability=NET_ADMIN\n",
		Refs: []string{"podman-run(1), --cap-add", "go.podman.io/common, pkg/capabilities"},
	},
	Check: func(p *lint.Pass) {
		if hasFlag(p, "privileged", "cap-add", "cap-drop") {
			return
		}
		drops := map[string]quadlet.Text{}
		dropAll := false
		for _, text := range texts(p, "DropCapability") {
			for part := range strings.SplitSeq(text.Str, ",") {
				if name, ok := podman.Capability(part); ok {
					drops[name] = text
					dropAll = dropAll || name == "ALL"
				}
			}
		}
		for _, text := range texts(p, "AddCapability") {
			for part := range strings.SplitSeq(text.Str, ",") {
				name, ok := podman.Capability(part)
				drop, dropped := drops[name]
				// With all dropped, only adding all contradicts it.
				if ok && dropped && dropAll == (name == "ALL") {
					p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "capability " + name + " is added and dropped", Hint: "remove one of them", Related: []lint.Note{{At: drop.TextPlace(), Message: "dropped here"}}})
				}
			}
		}
	},
}
