package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var logTagWithoutJournald = lint.Rule{
	Name:      "log-tag-without-journald",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.LogOpt"},
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "a log tag with a driver that has none",
		Why: "Only journald has tags. Since 6.0 podman refuses LogOpt=tag= with another driver; before, it " +
			"had no effect.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nLogDriver=k8s-file\nLogOpt=tag=web\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nLogDriver=journald\nLogOpt=tag=web\n",
		Refs: []string{"podman-run(1), --log-opt"},
	},
	Check: func(p *lint.Pass) {
		driver := p.Unit.Str("Container", "LogDriver")
		if driver == "" || driver == "journald" || podman.Dynamic(driver) || hasFlag(p, "log-driver") {
			return
		}
		for _, text := range texts(p, "LogOpt") {
			if strings.HasPrefix(text.Str, "tag=") {
				f := lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "LogOpt=tag= with the log driver " + strconv.Quote(driver), Hint: "use LogDriver=journald, or remove the tag"}
				if p.Version < quadlet.V61 {
					f.Severity = lint.Warning
				}
				p.Report(f)
			}
		}
	},
}
