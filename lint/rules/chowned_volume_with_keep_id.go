package rules

import (
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var chownedVolumeWithKeepId = lint.Rule{
	Name:     "chowned-volume-with-keep-id",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.Volume"},
	Tags:     []string{"userns"},
	Doc: lint.Doc{
		Title: "a volume with U beside keep-id",
		Why: "U gives every file of the source to the user of the container at each start, on the host too. " +
			"With keep-id the ids already agree: U is slow on large trees and hands over files that are " +
			"shared with others.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\nVolume=%h/data:/data:U\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\nVolume=%h/data:/data\n",
		Refs: []string{"podman-run(1), --volume"},
	},
	Check: func(p *lint.Pass) {
		if ns, _, ok := userNS(p); !ok || ns.Mode != "keep-id" {
			return
		}
		for _, v := range volumes(p) {
			text := v.text
			if at, ok := v.Option("U"); ok && !v.Named() {
				p.Report(lint.Finding{At: text.Part(at.Start, at.End), Key: text.Value, Message: "option U changes the owner of " + strconv.Quote(v.Source) + " at every start", Hint: "keep-id already maps the user; remove U"})
			}
		}
	},
}
