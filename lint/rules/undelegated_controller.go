package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var undelegatedController = lint.Rule{
	Name:     "undelegated-controller",
	Severity: lint.Info,
	Secret:   true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     append([]string{"Container.PodmanArgs"}, controllerKeys...),
	Tags:     []string{"cgroups"},
	Doc: lint.Doc{
		Title: "a limit whose controller users do not get by default",
		Why: "systemd delegates memory, pids and, in newer releases, cpu to user managers, but not cpuset " +
			"and io: a container of a user with such a limit fails at start until the host delegates the " +
			"controller.",
		Bad:     "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--cpuset-cpus=0-1\n",
		Good:    "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--cpus=2\n",
		Options: []string{"--user"},
		Refs:    []string{"systemd.resource-control(5), Delegate=", "user@.service(5)"},
	},
	Check: func(p *lint.Pass) {
		if !p.Rootless() {
			return
		}
		for _, key := range controllerKeys {
			v, ok := p.Unit.Last("Service", strings.TrimPrefix(key, "Service."))
			if !ok || v.Text() == "" {
				continue
			}
			controller := "io"
			if strings.Contains(key, "Allowed") {
				controller = "cpuset"
			}
			p.Report(lint.Finding{At: v.Place(), Key: v, Message: v.Item.Name + "= needs the controller " + controller + ", which users do not get by default: without it the line has no effect", Hint: delegateHint})
		}
		for _, a := range podmanArgs(p) {
			if a.Flag == nil {
				return
			}
			controller := ""
			switch a.Flag.Name {
			case "cpuset-cpus", "cpuset-mems":
				controller = "cpuset"
			case "blkio-weight", "blkio-weight-device", "device-read-bps", "device-write-bps", "device-read-iops", "device-write-iops":
				controller = "io"
			default:
				continue
			}
			p.Report(lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "--" + a.Flag.Name + " needs the controller " + controller + ", which users do not get by default", Hint: delegateHint})
		}
	},
}

const delegateHint = "put Delegate=cpu cpuset io memory pids below [Service] in /etc/systemd/system/user@.service.d/delegate.conf"

// controllerKeys are the limits of [Service] that need the controllers cpuset and
// io.
var controllerKeys = []string{
	"Service.AllowedCPUs", "Service.StartupAllowedCPUs", "Service.AllowedMemoryNodes", "Service.StartupAllowedMemoryNodes",
	"Service.IOWeight", "Service.StartupIOWeight", "Service.IODeviceWeight", "Service.IODeviceLatencyTargetSec",
	"Service.IOReadBandwidthMax", "Service.IOWriteBandwidthMax", "Service.IOReadIOPSMax", "Service.IOWriteIOPSMax",
}
