package quadlet

import (
	"cmp"
	"slices"
	"strings"
)

// Confusion is a key that people write in a Quadlet section although it has
// another name or another place there, most often from Compose files, podman's
// options or systemd. Edit distance does not find these.
type Confusion struct {
	Section, Name       string // as it is written
	UseSection, UseName string // as it should be
	Note                string // what else changes, "" if the value stays as it is
}

// confusions is sorted by section and name without regard to case. Plurals and
// other near misses are not here: edit distance finds them.
var confusions = []Confusion{
	{"Build", "BuildArgs", "Build", "BuildArg", ""},
	{"Build", "Containerfile", "Build", "File", ""},
	{"Build", "Context", "Build", "SetWorkingDirectory", ""},
	{"Build", "Dockerfile", "Build", "File", ""},
	{"Build", "Image", "Build", "ImageTag", ""},
	{"Build", "Tag", "Build", "ImageTag", ""},
	{"Container", "After", "Unit", "After", ""},
	{"Container", "AppArmorProfile", "Container", "AppArmor", ""},
	{"Container", "Args", "Container", "Exec", ""},
	{"Container", "Capabilities", "Container", "AddCapability", ""},
	{"Container", "CapAdd", "Container", "AddCapability", ""},
	{"Container", "CapDrop", "Container", "DropCapability", ""},
	{"Container", "Cmd", "Container", "Exec", ""},
	{"Container", "Command", "Container", "Exec", ""},
	{"Container", "DependsOn", "Unit", "After", ""},
	{"Container", "DependsOn", "Unit", "Requires", ""},
	{"Container", "Device", "Container", "AddDevice", ""},
	{"Container", "Devices", "Container", "AddDevice", ""},
	{"Container", "Env", "Container", "Environment", ""},
	{"Container", "EnvFile", "Container", "EnvironmentFile", ""},
	{"Container", "ExecStart", "Container", "Exec", ""},
	{"Container", "Expose", "Container", "ExposeHostPort", ""},
	{"Container", "ExtraHosts", "Container", "AddHost", ""},
	{"Container", "GroupID", "Container", "Group", ""},
	{"Container", "Healthcheck", "Container", "HealthCmd", ""},
	{"Container", "HealthcheckCmd", "Container", "HealthCmd", ""},
	{"Container", "Hosts", "Container", "AddHost", ""},
	{"Container", "Init", "Container", "RunInit", ""},
	{"Container", "IPv4", "Container", "IP", ""},
	{"Container", "IPv6", "Container", "IP6", ""},
	{"Container", "LogDriverOptions", "Container", "LogOpt", ""},
	{"Container", "LogOpts", "Container", "LogOpt", ""},
	{"Container", "MemoryLimit", "Container", "Memory", ""},
	{"Container", "MemoryMax", "Service", "MemoryMax", ""},
	{"Container", "Name", "Container", "ContainerName", ""},
	{"Container", "NetworkMode", "Container", "Network", ""},
	{"Container", "Port", "Container", "PublishPort", ""},
	{"Container", "Ports", "Container", "PublishPort", ""},
	{"Container", "Privileged", "Container", "PodmanArgs", "written as --privileged"},
	{"Container", "Publish", "Container", "PublishPort", ""},
	{"Container", "PullPolicy", "Container", "Pull", ""},
	{"Container", "ReadOnlyRootfs", "Container", "ReadOnly", ""},
	{"Container", "Restart", "Service", "Restart", ""},
	{"Container", "RestartPolicy", "Service", "Restart", "unless-stopped is always there"},
	{"Container", "RestartSec", "Service", "RestartSec", ""},
	{"Container", "SecurityOpt", "Container", "PodmanArgs", "written as --security-opt=…, where no key covers it"},
	{"Container", "StopGracePeriod", "Container", "StopTimeout", "in seconds, without a unit"},
	{"Container", "TimeoutStartSec", "Service", "TimeoutStartSec", ""},
	{"Container", "TZ", "Container", "Timezone", ""},
	{"Container", "UserID", "Container", "User", ""},
	{"Container", "UsernsMode", "Container", "UserNS", ""},
	{"Container", "WantedBy", "Install", "WantedBy", ""},
	{"Container", "WorkDir", "Container", "WorkingDir", ""},
	{"Container", "WorkingDirectory", "Container", "WorkingDir", ""},
	{"Image", "Name", "Image", "Image", ""},
	{"Image", "Pull", "Image", "Policy", ""},
	{"Image", "PullPolicy", "Image", "Policy", ""},
	{"Image", "Tag", "Image", "ImageTag", ""},
	{"Kube", "File", "Kube", "Yaml", ""},
	{"Network", "DNSEnabled", "Network", "DisableDNS", "with the opposite value"},
	{"Network", "Name", "Network", "NetworkName", ""},
	{"Network", "Option", "Network", "Options", ""},
	{"Network", "Range", "Network", "IPRange", ""},
	{"Pod", "DependsOn", "Unit", "After", ""},
	{"Pod", "DependsOn", "Unit", "Requires", ""},
	{"Pod", "Name", "Pod", "PodName", ""},
	{"Pod", "Port", "Pod", "PublishPort", ""},
	{"Pod", "Ports", "Pod", "PublishPort", ""},
	{"Pod", "Publish", "Pod", "PublishPort", ""},
	{"Pod", "Restart", "Service", "Restart", ""},
	{"Volume", "Mountpoint", "Volume", "Device", ""},
	{"Volume", "Name", "Volume", "VolumeName", ""},
	{"Volume", "Option", "Volume", "Options", ""},
	{"Volume", "Path", "Volume", "Device", ""},
}

// Confusions returns what may be meant by a key that its section does not have,
// in the order to offer it; nothing for a key of which no confusion is known.
// Case does not count. The slice is shared: callers must not change it.
func Confusions(section, name string) []Confusion {
	first, _ := slices.BinarySearchFunc(confusions, Confusion{Section: section, Name: name}, compareConfusions)
	last := first
	for last < len(confusions) && compareConfusions(confusions[last], Confusion{Section: section, Name: name}) == 0 {
		last++
	}
	return confusions[first:last:last]
}

func compareConfusions(a, b Confusion) int {
	return cmp.Or(strings.Compare(a.Section, b.Section),
		strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
}
