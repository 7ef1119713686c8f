package podman

// rows ties keys to grammars, sorted by section and key. Keys whose every value
// podman takes, booleans, and keys that the generator itself judges are absent.
var rows = []row{
	{"Artifact", "Artifact", checkArtifact},
	{"Artifact", "Retry", checkUint},
	{"Artifact", "RetryDelay", checkDuration},
	{"Build", "ImageTag", checkImageTag},
	{"Build", "Label", checkBuildLabel},
	{"Build", "Retry", checkInt},
	{"Build", "RetryDelay", checkDuration},
	{"Build", "Secret", checkBuildSecret},
	{"Build", "Volume", checkBuildVolume},
	{"Container", "AddCapability", checkCapability},
	{"Container", "AddDevice", checkDevice},
	{"Container", "AddHost", checkAddHost},
	{"Container", "Annotation", checkAnnotation},
	{"Container", "CgroupsMode", checkCgroupsMode},
	{"Container", "ContainerName", checkName},
	{"Container", "DNS", checkDNS},
	{"Container", "DNSSearch", checkDNSSearch},
	{"Container", "DropCapability", checkCapability},
	{"Container", "Environment", checkEnv},
	{"Container", "ExposeHostPort", checkExpose},
	{"Container", "GIDMap", checkIDMap},
	{"Container", "HealthCmd", checkHealthCmd},
	{"Container", "HealthInterval", checkInterval},
	{"Container", "HealthLogDestination", checkHealthLog},
	{"Container", "HealthMaxLogCount", checkUint},
	{"Container", "HealthMaxLogSize", checkUint},
	{"Container", "HealthOnFailure", checkOnFailure},
	{"Container", "HealthRetries", checkUint},
	{"Container", "HealthStartPeriod", checkStartPeriod},
	{"Container", "HealthStartupCmd", checkHealthCmd},
	{"Container", "HealthStartupInterval", checkInterval},
	{"Container", "HealthStartupRetries", checkUint},
	{"Container", "HealthStartupSuccess", checkUint},
	{"Container", "HealthStartupTimeout", checkTimeout},
	{"Container", "HealthTimeout", checkTimeout},
	{"Container", "IP", checkIP},
	{"Container", "IP6", checkIP},
	{"Container", "Image", checkImage},
	{"Container", "ImageVolume", checkImageVolume},
	{"Container", "Label", checkLabel},
	{"Container", "LogDriver", checkLogDriver},
	{"Container", "LogOpt", checkLogOpt},
	{"Container", "Memory", checkSize},
	{"Container", "Mount", checkMount},
	{"Container", "Network", checkNetwork},
	{"Container", "PidsLimit", checkPids},
	{"Container", "PublishPort", checkPublish},
	{"Container", "Pull", checkPull},
	{"Container", "Retry", checkUint},
	{"Container", "RetryDelay", checkDuration},
	{"Container", "Secret", checkSecret},
	{"Container", "ShmSize", checkSize},
	{"Container", "StopSignal", checkSignal},
	{"Container", "StopTimeout", checkUint},
	{"Container", "SubGIDMap", checkSubID},
	{"Container", "SubUIDMap", checkSubID},
	{"Container", "Sysctl", checkSysctl},
	{"Container", "Timezone", checkTimezone},
	{"Container", "Tmpfs", checkTmpfs},
	{"Container", "UIDMap", checkIDMap},
	{"Container", "Ulimit", checkUlimit},
	{"Container", "UserNS", checkUserNS},
	{"Container", "Volume", checkVolume},
	{"Image", "Image", checkImage},
	{"Image", "Policy", checkPull},
	{"Image", "Retry", checkUint},
	{"Image", "RetryDelay", checkDuration},
	{"Network", "DNS", checkNetworkDNS},
	{"Network", "Driver", checkNetworkDriver},
	{"Network", "Gateway", checkIP},
	{"Network", "IPAMDriver", checkIPAM},
	{"Network", "IPRange", checkIPRange},
	{"Network", "InterfaceName", checkInterface},
	{"Network", "Label", checkLabel},
	{"Network", "NetworkName", checkNetworkName},
	{"Network", "Options", checkNetworkOption},
	{"Network", "Subnet", checkSubnet},
	{"Pod", "AddHost", checkAddHost},
	{"Pod", "DNS", checkDNS},
	{"Pod", "DNSSearch", checkDNSSearch},
	{"Pod", "ExitPolicy", checkExitPolicy},
	{"Pod", "GIDMap", checkIDMap},
	{"Pod", "HostName", checkName},
	{"Pod", "IP", checkIP},
	{"Pod", "IP6", checkIP},
	{"Pod", "Label", checkLabel},
	{"Pod", "Network", checkPodNetwork},
	{"Pod", "PodName", checkName},
	{"Pod", "PublishPort", checkPublish},
	{"Pod", "ShmSize", checkSize},
	{"Pod", "SubGIDMap", checkSubID},
	{"Pod", "SubUIDMap", checkSubID},
	{"Pod", "UIDMap", checkIDMap},
	{"Pod", "UserNS", checkUserNS},
	{"Pod", "Volume", checkVolume},
	{"Volume", "Driver", checkVolumeDriver},
	{"Volume", "GID", checkInt},
	{"Volume", "Label", checkLabel},
	{"Volume", "Options", checkVolumeOptions},
	{"Volume", "UID", checkInt},
	{"Volume", "VolumeName", checkVolumeName},
}

// checkPodNetwork is checkNetwork for a pod, which joins no container.
func checkPodNetwork(v string, t Target) []Problem {
	n, _ := ParseNetwork(v, t)
	if n.Mode == "container" || n.Mode == "pod" {
		return refuseAll(v, "give a network of its own to the pod", "a pod cannot use the network %q", v)
	}
	return checkNetwork(v, t)
}

// checkArtifact judges an artifact's reference, which has no transport; 6.1
// wants the registry spelt out.
func checkArtifact(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	img, ps := parseImage(v)
	switch {
	case ps != nil:
		return ps
	case img.Transport != "":
		return refuse(0, len(img.Transport)+1, "write REGISTRY/NAME", "an artifact has no transport such as %q", img.Transport)
	case img.Domain == "" && t.Minor >= v61:
		return refuseAll(v, "write REGISTRY/NAME", "the artifact %q names no registry", v)
	}
	return nil
}

// checkImageTag judges [Build] ImageTag=: a name without transport.
func checkImageTag(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	img, ps := parseImage(v)
	if ps == nil && img.Transport != "" {
		return nil
	}
	return ps
}
