package unitfile

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SplitMode says how a value is cut into words.
type SplitMode uint8

// The ways to split.
const (
	// Exec: quotes and C escapes are worked out, an unbalanced quote is
	// accepted (Exec=, PodmanArgs=, Environment=, Label=, Mount=, Secret= …).
	Exec SplitMode = iota
	// Strv: quotes are removed, a backslash is a letter, an unbalanced quote
	// drops the line (AddCapability=, Sysctl=, After=, WantedBy= …).
	Strv
)

// Word is one word of a value.
type Word struct {
	// Text is the word without quotes and escapes.
	Text string
	// Start and End are its place in the logical value, quotes included.
	Start, End int
}

// Loss says what the generator drops when it splits a value, none of it with a
// message before Podman 5.5 and only some of it since.
type Loss uint8

// The kinds of loss.
const (
	// NoLoss: every word arrives.
	NoLoss Loss = iota
	// BadEscape: an escape sequence that is not known, or NUL: no word of the
	// value arrives.
	BadEscape
	// OpenQuote: a quote is not closed. Exec takes the rest as one word; Strv
	// drops every word of the value.
	OpenQuote
	// EmptyWord: an empty quoted word ends the list; the words behind are lost.
	EmptyWord
	// NulByte: the value ends at a NUL byte.
	NulByte
	// TrailingBackslash: a backslash at the end is dropped.
	TrailingBackslash
)

// Words is a value cut into words.
type Words struct {
	// List are the words that arrive.
	List []Word
	// Loss is what is dropped; Start and End are its place in the value: the
	// escape, the quote that is not closed, or the words that are lost.
	Loss       Loss
	Start, End int
}

// Dropped reports whether no word of the value arrives.
func (w Words) Dropped(mode SplitMode) bool {
	return w.Loss == BadEscape || w.Loss == OpenQuote && mode == Strv
}

const separators = " \t\n\r"

