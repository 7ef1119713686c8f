package rules

import (
	"slices"
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var contradictingFlags = lint.Rule{
	Name:      "contradicting-flags",
	Severity:  lint.Error,
	Secret:    true,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.PodmanArgs", "Pod.PodmanArgs"},
	Tags:      []string{"podman-args"},
	Doc: lint.Doc{
		Title: "a flag of PodmanArgs= contradicts a key",
		Why: "Some flags exclude each other: the host name of a container and the host's UTS namespace, its " +
			"shared memory and the host's IPC namespace, entries of /etc/hosts and --no-hosts, a health " +
			"command and --no-healthcheck.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nHostName=web\nPodmanArgs=--uts=host\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nHostName=web\n",
		Refs: []string{"podman-run(1)", "pkg/specgen/container_validate.go"},
	},
	Check: func(p *lint.Pass) {
		last, sure := lastFlags(podmanArgs(p))
		seen := map[string]bool{}
		for _, a := range last {
			for _, x := range excludedFlags {
				if x[0] == a.Flag.Name && seen[x[1]] || x[1] == a.Flag.Name && seen[x[0]] {
					p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "--" + x[0] + " contradicts --" + x[1], Hint: "remove one of them"})
				}
			}
			seen[a.Flag.Name] = true
			if !sure {
				continue // what cannot be read may set another value
			}
			if off := a.Flag.Name == "infra" && isOff(a) || a.Flag.Name == "share" && a.HasValue && (a.Value == "" || a.Value == "none"); off && p.Unit.Kind == quadlet.Pod {
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "--" + a.Flag.Name + "=" + a.Value + " leaves no infra container, but Quadlet names one", Hint: "remove it"})
			}
			for _, x := range excludedKeys {
				if a.Flag.Name != x.flag || x.value != "" && a.Value != x.value || isOff(a) || podman.Dynamic(a.Value) {
					continue
				}
				text, ok := p.Unit.Lookup(p.Unit.Section(), x.key)
				if list := texts(p, x.key); len(list) > 0 {
					text, ok = list[0], true
				}
				if !ok || text.Str == "" {
					continue
				}
				p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "--" + x.flag + " contradicts " + x.key + "=", Hint: "remove one of them", Related: []lint.Note{{At: text.KeyPlace(), Message: x.key + "= stands here"}}})
			}
		}
	},
}

// lastFlags are the flags that count: of one given twice, podman takes the
// last. sure is false where words may follow that set other values.
func lastFlags(args []arg) (last []arg, sure bool) {
	for i, a := range args {
		if a.Flag == nil {
			return last, false
		}
		given := func(b arg) bool { return b.Flag != nil && b.Flag.Name == a.Flag.Name }
		if !slices.ContainsFunc(args[i+1:], given) {
			last = append(last, a)
		}
	}
	return last, true
}

// isOff reports whether a switch is given a value that turns it off.
func isOff(a arg) bool {
	on, err := strconv.ParseBool(a.Value)
	return err == nil && !on
}

// excludedKeys are the keys that a flag, or one value of it, excludes.
var excludedKeys = []struct{ flag, value, key string }{
	{"uts", "host", "HostName"},
	{"ipc", "host", "ShmSize"},
	{"ipc", "none", "ShmSize"},
	{"no-hosts", "", "AddHost"},
	{"no-healthcheck", "", "HealthCmd"},
}

// excludedFlags are pairs of flags that exclude each other.
var excludedFlags = [][2]string{
	{"cpu-period", "cpus"},
	{"cpu-quota", "cpus"},
	{"platform", "arch"},
	{"platform", "os"},
}
