package unitfile

import "strings"

// joinKeys is the reading of Podman before 5.4: only a line that holds a key
// goes on, comments inside are text, and backslash and newline stay until the
// value is looked up. It follows Podman's own bookkeeping of offsets, because
// that is what makes the releases 4.6 to 5.3 read some lines for ever.
func (p *parser) joinKeys() {
	d := p.f.Dialect
	for at := 0; at < len(p.f.Src); {
		p.lineNr++
		j := joined{src: p.f.Src, trim: d.Trim, start: at, ph: p.physical(at)}
		first := p.lineNr
		text := j.text()
		endless := false
		if isAssignment(text) && (d.Trim != TrimLines || !p.isComment(text)) {
			for j.more() && strings.HasSuffix(text, `\`) {
				// The next line is looked for from len(text)+1 on: where blanks
				// were trimmed, that is before the newline just found.
				if endless = len(text) < j.length(); endless {
					break
				}
				j.lines = append(j.lines, j.ph)
				j.ph = p.physical(j.ph.next)
				p.lineNr++
				text = j.text()
			}
		}
		at = j.ph.next
		l := logical{whole: Range{j.start, at}, lineNr: first}
		j.fill(&l, text)
		switch {
		case endless:
			p.fail(Endless, &l)
		case p.isComment(text):
			kind := Comment
			if text == "" {
				kind = Blank
			}
			p.item(Item{Kind: kind, Range: l.whole, base: int32(l.base), Value: text})
		default:
			p.line(&l)
		}
	}
}

// joined is a line and those that it has been continued with.
type joined struct {
	src   string
	trim  Trim
	start int
	lines []physical // all but the last
	ph    physical   // the last
}

// text is the line as Podman holds it, backslashes and newlines included.
func (j *joined) text() string {
	switch {
	case j.trim == TrimNone, j.trim == TrimJoined && j.ph.next == j.ph.end:
		// An unterminated last line is returned before it is trimmed.
		return j.src[j.start:j.ph.end]
	case j.trim == TrimJoined:
		return strings.TrimSpace(j.src[j.start:j.ph.end])
	}
	if len(j.lines) == 0 {
		return strings.TrimSpace(j.src[j.ph.start:j.ph.end])
	}
	return strings.TrimSpace(j.raw())
}

// raw is the continued line before the last trim, with TrimLines.
func (j *joined) raw() string {
	var b strings.Builder
	for _, ph := range j.lines {
		b.WriteString(strings.TrimSpace(j.src[ph.start:ph.end]))
		b.WriteByte('\n')
	}
	b.WriteString(strings.TrimSpace(j.src[j.ph.start:j.ph.end]))
	return b.String()
}

// length is how much of Podman's copy of the file the line takes.
func (j *joined) length() int {
	if j.trim == TrimLines {
		return len(j.raw())
	}
	return j.ph.end - j.start
}

// more: is there anything behind the line, in Podman's copy of the file?
func (j *joined) more() bool {
	rest := j.src[j.ph.next:]
	if j.trim == TrimLines && !strings.Contains(rest, "\n") {
		return strings.TrimSpace(rest) != ""
	}
	return rest != ""
}

// fill sets the logical text, in which backslash and newline are gone.
func (j *joined) fill(l *logical, text string) {
	if j.trim == TrimLines {
		var kept []Range
		for _, ph := range append(j.lines, j.ph) {
			if a, b := trim(j.src, ph.start, ph.end); a < b {
				kept = append(kept, Range{a, b})
			}
		}
		for i, r := range kept {
			// The backslash goes only where a line follows that is not empty.
			if i < len(kept)-1 {
				r.End--
			}
			l.add(j.src, r.Start, r.End)
		}
	} else {
		a := j.start + strings.Index(j.src[j.start:j.ph.end], text)
		rest := text
		for {
			head, tail, found := strings.Cut(rest, "\\\n")
			l.add(j.src, a, a+len(head))
			if !found {
				break
			}
			a, rest = a+len(head)+2, tail
		}
	}
	if len(j.lines) > 0 {
		l.raw = text
	}
}
