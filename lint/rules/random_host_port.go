package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var randomHostPort = lint.Rule{
	Name:     "random-host-port",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.PublishPort", "Pod.PublishPort"},
	Tags:     []string{"ports"},
	Doc: lint.Doc{
		Title: "text that turns out empty leaves a random host port",
		Why: "systemd works out %i and ${PORT} first. In a unit that is no template, or without the " +
			"variable, nothing is left, and :80 publishes on a random host port without a word.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=%i:80\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nPublishPort=${PORT}:80\n[Service]\nEnvironment=PORT=8080\n",
		Refs: []string{"systemd.unit(5), Specifiers", "systemd.service(5), Command lines"},
	},
	Check: func(p *lint.Pass) {
		_, _, template := p.Unit.Template()
		for _, text := range texts(p, "PublishPort") {
			host, _, ok := strings.Cut(text.Str, ":")
			if i := strings.LastIndexByte(text.Str, ':'); ok && strings.Count(text.Str, ":") == 2 {
				host = text.Str[strings.IndexByte(text.Str, ':')+1 : i]
			}
			if !ok {
				continue
			}
			switch {
			case (host == "%i" || host == "%I") && !template:
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: host + " is empty in a unit that is no template: the host port will be random", Hint: "write the port, or make the unit a template: NAME@" + p.Unit.Kind.Ext()})
			case strings.HasPrefix(host, "${") && strings.HasSuffix(host, "}") && !setsVariable(p.Unit, host[2:len(host)-1]):
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: host + " is not set in [Service]: the host port will be random", Hint: "set it by Environment= or EnvironmentFile= in [Service], which is where the command line looks"})
			}
		}
	},
}

// setsVariable reports whether [Service] sets a variable, or may: a file and
// the environment of the manager are not looked into.
func setsVariable(u *quadlet.Unit, name string) bool {
	if len(u.All("Service", "EnvironmentFile")) > 0 || len(u.All("Service", "PassEnvironment")) > 0 {
		return true
	}
	for _, w := range u.Words("Service", "Environment", unitfile.Exec) {
		if n, _, ok := strings.Cut(w.Str, "="); ok && n == name {
			return true
		}
	}
	return false
}
