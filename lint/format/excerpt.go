package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// The columns of source that are shown, and how many of them come before the
// place where a line is cut.
const (
	maxColumns = 160
	context    = 40
	tabColumns = 4
)

// excerpt makes a line fit for a terminal: control characters and bytes that
// are no UTF-8 made visible, tabs as blanks, a very long line cut around the
// place. It returns the column and the width of the bytes from to to.
func excerpt(line string, from, to int) (shown string, col, cells int) {
	start := 0
	if before := displayWidth(line[:from]); displayWidth(line) > maxColumns && before > context {
		for start < from && displayWidth(line[start:from]) > context {
			_, n := utf8.DecodeRuneInString(line[start:])
			start += n
		}
	}
	var b strings.Builder
	columns := 0
	if start > 0 {
		b.WriteString("…")
		columns, col = 1, 1
	}
	for i := start; i < len(line); {
		r, n := utf8.DecodeRuneInString(line[i:])
		text, w := visible(r, n)
		if columns+w > maxColumns {
			b.WriteString("…")
			break
		}
		b.WriteString(text)
		columns += w
		switch {
		case i < from:
			col += w
		case i < to:
			cells += w
		}
		i += n
	}
	return b.String(), col, cells
}

func displayWidth(s string) int {
	w := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		_, cells := visible(r, n)
		w += cells
		i += n
	}
	return w
}

// visible is how a character is shown and how many columns it takes.
func visible(r rune, size int) (string, int) {
	switch {
	case r == '\t':
		return strings.Repeat(" ", tabColumns), tabColumns
	case r == utf8.RuneError && size <= 1:
		return "\ufffd", 1
	case r < ' ':
		// The control pictures stand in the order of the control characters.
		return string('\u2400' + r), 1
	case r == 0x7f:
		return "\u2421", 1
	case r < 0x7f:
		return string(r), 1
	case unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cc):
		// Marks of writing direction could show a line in another order.
		return "\ufffd", 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return string(r), 0
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		return string(r), 2
	}
	return string(r), 1
}

// Clean makes a text safe for one line of a terminal: it comes from files that
// anybody may have written.
func Clean(s string) string {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return cleanSlow(s)
		}
	}
	return s
}

func cleanSlow(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		text, _ := visible(r, n)
		b.WriteString(text)
		i += n
	}
	return b.String()
}
