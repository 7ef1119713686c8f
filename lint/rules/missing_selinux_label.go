package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var missingSelinuxLabel = lint.Rule{
	Name:     "missing-selinux-label",
	Severity: lint.Info,
	Secret:   true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.Volume"},
	Tags:     []string{"volumes"},
	Doc: lint.Doc{
		Title: "a host directory without a label on an SELinux host",
		Why: "Where SELinux is on, a container may not read a directory of the host unless it has the label " +
			"of containers: add z or Z, or switch labels off for the container. Asked for with a target " +
			"that has SELinux.",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/srv/data:/data\n",
		Good:    "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/srv/data:/data:Z\n",
		Options: []string{"--selinux"},
		Refs:    []string{"podman-run(1), --volume"},
	},
	Check: func(p *lint.Pass) {
		if !p.Target.SELinux || p.Unit.Bool("Container", "SecurityLabelDisable", false) || p.Unit.Has("Container", "SecurityLabelType") {
			return
		}
		for _, a := range podmanArgs(p) {
			if a.Flag == nil || a.Flag.Name == "privileged" || a.Flag.Name == "security-opt" {
				return
			}
		}
		for _, v := range volumes(p) {
			text := v.text
			_, labelled := relabelled(v.Volume)
			_, overlay := v.Option("O")
			if labelled || overlay || v.Source == "" || v.Named() || isSystemPath(v.Source) || systemTree(v.Source) || strings.HasSuffix(v.Source, ".sock") || strings.HasPrefix(v.Source, "$") {
				continue
			}
			p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: strconv.Quote(v.Source) + " is mounted without a label", Hint: "add :Z, or :z if several containers mount it"})
		}
	},
}

// systemTree reports whether a path is below a directory whose labels belong to
// the system.
func systemTree(path string) bool {
	for _, prefix := range []string{"/dev/", "/etc/", "/lib/", "/proc/", "/run/", "/sys/", "/usr/", "%t/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}
