package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var contradictingDns = lint.Rule{
	Name:      "contradicting-dns",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.DNS", "Container.DNSSearch", "Container.DNSOption", "Pod.DNS", "Pod.DNSSearch", "Pod.DNSOption"},
	Tags:      []string{"values"},
	Doc: lint.Doc{
		Title: "DNS settings that contradict each other or the network",
		Why: "DNS=none leaves resolv.conf to the image, so no other DNS setting can stand beside it; DNSSearch=. is for no domain, so no other domain can. " +
			"Without a network, or in that of another container, there is no resolv.conf to write.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nNetwork=none\nDNS=1.1.1.1\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nDNS=1.1.1.1\n",
		Refs: []string{"podman-run(1), --dns", "cmd/podman/containers/create.go"},
	},
	Check: func(p *lint.Pass) {
		nets, known := networks(p)
		off := known && len(nets) == 1 && (nets[0].Mode == "none" || nets[0].Mode == "container" || strings.HasSuffix(nets[0].Mode, ".container"))
		none, others := false, 0
		for _, key := range []string{"DNS", "DNSSearch", "DNSOption"} {
			for _, text := range texts(p, key) {
				if text.Str == "none" && key == "DNS" {
					none = true
				} else {
					others++
				}
				if off {
					p.Report(lint.Finding{At: text.KeyPlace(), Key: text.Value, Message: key + "= has no effect in the network " + strconv.Quote(nets[0].Mode) + ", and podman refuses it", Hint: "remove it"})
				}
			}
		}
		searches := texts(p, "DNSSearch")
		for _, text := range searches {
			// The dot stands for no domain at all.
			if text.Str == "." && len(searches) > 1 {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: "DNSSearch=. beside other domains", Hint: "remove the dot or the domains"})
				break
			}
		}
		if text, ok := p.Unit.Last(p.Unit.Section(), "DNS"); ok && none && others > 0 {
			p.Report(lint.Finding{At: text.KeyPlace(), Key: text, Message: "DNS=none beside other DNS settings", Hint: "remove DNS=none or the others"})
		}
	},
}
