package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var templateReference = lint.Rule{
	Name:     "template-reference",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod, quadlet.Kube, quadlet.Build},
	Since:    quadlet.V57,
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "a unit that is no template names the network or volume of a template",
		Why: "The network or volume of a template ends in the instance, which is that of the unit that names it. A unit that is no " +
			"template has none: its command line names an object that ends in a dash, while systemd starts the template for an " +
			"instance called like the unit, and that makes another one.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data@.volume:/data\n" +
			"-- data@.volume --\n[Volume]\n",
		Good: "-- web@.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nVolume=data@.volume:/data\n" +
			"-- data@.volume --\n[Volume]\n",
		Refs: []string{"podman-systemd.unit(5), Template files", "Podman, pkg/systemd/quadlet/quadlet.go: getResourceName"},
	},
	Check: func(p *lint.Pass) {
		if _, _, isTemplate := p.Unit.Template(); isTemplate {
			return
		}
		for _, r := range p.Set.Refs(p.Unit) {
			if r.Target == nil || r.Value.Section != p.Unit.Section() {
				continue
			}
			if r.Target.Kind != quadlet.Network && r.Target.Kind != quadlet.Volume || !strings.Contains(r.Target.Resource(), "%i") {
				continue
			}
			name := strings.ReplaceAll(r.Target.Resource(), "%i", "")
			p.Report(lint.Finding{
				At: r.At, Key: r.Value,
				Message: fmt.Sprintf("%q is a template and %q is none: the %v would be %q, which no unit makes", r.Name, p.Unit.Name, r.Target.Kind, name),
				Hint:    fmt.Sprintf("make %s a template too, or use a %v that is none", p.Unit.Name, r.Target.Kind),
				Related: []lint.Note{{At: r.Target.Top(), Message: "the template"}},
			})
		}
	},
}
