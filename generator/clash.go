package generator

import (
	"slices"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Clashes reports what the units of a Spec would take away from a unit that is
// there already, or the other way round: a host port or a name. The unit is
// called by where it was found.
func (s Spec) Clashes(where, text string) []error {
	c := &checker{}
	name := s.withDefaults().containerName()
	ports := []struct {
		field string
		port  int
	}{{"gateway-port", s.GatewayPort}, {"bridge-port", s.BridgePort}}
	for _, section := range unitfile.Parse(where, text, quadlet.DialectOf(s.Podman)).Sections {
		if section.Name != "Container" && section.Name != "Pod" {
			continue
		}
		for _, item := range section.Items {
			switch item.Name {
			case "ContainerName", "PodName":
				if item.Value == name {
					c.refuse("name", "another --name, or another --output", "%q is the name of %q already", name, where)
				}
			case "PublishPort":
				if s.Template || !s.publishes() {
					continue
				}
				found, _ := podman.ParsePorts(item.Value, podman.Target{})
				for _, p := range ports {
					if slices.ContainsFunc(found, func(f podman.Port) bool { return f.Host <= p.port && p.port <= f.HostEnd }) {
						c.refuse(p.field, "another port, or another --output", "port %d is published by %q already", p.port, where)
					}
				}
			}
		}
	}
	return c.problems
}
