package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var placeholderSecret = lint.Rule{
	Name:     "placeholder-secret",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Build},
	Keys:     []string{"Container.Environment", "Build.Environment"},
	Secret:   true,
	Tags:     []string{"secrets"},
	Doc: lint.Doc{
		Title: "a password is still the one of the example",
		Why:   "Words such as changeme are the first ones that anybody tries.",
		Bad:   "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironment=DB_PASSWORD=changeme\n",
		Good:  "[Container]\nImage=docker.io/library/nginx:1.29\nSecret=db-password,type=env,target=DB_PASSWORD\n",
		Refs:  []string{"podman-secret-create(1)"},
	},
	Check: func(p *lint.Pass) {
		for _, text := range texts(p, "Environment") {
			name, value, ok := strings.Cut(text.Str, "=")
			if ok && isSecretName(name) && isPlaceholderSecret(value) {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: name + " has the value of an example", Hint: "use Secret=NAME,type=env,target=" + name})
			}
		}
	},
}

// isPlaceholderSecret recognises the values of examples.
func isPlaceholderSecret(value string) bool {
	v := strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(value))
	switch v {
	case "changeme", "changethis", "example", "password", "secret", "default", "placeholder", "todo", "xxx", "xxxx", "yourpassword", "mypassword", "replaceme", "insecure":
		return true
	}
	return strings.HasPrefix(v, "<") || strings.HasPrefix(v, "changeme") || strings.HasPrefix(v, "your") || strings.HasPrefix(v, "replace")
}
