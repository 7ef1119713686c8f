package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var keepGroupsWithoutCrun = lint.Rule{
	Name:     "keep-groups-without-crun",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.GroupAdd"},
	Tags:     []string{"userns"},
	Doc: lint.Doc{
		Title: "keep-groups with a runtime that has no such thing",
		Why: "Keeping the groups of the calling user is a feature of crun. runc and others ignore the " +
			"annotation, and the container lacks the groups.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nGroupAdd=keep-groups\nGlobalArgs=--runtime=runc\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nGroupAdd=keep-groups\n",
		Refs: []string{"podman-run(1), --group-add"},
	},
	Check: func(p *lint.Pass) {
		keeps := false
		for _, text := range texts(p, "GroupAdd") {
			keeps = keeps || text.Str == "keep-groups"
		}
		list := texts(p, "GlobalArgs")
		for i, text := range list {
			name, ok := strings.CutPrefix(text.Str, "--runtime=")
			if text.Str == "--runtime" && i+1 < len(list) {
				name, ok = list[i+1].Str, true
			}
			if keeps && ok && !strings.HasSuffix(name, "crun") && !podman.Dynamic(name) {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the runtime " + strconv.Quote(name) + " does not keep groups", Hint: "use crun"})
			}
		}
	},
}
