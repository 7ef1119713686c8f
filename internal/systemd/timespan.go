package systemd

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// timeUnits are tried in this order: the first that the text begins with wins,
// so longer names stand before their beginnings.
var timeUnits = [...]struct {
	name string
	usec uint64
}{
	{"seconds", second},
	{"second", second},
	{"sec", second},
	{"s", second},
	{"minutes", minute},
	{"minute", minute},
	{"min", minute},
	{"months", month},
	{"month", month},
	{"M", month},
	{"msec", 1000},
	{"ms", 1000},
	{"m", minute},
	{"hours", hour},
	{"hour", hour},
	{"hr", hour},
	{"h", hour},
	{"days", day},
	{"day", day},
	{"d", day},
	{"weeks", week},
	{"week", week},
	{"w", week},
	{"years", year},
	{"year", year},
	{"y", year},
	{"usec", 1},
	{"us", 1},
	{"μs", 1},
	{"µs", 1},
}

const (
	second uint64 = 1000000
	minute        = 60 * second
	hour          = 60 * minute
	day           = 24 * hour
	week          = 7 * day
	month         = 2629800 * second // a twelfth of a year
	year          = 31557600 * second
	// forever is systemd's "infinity".
	forever uint64 = math.MaxUint64
)

// ParseTimeSpan reads a time span as systemd does ("1min 30s", "1.5h", "90"
// for seconds, "infinity"). Infinity, and whatever a Duration cannot hold, is
// the largest Duration.
func ParseTimeSpan(s string) (time.Duration, bool) {
	usec, ok := parseTime(s, second)
	if !ok {
		return 0, false
	}
	if usec > math.MaxInt64/1000 {
		return math.MaxInt64, true
	}
	return time.Duration(usec) * time.Microsecond, true
}

// parseTime reads a time span in microseconds; numbers without a unit count in unit.
func parseTime(s string, unit uint64) (uint64, bool) {
	s = strings.TrimLeft(s, blanks)
	if rest, ok := strings.CutPrefix(s, "infinity"); ok {
		return forever, strings.Trim(rest, blanks) == ""
	}
	var total uint64
	for first := true; ; first = false {
		s = strings.TrimLeft(s, blanks)
		if s == "" {
			return total, !first
		}
		part, rest, ok := timePart(s, unit)
		if !ok || part >= forever-total {
			return 0, false
		}
		total += part
		s = rest
	}
}

// timePart reads one number with its unit from the front of s.
func timePart(s string, unit uint64) (usec uint64, rest string, ok bool) {
	num := strings.TrimPrefix(s, "+")
	if strings.HasPrefix(s, "-") {
		return 0, "", false
	}
	whole, rest := leadingDigits(num)
	frac, point := "", strings.HasPrefix(rest, ".")
	if point {
		frac, rest = leadingDigits(rest[1:])
		if frac == "" {
			return 0, "", false
		}
	}
	if whole == "" && (!point || num != s) {
		return 0, "", false
	}
	var n uint64
	if whole != "" {
		v, err := strconv.ParseInt(whole, 10, 64)
		if err != nil {
			return 0, "", false
		}
		n = uint64(v)
	}
	after := strings.TrimLeft(rest, blanks)
	for _, u := range timeUnits {
		if r, found := strings.CutPrefix(after, u.name); found {
			unit, after = u.usec, r
			break
		}
	}
	// "12.34.56" and "5x" are errors, "12 34" is two spans.
	if after == rest && after != "" {
		return 0, "", false
	}
	if n >= forever/unit {
		return 0, "", false
	}
	usec = n * unit
	for m := unit / 10; frac != ""; frac, m = frac[1:], m/10 {
		usec += uint64(frac[0]-'0') * m
	}
	return usec, after, true
}

func leadingDigits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i], s[i:]
}

// checkTime judges a time span. Words of the argument: "empty", an empty value
// resets; "nsec", the plain number is in nanoseconds; "atleast1s".
func checkTime(in input) Verdict {
	if in.value == "" && strings.Contains(in.arg, "empty") {
		return Verdict{}
	}
	usec, ok := parseTime(in.value, second)
	if strings.Contains(in.arg, "nsec") {
		_, ok = parseTime(strings.NewReplacer("nsec", "us", "ns", "us").Replace(in.value), 1)
	}
	if !ok {
		return in.bad(Ignored, quoteOrEmpty(in.value)+" is not a time span", timeHint(in.value))
	}
	if in.key == "RestartRandomizedDelaySec" && usec == forever {
		return in.bad(Ignored, in.key+"= cannot be infinite", "")
	}
	if strings.Contains(in.arg, "atleast1s") && (usec < second || usec == forever) {
		return in.bad(Ignored, in.key+"= must be at least 1s and finite", "")
	}
	return Verdict{}
}

// timeHint knows the usual ways to miss.
func timeHint(s string) string {
	lower := strings.ToLower(strings.TrimSpace(s))
	switch {
	case lower == "":
		return "remove the line, or write a time span such as 90s"
	case lower == "never" || lower == "none" || lower == "forever" || lower == "unlimited" || lower == "-1":
		return `write "infinity" for no limit`
	case strings.Contains(lower, ":"):
		return `write minutes and seconds as "1min 30s"`
	}
	return `write a number of seconds, or units as in "1min 30s"`
}
