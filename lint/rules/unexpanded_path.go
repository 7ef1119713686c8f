package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unexpandedPath = lint.Rule{
	Name:     "unexpanded-path",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Build, quadlet.Kube},
	Fixable:  true,
	Tags:     []string{"volumes"},
	Doc: lint.Doc{
		Title: "a home directory that nothing expands",
		Why: "There is no shell: ~ stays a tilde, and $HOME in front of a path makes systemd drop the whole " +
			"word, for it looks for a variable of that long name. The specifier %h is the home directory.",
		Bad:       "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=~/data:/data\n",
		Good:      "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=%h/data:/data\n",
		FixSafety: "Safe: %h is the home directory of the user who runs the unit, which is what was meant.",
		Refs:      []string{"systemd.unit(5), Specifiers", "systemd.service(5), Command lines"},
	},
	Check: func(p *lint.Pass) {
		for _, key := range []string{"Volume", "Mount", "EnvironmentFile", "Rootfs", "SeccompProfile", "AuthFile", "Yaml", "ConfigMap", "File"} {
			for _, text := range texts(p, key) {
				from, home := 0, text.Str
				if key == "Mount" {
					m, _ := podman.ParseMount(text.Str, podman.Target{})
					from, home = m.SourceSpan.Start, m.Source
				}
				n := 0
				switch {
				case strings.HasPrefix(home, "~/"):
					n = len("~")
				case strings.HasPrefix(home, "$HOME/"):
					n = len("$HOME")
				default:
					continue
				}
				at := text.Part(from, from+n)
				f := lint.Finding{At: at, Key: text.Value, Message: strconv.Quote(home[:n]) + " is not expanded", Hint: "write %h"}
				if at.Range.Len() == n {
					f.Fixes = []lint.Fix{{Title: "write %h", Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(at, "%h")}}}
				}
				p.Report(f)
			}
		}
	},
}
