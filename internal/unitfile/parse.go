package unitfile

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads src as the dialect reads it. name is kept for messages. It never
// fails: what cannot be read is in File.Errors.
func Parse(name, src string, d Dialect) *File {
	p := parser{f: &File{Name: name, Src: src, Dialect: d}}
	// No line makes more than one item.
	p.f.Items = make([]Item, 0, strings.Count(src, "\n")+1)
	switch d.Join {
	case JoinAll:
		p.joinAll()
	case JoinBlank:
		p.joinBlank()
	default:
		p.joinKeys()
	}
	p.cutSections()
	return p.f
}

type parser struct {
	f       *File
	lineNr  int // of the physical line being read, from 1
	inGroup bool
}

// physical is one line: text is Src[start:end], the next one begins at next.
type physical struct{ start, end, next int }

func (p *parser) physical(at int) physical {
	if i := strings.IndexByte(p.f.Src[at:], '\n'); i >= 0 {
		return physical{at, at + i, at + i + 1}
	}
	return physical{at, len(p.f.Src), len(p.f.Src)}
}

// logical is a line that may be made of several physical ones.
type logical struct {
	whole  Range  // the physical lines
	text   string // joined as it is looked up
	raw    string // joined as it is classified, where that differs (JoinKeys)
	base   int
	pieces []piece
	lineNr int // the number a message would give
}

// joinAll is the reading of Podman since 5.4: blank and comment lines inside a
// continuation are passed over, and a backslash on the last line is dropped.
func (p *parser) joinAll() {
	src := p.f.Src
	// A final newline does not begin another line.
	last := strings.LastIndexByte(strings.TrimSuffix(src, "\n"), '\n') + 1
	var l logical
	pending := false
	for at := 0; at < len(src); {
		ph := p.physical(at)
		p.lineNr++
		at = ph.next
		a, b := trim(src, ph.start, ph.end)
		if p.isComment(src[a:b]) {
			if pending {
				l.whole.End = ph.next
				continue
			}
			p.plain(ph, a, b)
			continue
		}
		if !pending {
			l = logical{whole: Range{ph.start, ph.next}, base: a}
		}
		l.whole.End = ph.next
		goesOn := src[b-1] == '\\'
		if goesOn {
			b--
		}
		l.add(src, a, b)
		if goesOn && ph.start != last {
			// A lone backslash adds nothing, and Podman then forgets that a line
			// was to be continued.
			pending = l.text != ""
			if !pending {
				p.item(Item{Kind: Blank, Range: l.whole})
			}
			continue
		}
		l.lineNr = p.lineNr
		p.line(&l)
		pending = false
	}
	if pending {
		l.lineNr = p.lineNr
		p.dropped(&l)
	}
}

// joinBlank is systemd's reading (config_parse in conf-parser.c).
func (p *parser) joinBlank() {
	src := p.f.Src
	if !utf8.ValidString(src) {
		p.f.Errors = append(p.f.Errors, Error{Kind: BadEncoding, Range: Range{0, len(src)}, Line: 1})
	}
	var l logical
	pending := false
	for at := 0; at < len(src); {
		ph := p.physical(at)
		p.lineNr++
		a := ph.start
		if at == 0 && strings.HasPrefix(src, "\ufeff") {
			a += len("\ufeff")
		}
		at = ph.next
		for a < ph.end && isBlank(src[a]) {
			a++
		}
		if a < ph.end && strings.IndexByte(p.f.Dialect.Comment, src[a]) >= 0 {
			if pending {
				l.whole.End = ph.next
				continue
			}
			p.plain(ph, a, ph.end)
			continue
		}
		if !pending {
			l = logical{whole: Range{ph.start, ph.next}, base: a}
		}
		l.whole.End = ph.next
		l.lineNr = p.lineNr
		l.add(src, a, ph.end)
		if pending = endsEscaped(src[a:ph.end]); pending {
			l.text = l.text[:len(l.text)-1] + " "
			continue
		}
		p.systemdLine(&l)
	}
	if pending {
		p.systemdLine(&l)
	}
}

// systemdLine classifies a logical line as parse_line does.
func (p *parser) systemdLine(l *logical) {
	a, b := trimBytes(l.text, 0, len(l.text))
	text := l.text[a:b]
	switch {
	case text == "":
		p.item(Item{Kind: Blank, Range: l.whole})
	case text[0] == '[':
		if text[len(text)-1] != ']' {
			p.fail(BadHeader, l)
			return
		}
		p.inGroup = true
		p.named(l, Header, a+1, b-1, b)
	case !p.inGroup:
		p.fail(KeyOutsideSection, l)
	case strings.IndexByte(text, '=') < 1:
		p.fail(NotAssignment, l)
	default:
		eq := a + strings.IndexByte(text, '=')
		_, nameEnd := trimBytes(l.text, a, eq)
		valueAt, _ := trimBytes(l.text, eq+1, b)
		l.text = l.text[:b]
		p.named(l, Assignment, a, nameEnd, valueAt)
	}
}

