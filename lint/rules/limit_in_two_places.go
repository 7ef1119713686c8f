package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var limitInTwoPlaces = lint.Rule{
	Name:     "limit-in-two-places",
	Severity: lint.Warning,
	Secret:   true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Tags:     []string{"cgroups"},
	Doc: lint.Doc{
		Title: "a limit stands in [Container] and in [Service]",
		Why: "With Quadlet's split cgroups the container lives inside of the cgroup of its service, so both " +
			"limits hold and the smaller one wins. One of them will be forgotten when the other is raised.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nMemory=1g\n[Service]\nMemoryMax=512M\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nMemory=1g\n",
		Refs: []string{"systemd.resource-control(5)", "podman-run(1), --cgroups"},
	},
	Check: func(p *lint.Pass) {
		for _, l := range limits {
			service, ok := p.Unit.Last("Service", l.service)
			if !ok || service.Text() == "" {
				continue
			}
			if text, ok := p.Unit.Lookup("Container", l.key); l.key != "" && ok && text.Str != "" {
				p.Report(lint.Finding{At: text.KeyPlace(), Key: text.Value, Message: l.key + "= beside " + l.service + "= in [Service]", Hint: "keep one of them; the smaller one counts", Related: []lint.Note{{At: service.KeyPlace(), Message: "the limit of the service"}}})
				continue
			}
			for _, a := range podmanArgs(p) {
				if a.Flag != nil && a.Flag.Name == l.flag {
					p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "--" + l.flag + " beside " + l.service + "= in [Service]", Hint: "keep one of them; the smaller one counts", Related: []lint.Note{{At: service.KeyPlace(), Message: "the limit of the service"}}})
				}
			}
		}
	},
}

// limits are the same limit in three spellings.
var limits = []struct{ service, key, flag string }{
	{"MemoryMax", "Memory", "memory"},
	{"MemorySwapMax", "", "memory-swap"},
	{"MemoryLow", "", "memory-reservation"},
	{"TasksMax", "PidsLimit", "pids-limit"},
	{"CPUQuota", "", "cpus"},
	{"CPUWeight", "", "cpu-shares"},
	{"AllowedCPUs", "", "cpuset-cpus"},
	{"IOWeight", "", "blkio-weight"},
}
