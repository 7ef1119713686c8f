package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var serviceEnvironment = lint.Rule{
	Name:     "service-environment",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Service.Environment", "Service.EnvironmentFile"},
	Secret:   true,
	Tags:     []string{"environment"},
	Doc: lint.Doc{
		Title: "a variable of [Service] that the container does not see",
		Why: "Environment= in [Service] is for podman itself and for ${NAME} in the unit. The container " +
			"gets only what [Container] gives it.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\n[Service]\nEnvironment=LEVEL=debug\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironment=LEVEL=debug\n",
		Refs: []string{"podman-container.unit(5), Environment=", "systemd.exec(5), Environment="},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.Bool("Container", "EnvironmentHost", false) || hasFlag(p, "env-host") {
			return
		}
		used := func(name string) bool {
			for _, v := range p.Unit.Values() {
				if strings.Contains(v.Text(), "${"+name+"}") || strings.Contains(v.Text(), "$"+name) {
					return true
				}
			}
			return false
		}
		bare := map[string]bool{}
		for _, text := range texts(p, "Environment") {
			bare[text.Str] = true // a name alone takes the value from podman's environment
		}
		for _, w := range p.Unit.Words("Service", "Environment", unitfile.Exec) {
			name, _, ok := strings.Cut(w.Str, "=")
			if ok && !used(name) && !bare[name] && !forPodman(name) {
				p.Report(lint.Finding{At: w.TextPlace(), Key: w.Value, Message: name + " is set for podman, not for the container", Hint: "move it to [Container]"})
			}
		}
	},
}

// forPodman recognises variables that podman and its helpers read.
func forPodman(name string) bool {
	switch strings.ToUpper(name) {
	case "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "FTP_PROXY", "ALL_PROXY", "PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "REGISTRY_AUTH_FILE", "DBUS_SESSION_BUS_ADDRESS", "LANG":
		return true
	}
	for _, prefix := range []string{"PODMAN_", "CONTAINERS_", "CONTAINER_", "STORAGE_", "SYSTEMD_", "GODEBUG", "LC_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
