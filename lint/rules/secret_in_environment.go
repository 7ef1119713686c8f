package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var secretInEnvironment = lint.Rule{
	Name:     "secret-in-environment",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Build},
	Keys:     []string{"Container.Environment", "Build.Environment"},
	Secret:   true,
	Weight:   5,
	Tags:     []string{"secrets"},
	Doc: lint.Doc{
		Title: "a password stands in the unit",
		Why: "Unit files are readable by everyone, end up in backups and repositories, and `podman inspect` " +
			"shows every variable. A podman secret with type=env sets the same variable from a store of " +
			"its own.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nEnvironment=DB_PASSWORD=correct-horse\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nSecret=db-password,type=env,target=DB_PASSWORD\n",
		Refs: []string{"podman-secret-create(1)", "podman-run(1), --secret"},
	},
	Check: func(p *lint.Pass) {
		for _, text := range texts(p, "Environment") {
			name, value, ok := strings.Cut(text.Str, "=")
			if !ok || podman.Dynamic(value) {
				continue
			}
			switch {
			case holdsSecret(name, value):
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the value of " + name + " stands in the unit", Hint: "use Secret=NAME,type=env,target=" + name})
			case passwordInURL(value):
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "the URL in " + name + " has a password", Hint: "use Secret=NAME,type=env,target=" + name})
			}
		}
	},
}

// holdsSecret reports whether a setting of this name and value is a secret that
// counts: not its place, and not the one of an example.
func holdsSecret(name, value string) bool {
	return isSecretName(name) && looksSecret(value) && !isPlaceholderSecret(value)
}

// isSecretName recognises variables that hold a secret itself, not its place,
// length or lifetime.
func isSecretName(name string) bool {
	n := strings.ToUpper(name)
	for _, end := range []string{"_FILE", "_PATH", "_TTL", "_URL", "_LENGTH", "_POLICY", "_HEADER", "_NAME", "_ID", "_DIR", "_EXPIRY", "_TYPE"} {
		if strings.HasSuffix(n, end) {
			return false
		}
	}
	for _, part := range strings.FieldsFunc(n, func(r rune) bool { return r == '_' || r == '-' || r == '.' }) {
		switch part {
		case "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "PASS":
			return true
		}
	}
	return strings.HasSuffix(n, "API_KEY") || strings.HasSuffix(n, "SECRET_KEY") || strings.HasSuffix(n, "PRIVATE_KEY") || strings.HasSuffix(n, "ACCESS_KEY") || strings.HasSuffix(n, "PASSWORD")
}

// looksSecret leaves out switches, numbers and paths.
func looksSecret(value string) bool {
	switch strings.ToLower(value) {
	case "", "true", "false", "yes", "no", "on", "off", "none", "null", "0", "1":
		return false
	}
	return value[0] != '/'
}

// passwordInURL recognises scheme://user:password@host.
func passwordInURL(value string) bool {
	_, rest, ok := strings.Cut(value, "://")
	if !ok {
		return false
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	user, _, ok := strings.Cut(rest, "@")
	_, password, has := strings.Cut(user, ":")
	return ok && has && password != "" && !isPlaceholderSecret(password)
}
