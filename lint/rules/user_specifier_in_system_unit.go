package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var userSpecifierInSystemUnit = lint.Rule{
	Name:     "user-specifier-in-system-unit",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.User"},
	Tags:     []string{"userns"},
	Doc: lint.Doc{
		Title: "User=%U in a unit of root",
		Why: "%U and %u are the user who runs the service manager. In a system unit that is root, so the " +
			"container runs as root; the idiom is for units of users.",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\nUser=%U\nGroup=%G\n",
		Good:    "[Container]\nImage=docker.io/library/nginx:1.29\nUser=1000\nGroup=1000\n",
		Options: []string{"--system"},
		Refs:    []string{"systemd.unit(5), Specifiers"},
	},
	Check: func(p *lint.Pass) {
		user, ok := p.Unit.Lookup("Container", "User")
		if ok && p.Rootful() && (strings.HasPrefix(user.Str, "%U") || strings.HasPrefix(user.Str, "%u")) {
			p.Report(lint.Finding{At: user.TextPlace(), Key: user.Value, Message: user.Str + " is root in a unit of root", Hint: "write the id that the image expects"})
		}
	},
}
