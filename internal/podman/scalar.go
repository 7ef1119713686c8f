package podman

import (
	"strconv"
	"strings"
	"time"
)

// ParseSize reads a size in bytes with an optional unit, as in Memory=512m. It
// is false where some release does not take it.
func ParseSize(v string) (bytes int64, ok bool) {
	n, okNew := newSize(v)
	_, okOld := oldSize(v)
	return n, okNew && okOld
}

// newSize is the grammar of go-units since 0.5: a float, perhaps one blank, a
// unit of at most three letters.
func newSize(v string) (int64, bool) {
	cut := strings.LastIndexAny(v, "0123456789. ")
	if cut < 0 {
		return 0, false
	}
	num, unit := v[:cut+1], v[cut+1:]
	if v[cut] == ' ' {
		num = v[:cut]
	}
	f, err := strconv.ParseFloat(num, 64)
	if err != nil || f < 0 {
		return 0, false
	}
	if unit == "" {
		return int64(f), true
	}
	if strings.EqualFold(unit, "b") {
		return int64(f), true
	}
	power := strings.IndexByte("kmgtp", unit[0]|0x20)
	if rest := unit[1:]; power < 0 || rest != "" && !strings.EqualFold(rest, "b") && !strings.EqualFold(rest, "ib") {
		return 0, false
	}
	for ; power >= 0; power-- {
		f *= 1024
	}
	return int64(f), true
}

// oldSize is the older grammar, which Debian 13 still links: digits and dots,
// perhaps one blank, a unit, i, b in any combination.
func oldSize(v string) (float64, bool) {
	i := 0
	for i < len(v) && (isDigit(v[i]) || v[i] == '.') {
		i++
	}
	if i == 0 || !isDigit(v[0]) || !isDigit(v[i-1]) {
		return 0, false
	}
	f, err := strconv.ParseFloat(v[:i], 64)
	if err != nil {
		return 0, false
	}
	rest := strings.TrimPrefix(v[i:], " ")
	if rest != "" && strings.IndexByte("kmgtp", rest[0]|0x20) >= 0 {
		rest = rest[1:]
	}
	_, ok := foldOneOf(rest, []string{"", "i", "b", "ib"})
	return f, ok
}

func checkSize(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	_, ok := newSize(v)
	if !ok && t.Minor <= v54 {
		// Upstream 5.4 and Debian's link different grammars: a proof needs both.
		_, ok = oldSize(v)
	}
	if ok {
		return nil
	}
	return refuseAll(v, sizeHint(v), "%q is no size", v)
}

func sizeHint(v string) string {
	switch {
	case strings.HasSuffix(v, "%"):
		return "podman has no percentages; a size is a number and b, k, m, g or t"
	case strings.HasSuffix(strings.ToLower(v), "i"):
		return "write " + v[:len(v)-1] + " or " + v + "B"
	case strings.EqualFold(v, "infinity"), strings.EqualFold(v, "unlimited"), strings.EqualFold(v, "max"), v == "-1":
		return "leave it out for no limit"
	}
	return "a size is a number and b, k, m, g, t or p, such as 512m"
}

// checkSwap is checkSize with -1 for no limit.
func checkSwap(v string, t Target) []Problem {
	if v == "-1" {
		return nil
	}
	return checkSize(v, t)
}

// ParseDuration reads a Go duration, as the health keys take it. "0" needs no
// unit.
func ParseDuration(v string) (time.Duration, bool) {
	d, err := time.ParseDuration(v)
	return d, err == nil
}

func durationProblem(v string) []Problem {
	hint := "use Go's units: 90s, 1m30s, 500ms, 2h"
	if _, err := strconv.Atoi(v); err == nil {
		hint = "add a unit: " + v + "s"
	} else if n, ok := strings.CutSuffix(v, "min"); ok {
		hint = "write " + strings.TrimSpace(n) + "m"
	} else if n, ok := strings.CutSuffix(v, "sec"); ok {
		hint = "write " + strings.TrimSpace(n) + "s"
	} else if strings.IndexByte(v, ' ') >= 0 {
		hint = "write " + strings.ReplaceAll(v, " ", "") + " without blanks"
	}
	return refuseAll(v, hint, "%q is no duration", v)
}

// checkDuration judges a duration that may have any sign.
func checkDuration(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if _, ok := ParseDuration(v); !ok {
		return durationProblem(v)
	}
	return nil
}

func checkInterval(v string, t Target) []Problem {
	if v == "disable" {
		return nil
	}
	return checkDuration(v, t)
}

