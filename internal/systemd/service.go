package systemd

// Conflict is a fault of a service as a whole: each of its lines is valid.
type Conflict struct {
	// Outcome is Fatal where the service is not loaded, else Ignored.
	Outcome Outcome
	// Directive of [Service] is the line to blame, Other the one that it does not
	// go with, "" if that is missing.
	Directive, Other string
	Message, Hint    string
	// Said is systemd's message.
	Said string
}

// ServiceConflicts returns what systemd has against a service whose lines are
// valid one by one. get returns the effective value of a directive of
// [Service], "" where it is not set; lines that systemd ignores must not count.
func ServiceConflicts(get func(directive string) string, o Options) []Conflict {
	var out []Conflict
	for i := range conflictRows {
		row := &conflictRows[i]
		holds := true
		for _, version := range o.versions() {
			holds = holds && version >= row.since && version <= row.last
		}
		if holds && row.holds(get) {
			out = append(out, row.Conflict)
		}
	}
	return out
}

type conflictRow struct {
	since, last int
	holds       func(get func(string) string) bool
	Conflict
}

func oneshot(get func(string) string) bool { return get("Type") == "oneshot" }

// conflictRows are the checks of systemd's service_verify() that lines of a
// Quadlet can fail.
var conflictRows = [...]conflictRow{
	{252, 262, func(get func(string) string) bool {
		return oneshot(get) && (get("Restart") == "always" || get("Restart") == "on-success")
	}, Conflict{
		Fatal, "Restart", "Type", "a oneshot service cannot restart after it succeeded: the unit is not loaded",
		"write Restart=on-failure",
		"Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing.",
	}},
	{252, 252, func(get func(string) string) bool { return oneshot(get) && get("RestartForceExitStatus") != "" }, Conflict{
		Fatal, "RestartForceExitStatus", "Type", "a oneshot service cannot have RestartForceExitStatus=: the unit is not loaded",
		"remove the line",
		"Service has RestartForceExitStatus= set, which isn't allowed for Type=oneshot services. Refusing.",
	}},
	{252, 262, func(get func(string) string) bool { return oneshot(get) && get("ExitType") == "cgroup" }, Conflict{
		Fatal, "ExitType", "Type", "a oneshot service cannot have ExitType=cgroup: the unit is not loaded",
		"remove the line",
		"Service has ExitType=cgroup set, which isn't allowed for Type=oneshot services. Refusing.",
	}},
	{252, 262, func(get func(string) string) bool { return get("Type") == "dbus" && get("BusName") == "" }, Conflict{
		Fatal, "Type", "", "Type=dbus without BusName=: the unit is not loaded", "add BusName=",
		"Service is of type D-Bus but no D-Bus service name has been specified. Refusing.",
	}},
	{252, 262, func(get func(string) string) bool {
		mode := get("KillMode")
		return get("PAMName") != "" && (mode == "process" || mode == "none")
	}, Conflict{
		Fatal, "PAMName", "KillMode", "PAMName= needs KillMode=control-group or mixed: the unit is not loaded", "",
		"has PAM enabled. Kill mode must be set to 'control-group' or 'mixed'. Refusing.",
	}},
	{257, 262, func(get func(string) string) bool {
		on, _ := ParseBool(get("PrivatePIDs"))
		return on && get("Type") == "forking"
	}, Conflict{
		Fatal, "PrivatePIDs", "Type", "a forking service cannot have PrivatePIDs=: the unit is not loaded", "remove the line",
		"Service of Type=forking does not support PrivatePIDs=yes. Refusing.",
	}},
	{252, 262, func(get func(string) string) bool {
		limit := get("RuntimeMaxSec")
		return oneshot(get) && limit != "" && limit != "infinity"
	}, Conflict{
		Ignored, "RuntimeMaxSec", "Type", "RuntimeMaxSec= has no effect on a oneshot service", "use TimeoutStartSec=",
		"RuntimeMaxSec= has no effect in combination with Type=oneshot. Ignoring.",
	}},
	{252, 262, func(get func(string) string) bool {
		limit := get("RuntimeMaxSec")
		return (limit == "" || limit == "infinity") && positiveTime(get("RuntimeRandomizedExtraSec"))
	}, Conflict{
		Ignored, "RuntimeRandomizedExtraSec", "", "RuntimeRandomizedExtraSec= has no effect without RuntimeMaxSec=", "",
		"Service has RuntimeRandomizedExtraSec= setting, but no RuntimeMaxSec=. Ignoring.",
	}},
	{257, 262, func(get func(string) string) bool {
		limit := get("RestartMaxDelaySec")
		return positiveNumber(get("RestartSteps")) && (limit == "" || limit == "infinity")
	}, Conflict{
		Ignored, "RestartSteps", "", "RestartSteps= has no effect without RestartMaxDelaySec=", "add RestartMaxDelaySec=",
		"Service has RestartSteps= but no RestartMaxDelaySec= setting. Ignoring.",
	}},
	{257, 262, func(get func(string) string) bool {
		limit := get("RestartMaxDelaySec")
		return limit != "" && limit != "infinity" && !positiveNumber(get("RestartSteps"))
	}, Conflict{
		Ignored, "RestartMaxDelaySec", "", "RestartMaxDelaySec= has no effect without RestartSteps=", "add RestartSteps=",
		"Service has RestartMaxDelaySec= but no RestartSteps= setting. Ignoring.",
	}},
	{257, 262, func(get func(string) string) bool {
		most, ok := parseTime(get("RestartMaxDelaySec"), second)
		first, set := parseTime(get("RestartSec"), second)
		return ok && set && most < first
	}, Conflict{
		Ignored, "RestartSec", "RestartMaxDelaySec", "RestartSec= is above RestartMaxDelaySec=, which takes its place", "",
		"RestartMaxDelaySec= has a value smaller than RestartSec=, resetting RestartSec= to RestartMaxDelaySec=.",
	}},
	{252, 262, func(get func(string) string) bool {
		return get("USBFunctionDescriptors") != "" && get("USBFunctionStrings") == ""
	}, Conflict{
		Ignored, "USBFunctionDescriptors", "", "USBFunctionDescriptors= has no effect without USBFunctionStrings=", "",
		"Service has USBFunctionDescriptors= setting, but no USBFunctionStrings=. Ignoring.",
	}},
	{252, 262, func(get func(string) string) bool {
		return get("USBFunctionDescriptors") == "" && get("USBFunctionStrings") != ""
	}, Conflict{
		Ignored, "USBFunctionStrings", "", "USBFunctionStrings= has no effect without USBFunctionDescriptors=", "",
		"Service has USBFunctionStrings= setting, but no USBFunctionDescriptors=. Ignoring.",
	}},
}

func positiveTime(s string) bool {
	v, ok := parseTime(s, second)
	return ok && v > 0
}

func positiveNumber(s string) bool {
	v, ok := parseUint(s, 0, 32)
	return ok && v > 0
}
