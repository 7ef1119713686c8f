package unitfile

import (
	"strings"
	"unicode/utf8"
)

// EnvVar is an assignment in an environment file.
type EnvVar struct {
	Name, Value string
	// Bare says that there is no "=": Podman takes the value from its own
	// environment (and with a "*" at the end those of all names that begin so);
	// systemd drops the line.
	Bare bool
	// NameRange and ValueRange are the places in the file, quotes included.
	NameRange, ValueRange Range
}

// EnvProblem says what is wrong with a line of an environment file.
type EnvProblem uint8

// The problems of environment files.
const (
	// EnvNoName: the line begins with "=". Podman refuses the file.
	EnvNoName EnvProblem = iota + 1
	// EnvLongLine: Podman reads lines of less than 64 KiB and refuses the file.
	EnvLongLine
	// EnvBadName: systemd drops a name that is not letters, digits and
	// underscores, or that begins with a digit.
	EnvBadName
	// EnvDropped: systemd drops a line without "=".
	EnvDropped
	// EnvOpenQuote: a quote is not closed; systemd takes the rest of the file for
	// the value.
	EnvOpenQuote
	// EnvEncoding: text that is not UTF-8; systemd refuses the file.
	EnvEncoding
	// EnvControl: systemd drops a value that holds a control character.
	EnvControl
)

// EnvError is a line that the reader refuses or drops.
type EnvError struct {
	Problem EnvProblem
	Range   Range
}

// maxEnvLine is bufio.MaxScanTokenSize, with which Podman reads.
const maxEnvLine = 64 * 1024

// ParsePodmanEnv reads a file as podman's --env-file does, for [Container]
// EnvironmentFile= (pkg/env/env.go): blanks before a line are passed over,
// everything behind the "=" is the value, quotes and blanks included, and
// nothing continues.
func ParsePodmanEnv(src string) (vars []EnvVar, errs []EnvError) {
	for at := 0; at < len(src); {
		end := at + strings.IndexByte(src[at:], '\n')
		next := end + 1
		if end < at {
			end, next = len(src), len(src)
		}
		start := at
		at = next
		if end-start >= maxEnvLine {
			// The reader gives up here.
			return vars, append(errs, EnvError{EnvLongLine, Range{start, end}})
		}
		if end > start && src[end-1] == '\r' {
			end--
		}
		for start < end && (src[start] == ' ' || src[start] == '\t') {
			start++
		}
		line := src[start:end]
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if name == "" {
			errs = append(errs, EnvError{EnvNoName, Range{start, end}})
			continue
		}
		vars = append(vars, EnvVar{
			Name: name, Value: value, Bare: !found,
			NameRange: Range{start, start + len(name)}, ValueRange: Range{end - len(value), end},
		})
	}
	return vars, errs
}

// ParseSystemdEnv reads a file as systemd's EnvironmentFile= in [Service] does
// (src/basic/env-file.c): quotes are removed, a backslash before a newline
// continues, comments begin with "#" or ";".
func ParseSystemdEnv(src string) ([]EnvVar, []EnvError) {
	p := envParser{src: src}
	for p.at < len(src) {
		p.line()
	}
	return p.vars, p.errs
}

type envParser struct {
	src  string
	at   int
	vars []EnvVar
	errs []EnvError
}

func isNewline(c byte) bool { return c == '\n' || c == '\r' }

func (p *envParser) fail(problem EnvProblem, start, end int) {
	p.errs = append(p.errs, EnvError{problem, Range{start, end}})
}

// line reads one assignment or comment.
func (p *envParser) line() {
	for p.at < len(p.src) && isSeparator(p.src[p.at]) {
		p.at++
	}
	if p.at == len(p.src) {
		return
	}
	start := p.at
	if c := p.src[start]; c == '#' || c == ';' {
		for p.at < len(p.src) && !isNewline(p.src[p.at]) {
			p.at++
		}
		return
	}
	for p.at < len(p.src) && !isNewline(p.src[p.at]) && p.src[p.at] != '=' {
		p.at++
	}
	name := strings.TrimRight(p.src[start:p.at], separators)
	v := EnvVar{Name: name, NameRange: Range{start, start + len(name)}}
	if p.at == len(p.src) || p.src[p.at] != '=' {
		p.fail(EnvDropped, start, p.at)
		return
	}
	p.at++
	p.value(&v)
	switch {
	case !utf8.ValidString(v.Name) || !utf8.ValidString(v.Value):
		p.fail(EnvEncoding, start, v.ValueRange.End)
	case !validEnvName(v.Name):
		p.fail(EnvBadName, v.NameRange.Start, max(v.NameRange.End, v.NameRange.Start+1))
	case strings.ContainsFunc(v.Value, isControl):
		p.fail(EnvControl, v.ValueRange.Start, v.ValueRange.End)
	default:
		p.vars = append(p.vars, v)
	}
}

// value reads up to the end of the line, or further where a quote is open.
func (p *envParser) value(v *EnvVar) {
	var b strings.Builder
	from, solid := -1, 0 // where the value begins, and how much of it blanks at the end do not count for
	for p.at < len(p.src) && !isNewline(p.src[p.at]) {
		c := p.src[p.at]
		if from < 0 && isSeparator(c) {
			p.at++
			continue
		}
		if from < 0 {
			from = p.at
		}
		switch {
		// A quote counts at the start, and behind another quoted piece.
		case (c == '\'' || c == '"') && (b.Len() == 0 || p.at > 0 && isQuote(p.src[p.at-1]) && solid == b.Len()):
			p.quoted(&b, c)
			solid = b.Len()
			continue
		case c == '\\':
			p.at++
			if p.at < len(p.src) && !isNewline(p.src[p.at]) {
				b.WriteByte(p.src[p.at])
			}
			solid = b.Len()
		default:
			b.WriteByte(c)
			if !isSeparator(c) {
				solid = b.Len()
			}
		}
		p.at = min(p.at+1, len(p.src))
	}
	if from < 0 {
		from = p.at
	}
	v.Value = b.String()[:solid]
	v.ValueRange = Range{from, from + len(strings.TrimRight(p.src[from:p.at], separators))}
}

func isQuote(c byte) bool { return c == '\'' || c == '"' }

// quoted reads a quoted piece, over line ends if need be.
func (p *envParser) quoted(b *strings.Builder, quote byte) {
	start := p.at
	for p.at++; p.at < len(p.src); p.at++ {
		c := p.src[p.at]
		switch {
		case c == quote:
			p.at++
			return
		case c == '\\' && quote == '"' && p.at+1 < len(p.src):
			p.at++
			switch next := p.src[p.at]; next {
			case '"', '\\', '`', '$':
				b.WriteByte(next)
			case '\n':
			default:
				b.WriteByte('\\')
				b.WriteByte(next)
			}
		default:
			b.WriteByte(c)
		}
	}
	p.fail(EnvOpenQuote, start, len(p.src))
}

func validEnvName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// isControl: tab and newline are allowed in values.
func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r == 0x7f
}
