package systemd

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// sizeUnits in the order that a sum must keep: "1G 500M" is valid, "500M 1G" is not.
const sizeUnits = "EPTGMKB"

// ParseSize reads a size in bytes as systemd does: a number with one of the
// suffixes K, M, G, T, P, E (no "b", no "i", upper case only), counted in
// powers of base, which is 1024 or 1000.
func ParseSize(s string, base uint64) (uint64, bool) {
	var total uint64
	unit := 0
	for first := true; first || s != ""; first = false {
		s = strings.TrimLeft(s, blanks)
		digits, rest := leadingDigits(strings.TrimPrefix(s, "+"))
		if digits == "" {
			return 0, false
		}
		n, err := strconv.ParseUint(digits, 10, 64)
		if err != nil {
			return 0, false
		}
		frac := 0.0
		if after, ok := strings.CutPrefix(rest, "."); ok {
			var d string
			d, rest = leadingDigits(after)
			if d != "" {
				frac, _ = strconv.ParseFloat("0."+d, 64)
			}
		}
		rest = strings.TrimLeft(rest, blanks)
		if unit > len(sizeUnits) {
			return 0, false
		}
		factor, next := uint64(1), len(sizeUnits)+1
		if i := strings.IndexByte(sizeUnits[min(unit, len(sizeUnits)):], first1(rest)); rest != "" && i >= 0 {
			next = unit + i + 1
			for range len(sizeUnits) - next {
				factor *= base
			}
			rest = rest[1:]
		}
		hi, lo := bits.Mul64(n, factor)
		if hi != 0 || lo > math.MaxUint64-total-uint64(frac*float64(factor)) {
			return 0, false
		}
		total += lo + uint64(frac*float64(factor))
		unit, s = next, rest
	}
	return total, true
}

// first1 returns the first byte, or 0.
func first1(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

// checkMemory judges MemoryMax= and its kin. Argument "zero": 0 is allowed.
func checkMemory(in input) Verdict {
	if in.value == "" || in.value == "infinity" {
		return Verdict{}
	}
	if p, ok := parsePermyriad(in.value); ok && p <= 10000 {
		if p == 0 && in.arg != "zero" {
			return in.bad(Ignored, "0% is out of range for "+in.key+"=", "")
		}
		return Verdict{}
	}
	size, ok := ParseSize(in.value, 1024)
	switch {
	case !ok:
		v := in.bad(Ignored, quoteOrEmpty(in.value)+" is not a size in bytes", sizeHint(in.value))
		if size, ok := strings.CutPrefix(v.Hint, "write "); ok && !strings.Contains(size, " ") {
			v.Instead, v.Certain = size, true
		}
		return v
	case size == math.MaxUint64, size == 0 && in.arg != "zero":
		return in.bad(Ignored, quote(in.value)+" is out of range for "+in.key+"=", "")
	}
	return Verdict{}
}

// sizeHint knows the usual ways to miss: podman's and docker's spelling.
func sizeHint(s string) string {
	switch strings.ToLower(s) {
	case "max", "unlimited", "none", "-1":
		return "write infinity for no limit"
	}
	if strings.HasSuffix(s, "%") {
		return "a percentage is at most 100%"
	}
	t := strings.ToUpper(strings.TrimSpace(s))
	for _, suffix := range []string{"IB", "B"} {
		t = strings.TrimSuffix(t, suffix)
	}
	if t != s {
		if _, ok := ParseSize(t, 1024); ok {
			return "write " + t
		}
	}
	return "write a number with K, M, G or T, a percentage, or infinity"
}

// checkTasksMax judges TasksMax=.
func checkTasksMax(in input) Verdict {
	if in.value == "" || in.value == "infinity" {
		return Verdict{}
	}
	if p, ok := parsePermyriad(in.value); ok && p <= 10000 {
		return Verdict{}
	}
	if v, ok := parseUint(in.value, 0, 64); ok && v > 0 && v < math.MaxUint64 {
		return Verdict{}
	}
	return in.bad(Ignored, quote(in.value)+" is not a number of tasks", "write a number above 0, a percentage, or infinity")
}

// checkCPUQuota judges CPUQuota=.
func checkCPUQuota(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	if p, ok := parsePermyriad(in.value); ok && p > 0 {
		return Verdict{}
	}
	hint := "write a percentage above 0 such as 50%, or 200% for two CPUs"
	if f, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(in.value, "%")), 64); err == nil && f > 0 {
		if !strings.HasSuffix(in.value, "%") && f < 20 {
			f *= 100 // podman and docker count CPUs
		}
		hint = "write " + strconv.FormatFloat(f, 'f', -1, 64) + "%"
	}
	return in.bad(Ignored, quote(in.value)+" is not a CPU quota in percent", hint)
}

// checkPercent judges a percentage up to 100 %.
func checkPercent(in input) Verdict {
	if p, ok := parsePermyriad(in.value); in.value == "" || ok && p <= 10000 {
		return Verdict{}
	}
	return in.bad(Ignored, quote(in.value)+" is not a percentage up to 100%", "")
}

// checkLimit judges the LIMIT of setrlimit, "SOFT:HARD" or one for both. The
// argument is what it counts: size, sec, usec, nice or count.
func checkLimit(in input) Verdict {
	s := split(in.value, ":", keepEmpty|keepBackslash)
	soft, _, _ := s.next()
	low, ok := parseLimit(soft.text, in.arg)
	if !ok {
		return in.at(Ignored, soft, quoteOrEmpty(soft.text)+" is not a value of "+in.key+"=", limitHint(in.arg))
	}
	hard, second, _ := s.next()
	if !second {
		return Verdict{}
	}
	high, ok := parseLimit(hard.text, in.arg)
	if rest, more, _ := s.next(); more && rest.text != "" || !ok {
		return in.at(Ignored, hard, quoteOrEmpty(hard.text)+" is not a value of "+in.key+"=", limitHint(in.arg))
	}
	if low > high {
		return in.bad(Ignored, "the soft limit "+soft.text+" is above the hard limit "+hard.text, "")
	}
	return Verdict{}
}

func limitHint(kind string) string {
	const infinity = ", or infinity"
	switch kind {
	case "size":
		return "write bytes or a size with K, M, G" + infinity
	case "sec", "usec":
		return "write a time span" + infinity
	case "nice":
		return "write 0 to 40, or a nice level with its sign"
	}
	return "write a number" + infinity
}

// parseLimit reads one half of a limit.
func parseLimit(s, kind string) (uint64, bool) {
	if s == "infinity" && kind != "nice" {
		return math.MaxUint64, true
	}
	var v uint64
	var ok bool
	switch kind {
	case "size":
		v, ok = ParseSize(s, 1024)
	case "sec":
		v, ok = parseTime(s, second)
		return v, ok
	case "usec":
		v, ok = parseTime(s, 1)
		return v, ok
	case "nice":
		return parseNiceLimit(s)
	default:
		v, ok = parseUint(s, 0, 64)
	}
	return v, ok && v != math.MaxUint64
}

// parseNiceLimit reads RLIMIT_NICE: a raw value, or a nice level with its sign.
func parseNiceLimit(s string) (uint64, bool) {
	switch first1(s) {
	case '+':
		v, ok := parseUint(s[1:], 0, 64)
		return 20 - v, ok && v < 20
	case '-':
		v, ok := parseUint(s[1:], 0, 64)
		return 20 + v, ok && v <= 20
	}
	v, ok := parseUint(s, 0, 64)
	return v, ok && v <= 40
}
