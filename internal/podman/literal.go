package podman

import "strings"

// Dynamic reports whether s holds text that is only known when the unit runs:
// a systemd specifier, a variable, or the placeholder of a template.
func Dynamic(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '%':
			if i+1 == len(s) {
				return false
			}
			if s[i+1] == '%' {
				i++ // "%%" is a literal percent sign
			} else if strings.IndexByte(specifiers, s[i+1]) >= 0 {
				return true
			}
		case '$':
			if i+1 == len(s) {
				return false
			}
			switch c := s[i+1]; {
			case c == '$':
				i++ // "$$" is a literal dollar
			case c == '{' || c == '_' || isLetter(c):
				return true
			}
		case '{':
			if strings.HasPrefix(s[i:], "{{") {
				return true
			}
		case '@':
			if atPlaceholder(s[i+1:]) {
				return true
			}
		}
	}
	return false
}

// dropped reports whether systemd removes the word: it begins like a variable,
// and what follows the dollar sign, up to the end, can be the name of none.
func dropped(v string) bool {
	if len(v) < 2 || v[0] != '$' || v[1] == '{' || v[1] == '$' {
		return false
	}
	for i := 1; i < len(v); i++ {
		if c := v[i]; c == '/' || c == ':' {
			return true
		}
	}
	return false
}

// specifiers are those of systemd.unit(5); systemd leaves any other alone.
const specifiers = "aAbBCdDEfFgGhHiIjJlLmMnNopPqrRsStTuUvVwWyY"

// atPlaceholder reports whether s continues an @NAME@ placeholder. A digest or
// a relative id map has but one @.
func atPlaceholder(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '@':
			return i > 0
		case c != '_' && c != '-' && !isLetter(c) && !isDigit(c):
			return false
		}
	}
	return false
}

// cutAt returns the index of the first sep in s from i on that stands outside
// ${…} and {{…}}, or len(s).
func cutAt(s string, i int, sep byte) int {
	for ; i < len(s); i++ {
		switch {
		case s[i] == sep:
			return i
		case strings.HasPrefix(s[i:], "$$"):
			i++ // a dollar sign; what follows is no variable
		case strings.HasPrefix(s[i:], "${"):
			if j := strings.IndexByte(s[i:], '}'); j > 0 {
				i += j
			}
		case strings.HasPrefix(s[i:], "{{"):
			if j := strings.Index(s[i:], "}}"); j > 0 {
				i += j + 1
			}
		}
	}
	return len(s)
}

// fields cuts s at sep into at most len(to) spans and returns how many there
// are in all, which may be more.
func fields(s string, sep byte, to []Span) int {
	n := 0
	for start := 0; ; {
		end := cutAt(s, start, sep)
		if n < len(to) {
			to[n] = Span{start, end}
		}
		n++
		if end == len(s) {
			return n
		}
		start = end + 1
	}
}

// eachField calls f with each part of s between seps until f finds something.
func eachField(s string, sep byte, f func(part string, at int) []Problem) []Problem {
	for start := 0; ; {
		end := cutAt(s, start, sep)
		if ps := f(s[start:end], start); ps != nil {
			return ps
		}
		if end == len(s) {
			return nil
		}
		start = end + 1
	}
}

// listed judges the value of a flag that pflag reads as one CSV record: a comma
// separates values, double quotes hold one together.
func listed(v string, t Target, g grammar) []Problem {
	if strings.IndexByte(v, '"') < 0 {
		return eachField(v, ',', func(part string, at int) []Problem {
			return shift(g(part, t), at)
		})
	}
	return quotedList(v, t, g)
}

func quotedList(v string, t Target, g grammar) []Problem {
	for i := 0; i <= len(v); {
		if i == len(v) || v[i] != '"' {
			end := cutAt(v, i, ',')
			if q := strings.IndexByte(v[i:end], '"'); q >= 0 && !Dynamic(v) {
				return refuse(i+q, i+q+1, "remove the quote, or quote the whole word", "a quote inside of a comma-separated value")
			}
			if ps := shift(g(v[i:end], t), i); ps != nil {
				return ps
			}
			i = end + 1
			continue
		}
		q := strings.IndexByte(v[i+1:], '"')
		if q < 0 {
			return refuse(i, len(v), "", "a quote that is not closed")
		}
		end := i + 1 + q
		if end+1 < len(v) && v[end+1] != ',' {
			if v[end+1] == '"' {
				return nil // a doubled quote: rare, and offsets no longer fit
			}
			return refuse(end, end+1, "", "text after a closing quote")
		}
		if ps := shift(g(v[i+1:end], t), i+1); ps != nil {
			return ps
		}
		i = end + 2
		if end+1 == len(v) {
			return nil
		}
	}
	return nil
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }

// oneOf reports whether s is one of words.
func oneOf(s string, words []string) bool {
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false
}

// foldOneOf is oneOf without regard to case.
func foldOneOf(s string, words []string) (string, bool) {
	for _, w := range words {
		if strings.EqualFold(s, w) {
			return w, true
		}
	}
	return "", false
}
