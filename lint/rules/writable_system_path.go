package rules

import (
	"path"
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var writableSystemPath = lint.Rule{
	Name:     "writable-system-path",
	Severity: lint.Warning,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.Volume", "Pod.Volume"},
	Weight:   12,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "a directory of the system is mounted writable",
		Why:   "Who can write to /etc, /usr or a socket's directory of the host needs no way out of the container.",
		Bad:   "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/etc:/host/etc\n",
		Good:  "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=/etc/nginx:/etc/nginx:ro\n",
		Refs:  []string{"podman-run(1), --volume"},
	},
	Check: func(p *lint.Pass) {
		for _, v := range volumes(p) {
			if _, readOnly := v.Option("ro"); readOnly || !isHostSystem(v.Source) {
				continue
			}
			p.Report(lint.Finding{
				At: v.text.Part(v.SourceSpan.Start, v.SourceSpan.End), Key: v.text.Value,
				Message: "the container can write to " + strconv.Quote(v.Source) + " of the host",
				Hint:    "mount what is needed of it, with :ro",
			})
		}
	},
}

// isHostSystem reports whether a path is a directory from which the host can be
// taken over, or one that holds such a directory.
func isHostSystem(source string) bool {
	switch path.Clean(source) {
	case "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/usr", "/usr/bin", "/usr/lib",
		"/usr/local", "/usr/sbin", "/var", "/var/lib", "/var/run", "/etc/systemd", "/etc/cron.d", "/var/lib/containers":
		return true
	}
	return false
}
