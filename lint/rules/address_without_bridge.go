package rules

import (
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var addressWithoutBridge = lint.Rule{
	Name:      "address-without-bridge",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.IP", "Container.IP6", "Container.NetworkAlias", "Container.PodmanArgs", "Pod.IP", "Pod.IP6", "Pod.NetworkAlias", "Pod.PodmanArgs"},
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "a fixed address or alias in a network that has none",
		Why: "IP=, IP6= and NetworkAlias= need a bridge: Network=bridge, a named network or a .network " +
			"unit. A container of a user without Network= gets pasta, which has neither; with two networks " +
			"the address belongs behind the network (Network=web.network:ip=…).",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=host\nIP=10.89.0.5\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=web\nIP=10.89.0.5\n",
		Refs: []string{"podman-run(1), --ip and --network-alias", "cmd/podman/common/netflags.go"},
	},
	Check: func(p *lint.Pass) {
		nets, known := networks(p)
		if !known || p.Unit.Str("Container", "Pod") != "" || hasFlag(p, "pod") {
			return
		}
		why := ""
		switch {
		case len(nets) == 0 && p.Rootless():
			why = "without Network=, a container of a user has no bridge"
		case len(nets) > 0 && !nets[0].Bridge() && nets[0].Mode != "default" && nets[0].Mode != "private":
			why = "the network is " + strconv.Quote(nets[0].Mode)
		case len(nets) > 0 && (nets[0].Mode == "default" || nets[0].Mode == "private") && p.Rootless():
			why = "the default network of a user has no bridge"
		}
		report := func(what string, text quadlet.Text, at quadlet.Place) {
			reason := why
			if reason == "" && what != "NetworkAlias=" && what != "--network-alias" && len(nets) > 1 {
				reason = "there are several networks"
			}
			if reason != "" && text.Str != "" {
				p.Report(lint.Finding{At: at, Key: text.Value, Message: what + " has no network to apply to: " + reason, Hint: "name one network, or use its options: Network=NAME:ip=ADDRESS,alias=NAME"})
			}
		}
		for _, key := range []string{"IP", "IP6", "NetworkAlias"} {
			for _, text := range texts(p, key) {
				report(key+"=", text, text.KeyPlace())
			}
		}
		for _, a := range podmanArgs(p) {
			if a.Flag != nil && a.Value != "" && (a.Flag.Name == "ip" || a.Flag.Name == "ip6" || a.Flag.Name == "mac-address" || a.Flag.Name == "network-alias") {
				report("--"+a.Flag.Name, a.word, a.word.TextPlace())
			}
		}
	},
}
