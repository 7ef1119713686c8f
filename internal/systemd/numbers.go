package systemd

import (
	"math"
	"strconv"
	"strings"
)

// ParseBool reads a boolean as systemd does, in any case.
func ParseBool(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "1", "yes", "y", "true", "t", "on":
		return true, true
	case "0", "no", "n", "false", "f", "off":
		return false, true
	}
	return false, false
}

// mangleBase splits off the prefixes that systemd adds to C's: 0b and 0o.
func mangleBase(s string, base int) (string, int) {
	if base != 0 || len(s) < 2 || s[0] != '0' {
		return s, base
	}
	switch s[1] {
	case 'b', 'B':
		return s[2:], 2
	case 'o', 'O':
		return s[2:], 8
	}
	return s, base
}

// parseUint reads an unsigned number of the given width like C's strtoul:
// blanks and a sign in front, base 0 understands 0x and a leading 0. "-0" is 0.
func parseUint(s string, base, bits int) (uint64, bool) {
	s = strings.TrimLeft(s, blanks)
	s, base = mangleBase(s, base)
	neg := strings.HasPrefix(s, "-")
	if neg || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	v, ok := parseDigits(s, base)
	if !ok || neg && v != 0 || bits < 64 && v>>bits != 0 {
		return 0, false
	}
	return v, true
}

// parseInt reads a signed 32-bit number.
func parseInt(s string) (int, bool) {
	s = strings.TrimLeft(s, blanks)
	s, base := mangleBase(s, 0)
	neg := strings.HasPrefix(s, "-")
	if neg || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	v, ok := parseDigits(s, base)
	if !ok || v > math.MaxInt32+1 || v == math.MaxInt32+1 && !neg {
		return 0, false
	}
	if neg {
		return -int(v), true
	}
	return int(v), true
}

// parseDigits reads the digits of a C number; base 0 goes by the prefix.
func parseDigits(s string, base int) (uint64, bool) {
	if base == 0 || base == 16 {
		if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
			s, base = s[2:], 16
		}
	}
	if base == 0 {
		base = 10
		if len(s) > 1 && s[0] == '0' {
			base = 8
		}
	}
	// ParseUint takes underscores and signs only with base 0.
	v, err := strconv.ParseUint(s, base, 64)
	return v, err == nil
}

// parsePermyriad reads a percentage (two decimals), permille (one) or
// permyriad (none) and returns hundredths of a percent. Above 100 % is valid here.
func parsePermyriad(s string) (int, bool) {
	for _, unit := range [...]struct {
		sign     string
		decimals int
	}{{"‱", 0}, {"‰", 1}, {"%", 2}} {
		n, ok := strings.CutSuffix(s, unit.sign)
		if !ok {
			continue
		}
		n, frac, dot := strings.Cut(n, ".")
		if dot && (len(frac) == 0 || len(frac) > unit.decimals || !allDigits(frac)) {
			return 0, false
		}
		v, ok := parseInt(n)
		if !ok || v < 0 {
			return 0, false
		}
		for i := range unit.decimals {
			v *= 10
			if i < len(frac) {
				v += int(frac[i] - '0')
			}
		}
		if v > math.MaxInt32 {
			return 0, false
		}
		return v, true
	}
	return 0, false
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// checkBool judges a boolean. Argument "fatal": a bad one stops the unit;
// "empty": an empty value resets.
func checkBool(in input) Verdict {
	if _, ok := ParseBool(in.value); ok || in.value == "" && in.arg == "empty" {
		return Verdict{}
	}
	o := Ignored
	if in.arg == "fatal" {
		o = Fatal
	}
	return in.bad(o, quoteOrEmpty(in.value)+" is not a boolean", "write yes or no")
}

// checkUnsigned judges a plain number of 32 bits. Argument "empty": an empty
// value resets.
func checkUnsigned(in input) Verdict {
	if _, ok := parseUint(in.value, 0, 32); ok || in.value == "" && in.arg == "empty" {
		return Verdict{}
	}
	return in.bad(Ignored, quoteOrEmpty(in.value)+" is not a number from 0 to 4294967295", "")
}

// checkRange judges a number between the two of the argument, "LOW HIGH". An
// empty value resets unless a third word, "required", is there.
func checkRange(in input) Verdict {
	f := strings.Fields(in.arg)
	if in.value == "" && len(f) < 3 {
		return Verdict{}
	}
	low, _ := strconv.Atoi(f[0])
	high, _ := strconv.Atoi(f[1])
	if v, ok := parseInt(in.value); ok && v >= low && v <= high {
		return Verdict{}
	}
	return in.bad(Ignored, quoteOrEmpty(in.value)+" is not a number from "+f[0]+" to "+f[1], "")
}

// checkMode judges an octal file mode.
func checkMode(in input) Verdict {
	v, ok := parseUint(in.value, 8, 32)
	if ok && v <= 0o7777 && !strings.ContainsAny(in.value, "+-") {
		return Verdict{}
	}
	return in.bad(Ignored, quoteOrEmpty(in.value)+" is not an octal mode up to 7777", "write a number like 0755")
}
