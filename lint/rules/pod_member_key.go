package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var podMemberKey = lint.Rule{
	Name:      "pod-member-key",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container},
	Keys:      []string{"Container.Pod"},
	Since:     quadlet.V50,
	Tags:      []string{"references"},
	Doc: lint.Doc{
		Title: "a container of a pod has a key that belongs to the pod",
		Why: "The members of a pod share its network, host name and user namespace. Podman refuses to create a member that publishes " +
			"ports, sets a host name, addresses, hosts or aliases, or maps ids of its own. The same keys stand in the [Pod] section.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nPod=app.pod\nPublishPort=8080:80\n" +
			"-- app.pod --\n[Pod]\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nPod=app.pod\n" +
			"-- app.pod --\n[Pod]\nPublishPort=8080:80\n",
		Refs: []string{"podman-container.unit(5), Pod=", "podman-run(1), --pod", "Podman, pkg/specgen/container_validate.go"},
	},
	Check: func(p *lint.Pass) {
		name := p.Unit.Str("Container", "Pod")
		if name == "" {
			return
		}
		pod := p.Set.Lookup(name)
		for _, only := range podOnlyKeys {
			k, _ := quadlet.LookupKey("Container", only.key)
			for _, t := range p.Unit.Texts(k) {
				if t.Str == "" {
					continue
				}
				f := lint.Finding{
					At: t.KeyPlace(), Key: t.Value, Severity: only.shared.severity(p, pod),
					Message: fmt.Sprintf("\"%s=\" in a member of the pod %q: the pod's own counts", only.key, name),
					Hint:    podMemberHint(only.key, name),
				}
				if strings.Contains(t.Str, "$") {
					// The word is gone where the variable is not set.
					f.Severity = lint.Warning
				}
				p.Report(f)
				break
			}
		}
		if t, ok := p.Unit.Lookup("Container", "UserNS"); ok && literal(t.Str) {
			reportMemberUserNS(p, t, name, pod)
		}
	},
}

// shared is what the members of a pod have in common.
type shared uint8

const (
	sharedUsers shared = iota // user namespace
	sharedName                // host name
	sharedNetwork
	sharedPorts // the network, and what a pod in the host's network leaves to its members
)

// podOnlyKeys are refused whatever their value.
var podOnlyKeys = []struct {
	key    string
	shared shared
}{
	{"AddHost", sharedPorts},
	{"GIDMap", sharedUsers},
	{"HostName", sharedName},
	{"IP", sharedNetwork},
	{"IP6", sharedNetwork},
	{"NetworkAlias", sharedNetwork},
	{"PublishPort", sharedPorts},
	{"SubGIDMap", sharedUsers},
	{"SubUIDMap", sharedUsers},
	{"UIDMap", sharedUsers},
}

// severity is Warning where something may make podman take the keys after all:
// options that are not looked into, a member that leaves the pod's network, a
// network of the pod of which that was not seen.
func (s shared) severity(p *lint.Pass, pod *quadlet.Unit) lint.Severity {
	if pod == nil || pod.Has("Pod", "PodmanArgs") || pod.Has("Pod", "GlobalArgs") ||
		p.Unit.Has("Container", "PodmanArgs") || p.Unit.Has("Container", "GlobalArgs") {
		return lint.Warning
	}
	if s == sharedUsers {
		return lint.Error
	}
	if len(p.Unit.All("Container", "Network")) > 0 {
		return lint.Warning
	}
	for _, v := range pod.All("Pod", "Network") {
		name, _, _ := strings.Cut(v.Text(), ":")
		switch {
		case quadlet.KindOf(name) == quadlet.Network, name == "none", name == "bridge":
		case name == "host" && s != sharedPorts:
		default:
			return lint.Warning
		}
	}
	return lint.Error
}

func podMemberHint(key, pod string) string {
	if _, ok := quadlet.LookupKey("Pod", key); ok {
		return fmt.Sprintf("move it to [Pod] in %s", pod)
	}
	return "remove it"
}

// reportMemberUserNS: up to 5.5 the generator names the pod by a file, and podman
// then does not look at the mode of a member.
func reportMemberUserNS(p *lint.Pass, t quadlet.Text, name string, pod *quadlet.Unit) {
	severity := sharedUsers.severity(p, pod)
	switch mode, _, _ := strings.Cut(t.Str, ":"); mode {
	case "private":
	case "keep-id", "auto", "nomap":
		if p.Version < quadlet.V56 {
			severity = lint.Warning
		}
	default:
		return
	}
	p.Report(lint.Finding{
		At: t.TextPlace(), Key: t.Value, Severity: severity,
		Message: fmt.Sprintf("\"UserNS=%s\" in a member of the pod %q: the pod's own counts", t.Str, name),
		Hint:    fmt.Sprintf("move it to [Pod] in %s", name),
	})
}
