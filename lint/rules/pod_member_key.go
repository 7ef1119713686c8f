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
		severity := podMemberSeverity(p, p.Set.Lookup(name))
		for _, key := range podOnlyKeys {
			k, _ := quadlet.LookupKey("Container", key)
			for _, t := range p.Unit.Texts(k) {
				if t.Str == "" {
					continue
				}
				f := lint.Finding{
					At: t.KeyPlace(), Key: t.Value, Severity: severity,
					Message: fmt.Sprintf("\"%s=\" in a member of the pod %q: the pod's own counts", key, name),
					Hint:    podMemberHint(key, name),
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
			reportMemberUserNS(p, t, name, severity)
		}
	},
}

// podOnlyKeys are refused whatever their value. Of the pod's namespaces a member
// may leave the network, see pod-member-network, but not add to it.
var podOnlyKeys = []string{"AddHost", "GIDMap", "HostName", "IP", "IP6", "NetworkAlias", "PublishPort", "SubUIDMap", "UIDMap"}

// podMemberSeverity is Warning where something may make podman take the keys
// after all: a pod that shares less or whose network is no bridge, a member that
// leaves the network, and options that are not looked into.
func podMemberSeverity(p *lint.Pass, pod *quadlet.Unit) lint.Severity {
	if pod == nil || pod.Has("Pod", "PodmanArgs") || pod.Has("Pod", "GlobalArgs") ||
		p.Unit.Has("Container", "PodmanArgs") || p.Unit.Has("Container", "GlobalArgs") ||
		len(p.Unit.All("Container", "Network")) > 0 {
		return lint.Warning
	}
	for _, v := range pod.All("Pod", "Network") {
		name, _, _ := strings.Cut(v.Text(), ":")
		if quadlet.KindOf(name) != quadlet.Network {
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

// reportMemberUserNS: Podman 5.8 began to refuse a user namespace of a member's
// own; 5.4 still took it.
func reportMemberUserNS(p *lint.Pass, t quadlet.Text, pod string, severity lint.Severity) {
	mode, _, _ := strings.Cut(t.Str, ":")
	switch mode {
	case "keep-id", "auto", "nomap":
	case "private":
		// No member could ever have that.
	default:
		return
	}
	if mode != "private" && p.Version < quadlet.V58 {
		severity = lint.Warning
	}
	p.Report(lint.Finding{
		At: t.TextPlace(), Key: t.Value, Severity: severity,
		Message: fmt.Sprintf("\"UserNS=%s\" in a member of the pod %q: the pod's own counts", t.Str, pod),
		Hint:    fmt.Sprintf("move it to [Pod] in %s", pod),
	})
}
