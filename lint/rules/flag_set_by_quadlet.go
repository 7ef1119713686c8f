package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var flagSetByQuadlet = lint.Rule{
	Name:     "flag-set-by-quadlet",
	Severity: lint.Warning,
	Secret:   true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.PodmanArgs"},
	Tags:     []string{"podman-args"},
	Doc: lint.Doc{
		Title: "a flag that Quadlet sets itself",
		Why: "Quadlet names the container, removes it when it ends, runs it detached, puts it into the " +
			"cgroup of its service and tells systemd when it is ready. A second --name, --rm, --detach, " +
			"--sdnotify or --cidfile overrides that, and the service may not find its container any more.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--name=web\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nContainerName=web\n",
		Refs: []string{"pkg/systemd/quadlet/quadlet.go, ConvertContainer"},
	},
	Check: func(p *lint.Pass) {
		for _, a := range podmanArgs(p) {
			if a.Flag == nil {
				return
			}
			hint := ""
			switch a.Flag.Name {
			case "name":
				hint = "use ContainerName="
			case "rm", "replace", "detach":
				hint = "remove it"
			case "cgroups":
				if hint = "remove it"; p.Version >= quadlet.V53 {
					hint = "use CgroupsMode="
				}
			case "sdnotify":
				if a.Value == "healthy" && p.Version < quadlet.V50 {
					continue // Notify= takes the word since 5.0 only
				}
				hint = "use Notify="
			case "cidfile", "conmon-pidfile", "pidfile":
				hint = "remove it; the service keeps track by itself"
			default:
				continue
			}
			p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "Quadlet sets --" + a.Flag.Name + " itself", Hint: hint})
		}
	},
}