// line classifies a logical line as Podman's parseLine does.
func (p *parser) line(l *logical) {
	text := l.text
	if l.raw != "" {
		text = l.raw
	}
	switch {
	case text == "" || strings.IndexByte(p.f.Dialect.Comment, text[0]) >= 0:
		p.item(Item{Kind: Blank, Range: l.whole})
	case isHeader(text):
		end := strings.IndexByte(text, ']')
		if !validSection(text[1:end]) {
			p.fail(BadSectionName, l)
			return
		}
		p.inGroup = true
		p.named(l, Header, 1, end, end)
	case !isAssignment(text):
		p.fail(NotAssignment, l)
	case !p.inGroup:
		p.fail(KeyOutsideSection, l)
	default:
		eq := strings.IndexByte(text, '=')
		nameEnd := eq
		for nameEnd > 0 && isSpaceByte(text[nameEnd-1]) {
			nameEnd--
		}
		valueAt := eq + 1
		for valueAt < len(text) && isSpaceByte(text[valueAt]) {
			valueAt++
		}
		if nameEnd == 0 || text[0] == ' ' || text[nameEnd-1] == ' ' {
			p.fail(BadKeyName, l)
			return
		}
		// Everything up to the value is in the first physical line, where raw
		// and logical text are the same.
		p.named(l, Assignment, 0, nameEnd, min(valueAt, len(l.text)))
		p.f.Items[len(p.f.Items)-1].Empty = valueAt == len(text)
	}
}

// add appends Src[a:b] to the logical text.
func (l *logical) add(src string, a, b int) {
	if l.text == "" && l.pieces == nil {
		l.text, l.base = src[a:b], a
		return
	}
	if l.pieces == nil {
		l.pieces = append(make([]piece, 0, 4), piece{0, int32(l.base)})
	}
	l.pieces = append(l.pieces, piece{int32(len(l.text)), int32(a)})
	l.text += src[a:b]
}

// kept is the pieces for an item to keep, nil where there is one.
func (l *logical) kept() *[]piece {
	if l.pieces == nil {
		return nil
	}
	pieces := l.pieces
	return &pieces
}

func (p *parser) item(it Item) { p.f.Items = append(p.f.Items, it) }

// plain adds a comment or blank line.
func (p *parser) plain(ph physical, a, b int) {
	kind := Comment
	if a >= b {
		kind = Blank
	}
	p.item(Item{Kind: kind, Range: Range{ph.start, ph.next}, base: int32(a), Value: p.f.Src[a:max(a, b)]})
}

// named adds a header or an assignment; the offsets are in the logical text.
func (p *parser) named(l *logical, kind Kind, nameStart, nameEnd, valueAt int) {
	it := Item{
		Kind: kind, Continued: l.pieces != nil, Range: l.whole, Name: l.text[nameStart:nameEnd],
		nameAt: int32(nameStart), valueAt: int32(valueAt), base: int32(l.base), pieces: l.kept(),
	}
	if kind == Assignment {
		it.Value = l.text[valueAt:]
		it.Empty = it.Value == ""
	}
	p.item(it)
}

// fail adds a line that cannot be read.
func (p *parser) fail(kind ErrorKind, l *logical) {
	it := Item{Kind: Bad, Range: l.whole, Value: l.text, base: int32(l.base), pieces: l.kept()}
	text := l.text
	if l.raw != "" {
		text = l.raw
	}
	p.f.Errors = append(p.f.Errors, Error{
		Kind: kind, Item: len(p.f.Items), Range: it.ValueRange(), Line: l.lineNr, Text: text,
	})
	p.item(it)
}

func (p *parser) dropped(l *logical) {
	p.item(Item{Kind: Dropped, Range: l.whole, Value: l.text, base: int32(l.base), pieces: l.kept()})
}

func (p *parser) cutSections() {
	items := p.f.Items
	n := 0
	for i := range items {
		if items[i].Kind == Header {
			n++
		}
	}
	if n == 0 {
		return
	}
	p.f.Sections = make([]Section, 0, n)
	for i := range items {
		if items[i].Kind != Header {
			continue
		}
		if k := len(p.f.Sections); k > 0 {
			s := &p.f.Sections[k-1]
			s.Items = items[s.Header+1 : i]
		}
		p.f.Sections = append(p.f.Sections, Section{Name: items[i].Name, Header: i})
	}
	s := &p.f.Sections[n-1]
	s.Items = items[s.Header+1:]
}

func (p *parser) isComment(line string) bool {
	return line == "" || strings.IndexByte(p.f.Dialect.Comment, line[0]) >= 0
}

// isHeader: text behind the bracket may only be blanks and tabs.
func isHeader(line string) bool {
	if line == "" || line[0] != '[' {
		return false
	}
	end := strings.IndexByte(line, ']')
	return end >= 0 && strings.Trim(line[end+1:], " \t") == ""
}

func isAssignment(line string) bool { return strings.IndexByte(line, '=') > 0 }

func validSection(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r == '[' || r == ']' || unicode.IsControl(r)
	})
}

// trim is strings.TrimSpace on Src[a:b] that keeps the offsets.
func trim(src string, a, b int) (int, int) {
	s := src[a:b]
	t := strings.TrimLeftFunc(s, unicode.IsSpace)
	a += len(s) - len(t)
	return a, a + len(strings.TrimRightFunc(t, unicode.IsSpace))
}

// isBlank is systemd's WHITESPACE.
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// trimBytes removes systemd's WHITESPACE from both ends of s[a:b].
func trimBytes(s string, a, b int) (int, int) {
	for a < b && isBlank(s[a]) {
		a++
	}
	for b > a && isBlank(s[b-1]) {
		b--
	}
	return a, b
}

// isSpaceByte is how Podman trims keys and values: byte by byte, so that the
// bytes 0x85 and 0xA0 count as blanks even inside of another character.
func isSpaceByte(c byte) bool { return unicode.IsSpace(rune(c)) }

// endsEscaped: an odd number of backslashes at the end, as systemd counts.
func endsEscaped(s string) bool {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}
