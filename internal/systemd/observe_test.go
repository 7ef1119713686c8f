package systemd

import "strings"

// chatter are messages that are no judgement of the line: they come from
// verify's attempt to start the unit, or from what the whole unit lacks.
var chatter = []string{
	"is not executable: ",
	"/start: Unit ",
	"but no RestartSteps= setting",
	"but no RestartMaxDelaySec= setting",
	"but no RuntimeMaxSec=",
	"but no USBFunctionStrings=",
	"but no USBFunctionDescriptors=",
	"Unit configuration has fatal error",
	"is dropped.",
}

// comments are messages after which the line still takes effect.
var comments = []string{
	"please use ",
	"Please use ",
	"is deprecated",
	"is obsolete",
	"below legacy directory",
	"Ignoring unknown escape sequences",
	"is no longer supported and is now ignored",
	`using "exit-force" instead`,
	"this is not safe",
	"This is unsafe",
	"Accepting user/group name",
	"Starting this unit will fail",
	"the local system does not support BPF",
}

// outcome reads what systemd said.
func (o observed) outcome() Outcome {
	got := Accepted
	for _, msg := range o.said {
		switch {
		case strings.Contains(msg, "has a bad unit file setting"), strings.Contains(msg, "failed to load properly"):
			return Fatal
		case containsAny(msg, chatter):
		case containsAny(msg, comments):
			got = max(got, Noted)
		default:
			got = max(got, Ignored)
		}
	}
	return got
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
