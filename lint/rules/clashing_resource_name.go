package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var clashingResourceName = lint.Rule{
	Name:     "clashing-resource-name",
	Severity: lint.Warning,
	Keys:     []string{"Container.ContainerName", "Pod.PodName", "Network.NetworkName", "Volume.VolumeName", "Build.ImageTag"},
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "two units make a container, pod, network, volume or image of the same name",
		Why: "Quadlet starts containers and pods with --replace: of two with one name, starting either removes the other. " +
			"The infra container of a pod, called like the pod with -infra behind, cannot be replaced. Networks and volumes are " +
			"made with --ignore, so only the settings of the unit that starts first count; of two builds the last one keeps the tag.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nContainerName=app\n" +
			"-- db.container --\n[Container]\nImage=docker.io/library/postgres:17\nContainerName=app\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nContainerName=web\n" +
			"-- db.container --\n[Container]\nImage=docker.io/library/postgres:17\nContainerName=db\n",
		Refs: []string{
			"podman-container.unit(5), ContainerName=",
			"podman-run(1), --replace",
			"Podman, pkg/systemd/quadlet/quadlet.go: ConvertContainer, ConvertVolume",
		},
	},
	CheckSet: func(p *lint.SetPass) {
		resources := lint.PerUnit(p, "resources", resourcesOf)
		taken := make(map[resourceID]*resource, len(resources))
		for _, u := range generated(p) {
			for i := range resources[u.Index()] {
				r := &resources[u.Index()][i]
				id := resourceID{r.kind, r.name}
				first := taken[id]
				switch {
				case first == nil:
					taken[id] = r
				case first.unit.ServiceName() == u.ServiceName():
					// The services clash already; one of the units is lost.
				case first.infra && r.infra:
					// So do the pods.
				default:
					p.Report(u, lint.Finding{
						At: r.at, Key: r.value, Severity: clashSeverity(first.unit, u), Message: clashMessage(first, r),
						Hint:    "give one of them another " + r.unit.Kind.Info().NameKey + "=",
						Related: []lint.Note{{At: first.at, Message: "the name is given here first"}},
					})
				}
			}
		}
	},
}

type resourceID struct {
	kind quadlet.Kind
	name string
}

// resource is a Podman object that a unit makes.
type resource struct {
	unit  *quadlet.Unit
	kind  quadlet.Kind
	infra bool // the container that keeps a pod's namespaces
	name  string
	at    quadlet.Place
	value quadlet.Value // the key that names it, if any
}

// resourcesOf returns what a unit makes, as far as the names are known.
func resourcesOf(u *quadlet.Unit) []resource {
	info := u.Kind.Info()
	r := resource{unit: u, kind: u.Kind, at: u.Top()}
	key, named := u.Lookup(u.Section(), info.NameKey)
	if named && key.Str != "" {
		r.at, r.value = key.TextPlace(), key.Value
	}
	switch u.Kind {
	case quadlet.Container, quadlet.Pod, quadlet.Network, quadlet.Volume:
		r.name = quadlet.ResourceName(u.Name, key.Str, u.Version)
		r.name = strings.ReplaceAll(r.name, "%N", u.ServiceName())
	case quadlet.Build:
		r.name = u.Resource()
	default:
		return nil
	}
	if r.name == "" || !literal(r.name) {
		return nil
	}
	all := []resource{r}
	if u.Kind == quadlet.Pod && u.Version >= quadlet.V53 {
		// Before, the infra container is called after the pod's id.
		infra := r
		infra.kind, infra.infra = quadlet.Container, true
		infra.name += "-infra"
		all = append(all, infra)
	}
	return all
}

func clashMessage(first, second *resource) string {
	name, kind := second.name, second.kind.String()
	switch second.kind {
	case quadlet.Container, quadlet.Pod:
		if first.infra || second.infra {
			return fmt.Sprintf("the container name %q is taken by %q: podman refuses whichever starts second", name, first.unit.Name)
		}
		return fmt.Sprintf("the %s name %q is taken by %q: starting one removes the other", kind, name, first.unit.Name)
	case quadlet.Build:
		return fmt.Sprintf("the image %q is built by %q too: the last build keeps the name", name, first.unit.Name)
	}
	return fmt.Sprintf("the %s %q is made by %q too: the settings of the unit that starts first count", kind, name, first.unit.Name)
}
