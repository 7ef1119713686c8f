package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var missingHostPath = lint.Rule{
	Name:     "missing-host-path",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.Volume", "Container.Mount", "Pod.Volume"},
	Tags:     []string{"volumes"},
	Doc: lint.Doc{
		Title: "a path of the host that is not there",
		Why: "Podman does not make the source of a bind mount, as Docker does: the container is not created, and the service fails. " +
			"It is looked for on this machine, and only for the units that are installed on it (lint --installed).",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/srv/wbe:/usr/share/nginx/html:ro\n",
		Good:    "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/srv/web:/usr/share/nginx/html:ro\n",
		Options: []string{"missing=/srv/wbe"},
		Refs:    []string{"podman-run(1), --volume", "podman-run(1), --mount"},
	},
	Check: func(p *lint.Pass) {
		report := func(text quadlet.Text, source string, at podman.Span) {
			if !p.Set.HostPath(source).Missing || createdFirst(p.Unit, source) {
				return
			}
			p.Report(lint.Finding{
				At: text.Part(at.Start, at.End), Key: text.Value,
				Message: strconv.Quote(source) + " does not exist, and podman does not make it: the service fails",
				Hint:    "make it, or mend the path",
			})
		}
		for _, v := range volumes(p) {
			report(v.text, v.Source, podman.Span{End: len(v.Source)})
		}
		for _, text := range texts(p, "Mount") {
			if m, _ := podman.ParseMount(text.Str, podman.Target{}); m.Type == "bind" {
				report(text, m.Source, m.SourceSpan)
			}
		}
	},
}

// createdFirst reports whether a command of the unit names the path: it may make
// it.
func createdFirst(u *quadlet.Unit, path string) bool {
	for _, v := range u.All("Service", "ExecStartPre") {
		if strings.Contains(v.Text(), path) {
			return true
		}
	}
	return false
}
