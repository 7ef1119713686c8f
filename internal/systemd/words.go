package systemd

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// blanks are the bytes that separate words in most lists.
const blanks = " \t\n\r"

// wordMode says how a directive splits its value. Nearly every directive has a
// mode of its own, and the same text is one word in one and three in another.
type wordMode uint8

const (
	unquote        wordMode = 1 << iota // quotes group and are removed
	unescapeC                           // C escapes are resolved, others are an error
	keepBackslash                       // a backslash is an ordinary character
	unescapeSep                         // a backslash before a separator hides it
	keepEmpty                           // every separator ends a word, even an empty one
	tolerateEscape                      // an unknown escape stays as it is
)

// word is a piece of a value with quotes and escapes resolved, and where it stands.
type word struct {
	text       string
	start, end int
}

// whole is the value as a single word.
func (in input) whole() word { return word{in.value, 0, len(in.value)} }

var errSyntax = errors.New("unbalanced quote or bad escape")

// splitter cuts a value into words the way systemd's loader does.
type splitter struct {
	src  string
	pos  int
	done bool
	seps string
	mode wordMode
	// sep is the separator that ended the last word, 0 at the end of the value.
	sep byte
}

func split(src, seps string, mode wordMode) *splitter {
	return &splitter{src: src, seps: seps, mode: mode}
}

// next returns the next word; ok is false after the last. After an error
// nothing more can be read.
func (s *splitter) next() (w word, ok bool, err error) {
	s.sep = 0
	if s.done {
		return word{}, false, nil
	}
	for ; s.pos < len(s.src) && s.isSep(s.src[s.pos]); s.pos++ {
		if s.mode&keepEmpty != 0 {
			s.sep = s.src[s.pos]
			s.pos++
			return word{"", s.pos - 1, s.pos - 1}, true, nil
		}
	}
	w.start = s.pos
	if s.pos == len(s.src) {
		s.done = true
		w.end = s.pos
		return w, s.mode&keepEmpty != 0, nil
	}
	text, err := s.read()
	w.text, w.end = text, s.pos
	if err != nil {
		s.done = true
		w.end = len(s.src)
		return w, false, err
	}
	s.skipSeparator()
	return w, true, nil
}

func (s *splitter) isSep(c byte) bool { return strings.IndexByte(s.seps, c) >= 0 }

// skipSeparator steps over what ended a word.
func (s *splitter) skipSeparator() {
	if s.pos == len(s.src) {
		s.done = true
		return
	}
	s.sep = s.src[s.pos]
	if s.mode&keepEmpty != 0 {
		s.pos++
		return
	}
	for s.pos < len(s.src) && s.isSep(s.src[s.pos]) {
		s.pos++
	}
	s.done = s.pos == len(s.src)
}

// read consumes one word up to its separator.
func (s *splitter) read() (string, error) {
	if end := s.plainEnd(); end >= 0 {
		text := s.src[s.pos:end]
		s.pos = end
		return text, nil
	}
	var out []byte
	var quote byte
	for ; s.pos < len(s.src); s.pos++ {
		c := s.src[s.pos]
		switch {
		case c == '\\' && s.mode&keepBackslash == 0:
			piece, n, err := s.unescape(s.src[s.pos+1:])
			if err != nil {
				return "", err
			}
			out = append(out, piece...)
			s.pos += n
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			out = append(out, c)
		case (c == '"' || c == '\'') && s.mode&unquote != 0:
			quote = c
		case s.isSep(c):
			return string(out), nil
		default:
			out = append(out, c)
		}
	}
	if quote != 0 {
		return "", errSyntax
	}
	return string(out), nil
}

// plainEnd is where a word without quotes and backslashes ends, so that it need
// not be copied; -1 if it has any.
func (s *splitter) plainEnd() int {
	for i := s.pos; i < len(s.src); i++ {
		switch c := s.src[i]; {
		case c == '\\', c == '"', c == '\'':
			return -1
		case s.isSep(c):
			return i
		}
	}
	return len(s.src)
}

// unescape resolves what follows a backslash and says how many bytes it took.
func (s *splitter) unescape(rest string) (string, int, error) {
	if rest == "" {
		if s.mode&tolerateEscape != 0 {
			return `\`, 0, nil
		}
		return "", 0, errSyntax
	}
	if s.mode&(unescapeC|unescapeSep) == 0 {
		return rest[:1], 1, nil
	}
	if s.mode&unescapeC != 0 {
		if text, n, ok := cEscape(rest); ok {
			return text, n, nil
		}
	}
	if s.mode&unescapeSep != 0 && (s.isSep(rest[0]) || rest[0] == '\\') {
		return rest[:1], 1, nil
	}
	if s.mode&tolerateEscape != 0 {
		return `\` + rest[:1], 1, nil
	}
	return "", 0, errSyntax
}

// cEscape resolves a C escape without its backslash.
func cEscape(s string) (text string, n int, ok bool) {
	if i := strings.IndexByte(`abfnrtv\"'s`, s[0]); i >= 0 {
		return "\a\b\f\n\r\t\v\\\"' "[i : i+1], 1, true
	}
	digits, base, skip := 0, uint32(16), 1
	switch {
	case s[0] == 'x':
		digits = 2
	case s[0] == 'u':
		digits = 4
	case s[0] == 'U':
		digits = 8
	case s[0] >= '0' && s[0] <= '7':
		digits, base, skip = 3, 8, 0
	default:
		return "", 0, false
	}
	if len(s) < skip+digits {
		return "", 0, false
	}
	var v uint32
	for _, c := range []byte(s[skip : skip+digits]) {
		d := hexDigit(c)
		if d >= base {
			return "", 0, false
		}
		v = v*base + d
	}
	n = skip + digits
	switch {
	case v == 0: // a NUL would end the value
		return "", 0, false
	case digits > 3: // \u and \U name characters, \x and octal bytes
		if !utf8.ValidRune(rune(v)) || v > utf8.MaxRune {
			return "", 0, false
		}
		return string(rune(v)), n, true
	case v > 255:
		return "", 0, false
	}
	return string([]byte{byte(v)}), n, true
}

// hexDigit returns the digit's value, or 99.
func hexDigit(c byte) uint32 {
	switch {
	case c >= '0' && c <= '9':
		return uint32(c - '0')
	case c >= 'a' && c <= 'f':
		return uint32(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return uint32(c-'A') + 10
	}
	return 99
}

// eachWord judges the words of a list one by one and returns the first fault.
// systemd skips a bad word and keeps the others; a syntax error ends the line.
func (in input) eachWord(seps string, mode wordMode, judge func(w word) Verdict) Verdict {
	return in.eachWordFrom(0, seps, mode, judge)
}

// eachWordFrom is eachWord for a value whose first bytes are a prefix.
func (in input) eachWordFrom(skip int, seps string, mode wordMode, judge func(w word) Verdict) Verdict {
	var first Verdict
	for s := split(in.value[skip:], seps, mode); ; {
		w, ok, err := s.next()
		w.start += skip
		w.end += skip
		if err != nil {
			return worse(first, in.at(Ignored, w, "unbalanced quote or bad escape in "+quote(in.value[w.start:]), ""))
		}
		if !ok {
			return first
		}
		first = worse(first, judge(w))
	}
}

// worse returns the graver verdict, the earlier one if they are equal.
func worse(a, b Verdict) Verdict {
	if b.Outcome > a.Outcome {
		return b
	}
	return a
}
