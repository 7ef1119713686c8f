package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var keepGroupsBesideOthers = lint.Rule{
	Name:      "keep-groups-beside-others",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.GroupAdd"},
	Tags:      []string{"userns"},
	Doc: lint.Doc{
		Title: "GroupAdd=keep-groups beside other groups",
		Why: "keep-groups hands the groups of the calling user to the container as they are; podman refuses " +
			"any other group beside it.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nGroupAdd=keep-groups\nGroupAdd=video\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nGroupAdd=keep-groups\n",
		Refs: []string{"podman-run(1), --group-add"},
	},
	Check: func(p *lint.Pass) {
		list := texts(p.Unit, "GroupAdd")
		if len(list) < 2 {
			return
		}
		for _, text := range list {
			if text.Str == "keep-groups" {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "keep-groups beside other groups", Hint: "keep one or the other"})
				return
			}
		}
	},
}
