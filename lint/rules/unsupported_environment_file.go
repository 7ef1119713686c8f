package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unsupportedEnvironmentFile = lint.Rule{
	Name:     "unsupported-environment-file",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.EnvironmentFile"},
	Tags:     []string{"environment"},
	Doc: lint.Doc{
		Title: "a form of EnvironmentFile= that only systemd knows",
		Why: "In [Container] the file goes to podman --env-file: a leading dash does not make it optional " +
			"but is part of the path, a pattern is not expanded, and a missing file stops the container. " +
			"In [Service] systemd reads the file, but the container does not see it.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironmentFile=-/etc/web.env\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironmentFile=/etc/web.env\n",
		Refs: []string{"podman-run(1), --env-file", "https://github.com/containers/podman/issues/26719"},
	},
	Check: func(p *lint.Pass) {
		for _, text := range texts(p, "EnvironmentFile") {
			f := lint.Finding{At: text.TextPlace(), Key: text.Value}
			switch {
			case strings.HasPrefix(text.Str, "-"):
				f.Message, f.Hint = "the dash does not make the file optional: it is part of the path "+strconv.Quote(text.Str), "remove the dash, and make sure that the file exists"
			case strings.ContainsAny(text.Str, "*?") && !podman.Dynamic(text.Str):
				f.Message, f.Hint = "the pattern "+strconv.Quote(text.Str)+" is not expanded", "name each file"
			default:
				continue
			}
			p.Report(f)
		}
	},
}
