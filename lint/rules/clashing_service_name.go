package rules

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var clashingServiceName = lint.Rule{
	Name:     "clashing-service-name",
	Severity: lint.Warning,
	Keys:     serviceNameKeys,
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "two units are turned into a service of the same name",
		Why: "The generator writes one file for each service. Where two units give the same name, as web.container and " +
			"web.kube do, the one that is converted later overwrites the other without a word, and one of the two never runs.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\n" +
			"-- web.kube --\n[Kube]\nYaml=web.yml\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\n" +
			"-- site.kube --\n[Kube]\nYaml=web.yml\n",
		Refs: []string{"podman-systemd.unit(5), Quadlet unit files", "Podman, cmd/quadlet/main.go: generateServiceFile"},
	},
	CheckSet: func(p *lint.SetPass) {
		taken := map[string]*quadlet.Unit{}
		for _, u := range generated(p) {
			name := u.ServiceName()
			first := taken[name]
			if first == nil {
				taken[name] = u
				continue
			}
			at, key := serviceNamePlace(u)
			firstAt, _ := serviceNamePlace(first)
			hint := "rename one of the files"
			if p.Version >= quadlet.V53 {
				hint += ", or give it another ServiceName="
			}
			p.Report(u, lint.Finding{
				At: at, Key: key, Hint: hint, Severity: clashSeverity(first, u),
				Message: fmt.Sprintf("the service %q is generated from %q too: one overwrites the other", name+".service", first.Name),
				Related: []lint.Note{{At: firstAt, Message: "the service is generated from here too"}},
			})
		}
	},
}

// serviceNameKeys are ServiceName= of every kind.
var serviceNameKeys = func() []string {
	var keys []string
	for _, kind := range quadlet.Kinds() {
		keys = append(keys, kind.Section()+".ServiceName")
	}
	return keys
}()

// serviceNamePlace is where the name of a unit's service comes from.
func serviceNamePlace(u *quadlet.Unit) (quadlet.Place, quadlet.Value) {
	if t, ok := u.Lookup(u.Section(), "ServiceName"); ok && u.Version >= quadlet.V53 {
		return t.TextPlace(), t.Value
	}
	return u.Top(), quadlet.Value{}
}
