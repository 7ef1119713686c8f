package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var invisibleEnvironment = lint.Rule{
	Name:     "invisible-environment",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Service.Environment", "Service.EnvironmentFile"},
	Secret:   true,
	Tags:     []string{"systemd"},
	Doc: lint.Doc{
		Title: "a variable in [Service] that the container never sees",
		Why: "Environment= and EnvironmentFile= of [Service] are for podman and for commands such as ExecStartPre=. " +
			"The container gets what [Container] gives it; a variable of [Service] only arrives where ${NAME} in the " +
			"unit uses it, or an Environment=NAME without a value passes it on.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\n[Service]\nEnvironment=LOG_LEVEL=debug\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nEnvironment=LOG_LEVEL=debug\n",
		Refs: []string{"podman-systemd.unit(5), Environment=", "systemd.exec(5), Environment="},
	},
	Check: func(p *lint.Pass) {
		used := usedText(p.Unit)
		for _, w := range p.Unit.Words("Service", "Environment", unitfile.Exec) {
			name, _, ok := strings.Cut(w.Str, "=")
			if !ok || podmanVariable(name) || strings.Contains(used, "$"+name) || strings.Contains(used, "${"+name) || passesOn(p.Unit, name) {
				continue
			}
			p.Report(lint.Finding{
				At: w.TextPlace(), Key: w.Value,
				Message: "the container does not see " + name + ": [Service] sets it for podman only",
				Hint:    "move it to [Container]",
			})
		}
		for _, v := range p.Unit.All("Service", "EnvironmentFile") {
			if strings.Contains(used, "$") || passesOn(p.Unit, "") {
				continue
			}
			p.Report(lint.Finding{
				At: v.Place(), Key: v,
				Message: "the container does not see these variables: [Service] sets them for podman only",
				Hint:    "write EnvironmentFile= in [Container]",
			})
		}
	},
}

// usedText is all that may use a variable of the service: the container's keys
// and the commands.
func usedText(u *quadlet.Unit) string {
	var b strings.Builder
	for _, v := range u.Values() {
		if v.Section == u.Section() || strings.HasPrefix(v.Item.Name, "Exec") {
			b.WriteString(v.Text())
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// passesOn reports whether the container takes a variable over from podman's
// environment: by Environment=NAME, EnvironmentHost=, or a secret or option
// that may. An empty name asks about any.
func passesOn(u *quadlet.Unit, name string) bool {
	if u.Bool("Container", "EnvironmentHost", false) {
		return true
	}
	for _, w := range u.Words("Container", "Environment", unitfile.Exec) {
		if w.Str == name || name == "" && !strings.Contains(w.Str, "=") || strings.HasSuffix(w.Str, "*") {
			return true
		}
	}
	for _, w := range u.Words("Container", "PodmanArgs", unitfile.Exec) {
		if strings.HasPrefix(w.Str, "--env") || w.Str == "-e" {
			return true
		}
	}
	return false
}

// podmanVariable reports whether a variable is one that podman itself, systemd
// or what they start reads.
func podmanVariable(name string) bool {
	switch name {
	case "PATH", "HOME", "TMPDIR", "LANG", "TZ", "USER", "BUILDAH_FORMAT", "GODEBUG", "SSL_CERT_FILE", "SSL_CERT_DIR":
		return true
	}
	for _, prefix := range [...]string{"PODMAN_", "CONTAINERS_", "CONTAINER_", "REGISTRY_", "XDG_", "DBUS_", "SYSTEMD_", "STORAGE_", "LC_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return strings.HasSuffix(strings.ToLower(name), "_proxy")
}
