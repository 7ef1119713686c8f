package rules

import (
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var rawDevice = lint.Rule{
	Name:     "raw-device",
	Severity: lint.Warning,
	Optional: true,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Container.AddDevice"},
	Weight:   8,
	Tags:     []string{"hardening"},
	Doc: lint.Doc{
		Title: "a device that holds the host",
		Why:   "A disk, the memory or the kernel's log of the host is everything that is on it, whatever the permissions of the files say.",
		Bad:   "[Container]\nImage=docker.io/library/nginx:1.29\nAddDevice=/dev/sda\n",
		Good:  "[Container]\nImage=docker.io/library/nginx:1.29\nAddDevice=/dev/ttyUSB0\n",
		Refs:  []string{"podman-run(1), --device"},
	},
	Check: func(p *lint.Pass) {
		for _, text := range texts(p, "AddDevice") {
			device, _, _ := strings.Cut(strings.TrimPrefix(text.Str, "-"), ":")
			if isRawDevice(device) {
				p.Report(lint.Finding{At: text.TextPlace(), Key: text.Value, Message: strconv.Quote(device) + " gives the container the host", Hint: "mount the directory that is needed"})
			}
		}
	},
}

// isRawDevice recognises disks, memory and the folder of all devices.
func isRawDevice(device string) bool {
	switch device {
	case "/dev", "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg":
		return true
	}
	for _, prefix := range []string{"/dev/sd", "/dev/nvme", "/dev/vd", "/dev/xvd", "/dev/mmcblk", "/dev/dm-", "/dev/mapper/", "/dev/md", "/dev/disk/"} {
		if strings.HasPrefix(device, prefix) {
			return true
		}
	}
	return false
}
