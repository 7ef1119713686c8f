package systemd

import (
	"fmt"
	"strings"
	"testing"
)

// conflictServices are bodies of [Service] that fail, or just do not fail, one
// of the checks of a whole service.
var conflictServices = []string{
	"Type=oneshot\nRestart=always",
	"Type=oneshot\nRestart=on-success",
	"Type=oneshot\nRestart=on-failure",
	"Type=notify\nRestart=always",
	"Type=oneshot\nRestartForceExitStatus=3",
	"Type=simple\nRestartForceExitStatus=3",
	"Type=oneshot\nExitType=cgroup",
	"Type=exec\nExitType=cgroup",
	"Type=dbus",
	"Type=dbus\nBusName=a.b",
	"PAMName=login\nKillMode=process",
	"PAMName=login\nKillMode=mixed",
	"PAMName=login",
	"Type=forking\nPrivatePIDs=yes",
	"Type=simple\nPrivatePIDs=yes",
	"Type=oneshot\nRuntimeMaxSec=5",
	"Type=oneshot\nRuntimeMaxSec=infinity",
	"RuntimeMaxSec=5",
	"RuntimeRandomizedExtraSec=5",
	"RuntimeRandomizedExtraSec=0",
	"RuntimeRandomizedExtraSec=5\nRuntimeMaxSec=1h",
	"RestartSteps=5",
	"RestartSteps=0",
	"RestartMaxDelaySec=5",
	"RestartMaxDelaySec=infinity",
	"RestartMaxDelaySec=5\nRestartSteps=3",
	"RestartMaxDelaySec=5\nRestartSteps=3\nRestartSec=10",
	"RestartMaxDelaySec=5\nRestartSteps=3\nRestartSec=5",
	"USBFunctionDescriptors=/a",
	"USBFunctionStrings=/a",
	"USBFunctionDescriptors=/a\nUSBFunctionStrings=/a",
}

func TestServiceConflictsAgainstSystemd(t *testing.T) {
	var units []string
	for _, body := range conflictServices {
		units = append(units, "[Service]\nExecStart=/bin/true\n"+body+"\n")
	}
	for _, version := range measured {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			o := realSystemd(t, version, false)
			for i, seen := range o.run(t, units) {
				values := map[string]string{}
				for l := range strings.Lines(conflictServices[i]) {
					key, value, _ := strings.Cut(strings.TrimSpace(l), "=")
					if d, _ := Lookup("Service", key); d.In(version) {
						values[key] = value
					}
				}
				said := strings.Join(seen.said, "\n")
				conflicts := ServiceConflicts(func(d string) string { return values[d] }, Options{Version: version})
				for _, c := range conflicts {
					if !strings.Contains(said, c.Said) {
						t.Errorf("%q: %s, but systemd says %q", conflictServices[i], c.Message, said)
					}
				}
				if refused := strings.Contains(said, "Refusing.") || strings.Contains(said, "Ignoring.") || strings.Contains(said, "resetting"); refused != (len(conflicts) > 0) {
					t.Errorf("%q: %d conflicts, but systemd says %q", conflictServices[i], len(conflicts), said)
				}
			}
		})
	}
}
