package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var limitWithoutEffect = lint.Rule{
	Name:     "limit-without-effect",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.Memory", "Container.ShmSize"},
	Tags:     []string{"values"},
	Doc: lint.Doc{
		Title: "a size that podman takes for nothing, or for next to nothing",
		Why: "A fraction of a byte and a number beyond 63 bits become 0, which is no limit at all; a bare " +
			"number counts bytes, and a container cannot start in a few of them.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nMemory=512\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nMemory=512m\n",
		Refs: []string{"podman-run(1), --memory"},
	},
	Check: func(p *lint.Pass) {
		for _, key := range []string{"Memory", "ShmSize"} {
			for _, text := range texts(p, key) {
				n, ok := podman.ParseSize(text.Str)
				if !ok || podman.Dynamic(text.Str) || strings.Trim(text.Str, "0bB ") == "" {
					continue
				}
				switch {
				case n <= 0:
					p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: strconv.Quote(text.Str) + " counts as 0: there is no limit", Hint: "give whole bytes, or a unit"})
				case key == "Memory" && n < 6<<20:
					p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: strconv.Quote(text.Str) + " is " + strconv.FormatInt(n, 10) + " bytes, too little for any container", Hint: "add a unit: " + text.Str + "m"})
				}
			}
		}
	},
}
