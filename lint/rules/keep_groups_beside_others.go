package rules

import (
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var keepGroupsBesideOthers = lint.Rule{
	Name:      "keep-groups-beside-others",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.GroupAdd", "Container.PodmanArgs"},
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
		list := texts(p, "GroupAdd")
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && a.Flag.Name == "group-add" {
				text := a.value
				text.Str = a.Value
				list = append(list, text)
			}
		}
		groups := 0
		for _, text := range list {
			groups += strings.Count(text.Str, ",") + 1
		}
		if groups < 2 {
			return
		}
		for _, text := range list {
			if slices.Contains(strings.Split(text.Str, ","), "keep-groups") {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "keep-groups beside other groups", Hint: "keep one or the other"})
				return
			}
		}
	},
}
