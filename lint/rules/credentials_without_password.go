package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var credentialsWithoutPassword = lint.Rule{
	Name:      "credentials-without-password",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Image},
	Keys:      []string{"Image.Creds"},
	Secret:    true,
	Tags:      []string{"secrets"},
	Doc: lint.Doc{
		Title: "Creds= with a user, but no password",
		Why: "podman asks for the password that is missing on the terminal. A service has none, and the pull fails. The " +
			"password does not belong into the unit either: AuthFile= names a file that podman login wrote.",
		Bad:  "-- app.image --\n[Image]\nImage=quay.io/example/app:1\nCreds=robot\n",
		Good: "-- app.image --\n[Image]\nImage=quay.io/example/app:1\nAuthFile=/etc/containers/auth.json\n",
		Refs: []string{"podman-pull(1), --creds and --authfile"},
	},
	Check: func(p *lint.Pass) {
		creds, ok := p.Unit.Lookup("Image", "Creds")
		if !ok || creds.Str == "" || strings.Contains(creds.Str, ":") || podman.Dynamic(creds.Str) || overruled(p, "Creds") {
			return
		}
		p.Report(lint.Finding{
			At: creds.TextPlace(), Key: creds.Value, Message: "there is a user, but no password, and podman cannot ask for it: the pull fails",
			Hint: "use AuthFile= with what podman login writes",
		})
	},
}
