package generator

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Problem is something in a Spec that cannot be rendered. Field is the name of
// the flag that sets it, without dashes, or "" where the caller knows it.
type Problem struct{ Field, Message, hint string }

func (p *Problem) Error() string {
	if p.Field == "" {
		return p.Message
	}
	return "--" + p.Field + ": " + p.Message
}

// Hint says what to do about it, or "".
func (p *Problem) Hint() string { return p.hint }

func problem(hint, format string, args ...any) error {
	return &Problem{Message: fmt.Sprintf(format, args...), hint: hint}
}

// checkText refuses what no unit file can carry: a line break would start a
// line of its own, in the worst case a section.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return problem("", "%s is not valid UTF-8", quoteShort(s))
	}
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r':
			return problem("a unit file has no way to write one; put the text on one line", "%s holds a line break", quoteShort(s))
		case unicode.IsControl(r):
			return problem("remove it; it may have come in by copying", "%s holds the control character U+%04X", quoteShort(s), r)
		}
	}
	return nil
}

// quoteShort quotes a value for a message, shortened so that the message stays
// readable.
func quoteShort(s string) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return strconv.Quote(s)
}