func isSeparator(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// Split cuts a value into words as Podman's parser does (split.go there, after
// systemd's extract_first_word).
func (d Dialect) Split(value string, mode SplitMode) Words {
	if !strings.ContainsAny(value, "\"'\x00") && (mode == Strv || strings.IndexByte(value, '\\') < 0) {
		return Words{List: splitPlain(value)}
	}
	s := splitter{in: value, mode: mode, oldOctal: d.OldOctal}
	for s.next() {
	}
	if s.out.Dropped(mode) {
		s.out.List = nil
	}
	return s.out
}

// splitPlain is Split where nothing is quoted or escaped: no word is copied.
func splitPlain(value string) []Word {
	var words []Word
	for i := 0; i < len(value); {
		if isSeparator(value[i]) {
			i++
			continue
		}
		end := i + 1
		for end < len(value) && !isSeparator(value[end]) {
			end++
		}
		words = append(words, Word{value[i:end], i, end})
		i = end
	}
	return words
}

type splitter struct {
	in       string
	p        int
	mode     SplitMode
	oldOctal bool
	out      Words
}

// next reads one word; false ends the list.
func (s *splitter) next() bool {
	for s.p < len(s.in) && isSeparator(s.in[s.p]) {
		s.p++
	}
	start := s.p
	if s.simpleWord() {
		return true
	}
	var b strings.Builder
	var quote byte
	quoteAt := 0
	for ; s.p < len(s.in); s.p++ {
		c := s.in[s.p]
		switch {
		case c == 0 && quote != 0 && s.mode == Strv:
			// The value ends here, and with it the hope for the closing quote.
			s.lose(OpenQuote, quoteAt, len(s.in))
			return false
		case c == 0:
			s.lose(NulByte, s.p, len(s.in))
			s.p = len(s.in)
			return s.word(&b, start, s.out.Start)
		case c == '\\' && s.mode == Exec:
			if s.p+1 == len(s.in) || s.in[s.p+1] == 0 {
				s.lose(TrailingBackslash, s.p, len(s.in))
				s.p = len(s.in)
				return s.word(&b, start, len(s.in))
			}
			r, n := unescape(s.in[s.p+1:], s.oldOctal)
			if n == 0 {
				_, w := utf8.DecodeRuneInString(s.in[s.p+1:])
				s.lose(BadEscape, s.p, s.p+1+w)
				return false
			}
			b.WriteRune(r)
			s.p += n
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			b.WriteByte(c)
		case c == '"' || c == '\'':
			quote, quoteAt = c, s.p
		case isSeparator(c):
			return s.word(&b, start, s.p)
		default:
			b.WriteByte(c)
		}
	}
	if quote != 0 {
		s.lose(OpenQuote, quoteAt, len(s.in))
	}
	return s.word(&b, start, len(s.in))
}

// simpleWord adds the next word without copying it where it needs no work: a bare
// one, or one within a pair of quotes.
func (s *splitter) simpleWord() bool {
	rest := s.in[s.p:]
	if rest == "" {
		return false
	}
	from, to, end := 0, 0, 0
	if rest[0] == '"' || rest[0] == '\'' {
		from = 1
		to = 1 + strings.IndexByte(rest[1:], rest[0])
		end = to + 1
		if to <= from || end < len(rest) && !isSeparator(rest[end]) {
			return false
		}
	} else {
		for to < len(rest) && !isSeparator(rest[to]) {
			to++
		}
		end = to
	}
	for i := from; i < to; i++ {
		switch rest[i] {
		case 0:
			return false
		case '\\':
			if s.mode == Exec {
				return false
			}
		case '"', '\'':
			if from == 0 {
				return false
			}
		}
	}
	s.out.List = append(s.out.List, Word{rest[from:to], s.p, s.p + end})
	s.p += end
	return true
}

// word adds a word. An empty one ends the list: what is behind it is lost.
func (s *splitter) word(b *strings.Builder, start, end int) bool {
	if b.Len() > 0 {
		s.out.List = append(s.out.List, Word{b.String(), start, end})
		return true
	}
	if rest := strings.Trim(s.in[end:], separators); start < end && rest != "" {
		from := end + strings.Index(s.in[end:], rest)
		s.lose(EmptyWord, from, from+len(rest))
	}
	return false
}

// lose keeps the first loss.
func (s *splitter) lose(l Loss, start, end int) {
	if s.out.Loss == NoLoss {
		s.out.Loss, s.out.Start, s.out.End = l, start, end
	}
}

// unescape works out the escape behind a backslash and says how many bytes it
// takes; 0: not known. NUL is refused, but for a slip of the old reading.
func unescape(s string, oldOctal bool) (r rune, n int) {
	const from, to = `abfnrtv\"'s`, "\a\b\f\n\r\t\v\\\"' "
	if i := strings.IndexByte(from, s[0]); i >= 0 {
		return rune(to[i]), 1
	}
	switch c := s[0]; {
	case c == 'x':
		return digits(s, 1, 2, 16)
	case c == 'u':
		return digits(s, 1, 4, 16)
	case c == 'U':
		return digits(s, 1, 8, 16)
	case oldOctal && c >= '0' && c <= '6':
		return 0, 1
	case oldOctal && c == '7':
		return 0, 0 // read as 0777, which is no byte
	case c >= '0' && c <= '7':
		r, n = digits(s, 0, 3, 8)
		if r > 255 {
			return 0, 0
		}
		return r, n
	}
	return 0, 0
}

func digits(s string, from, count int, base uint32) (rune, int) {
	if len(s) < from+count {
		return 0, 0
	}
	var v uint32
	for _, c := range []byte(s[from : from+count]) {
		d := uint32(99)
		switch {
		case c >= '0' && c <= '9':
			d = uint32(c - '0')
		case c >= 'a' && c <= 'f':
			d = uint32(c-'a') + 10
		case c >= 'A' && c <= 'F':
			d = uint32(c-'A') + 10
		}
		if d >= base {
			return 0, 0
		}
		v = v*base + d
	}
	if v == 0 || v > utf8.MaxRune {
		return 0, 0
	}
	return rune(v), from + count
}

// Unquote is a single value as the generator looks it up: blanks at the end
// removed, double quotes stripped as the dialect does. from is where the rest
// begins in value.
func (d Dialect) Unquote(value string) (text string, from int) {
	text = strings.TrimRightFunc(value, unicode.IsSpace)
	switch d.Quotes {
	case QuotesTrim:
		t := strings.TrimLeft(text, `"`)
		from = len(text) - len(t)
		text = strings.TrimRight(t, `"`)
	case QuotesPair:
		if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
			return text[1 : len(text)-1], 1
		}
	}
	return text, from
}