func checkTimeout(v string, t Target) []Problem {
	if ps := checkDuration(v, t); ps != nil || Dynamic(v) {
		return ps
	}
	if d, _ := ParseDuration(v); d < 1 {
		return refuseAll(v, "give at least one second", "the timeout %q is not above zero", v)
	}
	return nil
}

func checkStartPeriod(v string, t Target) []Problem {
	if ps := checkDuration(v, t); ps != nil || Dynamic(v) {
		return ps
	}
	if d, _ := ParseDuration(v); d < 0 {
		return refuseAll(v, "", "the period %q is below zero", v)
	}
	return nil
}

// checkUint judges what pflag reads as an unsigned number: Go's forms with 0x,
// a leading 0 and _ are fine, a sign is not.
func checkUint(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if _, err := strconv.ParseUint(v, 0, 64); err != nil {
		return refuseAll(v, uintHint(v), "%q is no whole number from 0 on", v)
	}
	return nil
}

func uintHint(v string) string {
	if n := strings.TrimRight(v, "smhinec "); n != v && n != "" && allBytes(n, isDigit) {
		return "the number counts without a unit: " + n
	}
	return "give plain digits"
}

func checkInt(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if _, err := strconv.ParseInt(v, 0, 64); err != nil {
		return refuseAll(v, "give plain digits", "%q is no whole number", v)
	}
	return nil
}

func checkFloat(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if _, err := strconv.ParseFloat(v, 64); err != nil {
		return refuseAll(v, "give a number such as 1.5", "%q is no number", v)
	}
	return nil
}

func checkBool(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if _, err := strconv.ParseBool(v); err != nil {
		return refuseAll(v, "use true or false", "%q is neither true nor false", v)
	}
	return nil
}

// checkPids judges PidsLimit=: a number that fits into 32 bits.
func checkPids(v string, _ Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	n, err := strconv.ParseInt(v, 0, 64)
	if err != nil || n != int64(int32(n)) {
		return refuseAll(v, "give a number; 0 or -1 is no limit", "%q is no limit of processes", v)
	}
	return nil
}

// oneWord judges a key that takes one of a few words exactly.
func oneWord(v, what string, list []string) []Problem {
	if Dynamic(v) || oneOf(v, list) {
		return nil
	}
	hint := "use " + strings.Join(list, ", ")
	if w, ok := foldOneOf(v, list); ok {
		hint = "write " + w + " in this case"
	}
	return refuseAll(v, hint, "%q is no %s", v, what)
}

func checkCgroupsMode(v string, _ Target) []Problem {
	return oneWord(v, "cgroups mode", []string{"split", "enabled", "no-conmon", "disabled"})
}

func checkLogDriver(v string, _ Target) []Problem {
	return oneWord(v, "log driver", []string{"journald", "k8s-file", "json-file", "none", "passthrough", "passthrough-tty"})
}

func checkOnFailure(v string, _ Target) []Problem {
	return oneWord(v, "action", []string{"none", "kill", "restart", "stop"})
}

func checkExitPolicy(v string, _ Target) []Problem {
	return oneWord(v, "exit policy", []string{"stop", "continue"})
}

func checkImageVolume(v string, t Target) []Problem {
	if v == "bind" && t.Minor < v61 {
		return nil // the flag's old word for anonymous; releases disagree
	}
	return oneWord(v, "way to mount an image's volumes", []string{"anonymous", "tmpfs", "ignore"})
}

func checkPull(v string, _ Target) []Problem {
	if _, ok := foldOneOf(v, []string{"always", "missing", "never", "newer", "ifnotpresent", "ifmissing", "ifnewer"}); ok {
		return nil
	}
	return oneWord(v, "pull policy", []string{"always", "missing", "never", "newer"})
}

// checkHealthLog judges HealthLogDestination=: two words or a directory that
// exists. A relative directory is looked for in the working directory, which
// no one means.
func checkHealthLog(v string, _ Target) []Problem {
	if strings.IndexByte(v, '/') >= 0 || strings.HasPrefix(v, ".") {
		return nil
	}
	return oneWord(v, "destination of the health log", []string{"local", "events_logger"})
}

// checkHealthCmd refuses the empty JSON array: all else is a command.
func checkHealthCmd(v string, _ Target) []Problem {
	s := strings.TrimSpace(v)
	if strings.HasPrefix(s, "[") && strings.TrimSpace(s[1:]) == "]" {
		return refuseAll(v, "give a command, or none", "the health command is an empty list")
	}
	return nil
}
