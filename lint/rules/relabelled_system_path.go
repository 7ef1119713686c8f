package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var relabelledSystemPath = lint.Rule{
	Name:     "relabelled-system-path",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.Volume", "Pod.Volume"},
	Tags:     []string{"volumes"},
	Doc: lint.Doc{
		Title: "a system directory gets the label of a container",
		Why: "z and Z give every file below the source a new SELinux label, on the host: with /etc, /usr, " +
			"/home or a whole home directory, logins and services stop working.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/etc:/etc:ro,z\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/etc/web:/etc/web:ro,z\n",
		Refs: []string{"podman-run(1), --volume", "https://github.com/containers/podman/issues/8786"},
	},
	Check: func(p *lint.Pass) {
		for _, v := range volumes(p) {
			text := v.text
			at, ok := relabelled(v.Volume)
			if ok && isSystemPath(v.Source) {
				p.Report(lint.Finding{At: text.Part(at.Start, at.End), Key: text.Value, Message: "all of " + strconv.Quote(v.Source) + " would get the label of a container", Hint: "mount a directory below it, or use SecurityLabelDisable=true"})
			}
		}
	},
}

// relabelled returns the option z or Z of a volume.
func relabelled(v podman.Volume) (podman.Span, bool) {
	if at, ok := v.Option("z"); ok {
		return at, true
	}
	return v.Option("Z")
}

// isSystemPath reports whether a path is a whole directory of the system, or a
// whole home directory.
func isSystemPath(path string) bool {
	path = strings.TrimRight(path, "/")
	if home, ok := strings.CutPrefix(path, "/home/"); ok && strings.IndexByte(home, '/') < 0 {
		return true
	}
	switch path {
	case "", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/root", "/run", "/sbin",
		"/srv", "/sys", "/tmp", "/usr", "/var", "/var/lib", "/var/log", "/var/run", "%h", "%t", "/etc/passwd", "/etc/group",
		"/etc/localtime", "/etc/ssl", "/etc/pki", "/usr/share", "/var/lib/containers":
		return true
	}
	return false
}
