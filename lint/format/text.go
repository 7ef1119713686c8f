package format

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// Colours, as people know them from compilers.
const (
	reset  = "\x1b[0m"
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	blue   = "\x1b[1;34m"
	green  = "\x1b[32m"
)

// writeText writes findings for people: one line that editors and grep
// understand, the source with the place underlined, and what more there is to
// say.
func writeText(w io.Writer, r *Report) error {
	t := textWriter{Writer: bufio.NewWriter(w), r: r, secret: map[string]bool{}}
	for i := range r.Rules {
		if r.Rules[i].Secret {
			t.secret[r.Rules[i].Name] = true
		}
	}
	for i := range r.Findings {
		if i > 0 {
			t.WriteByte('\n')
		}
		t.finding(&r.Findings[i])
	}
	if len(r.Findings) > 0 && !r.Brief {
		t.WriteString("\n" + summary(r.Findings) + "\n")
	}
	return t.Flush()
}

type textWriter struct {
	*bufio.Writer
	r *Report
	// secret are the rules whose source lines may show a secret.
	secret map[string]bool
}

func (t *textWriter) finding(d *lint.Diagnostic) {
	color := severityColor(d.Severity)
	t.paint(bold, fmt.Sprintf("%s:%d:%d:", Clean(d.File), d.Span.Start.Line, d.Span.Start.Col))
	t.WriteByte(' ')
	t.paint(color, d.Severity.String()+":")
	t.WriteByte(' ')
	t.paint(bold, Clean(d.Message))
	t.paint(dim, " ["+d.Rule+"]")
	t.WriteByte('\n')

	width := len(strconv.Itoa(max(d.Span.End.Line, d.Span.Start.Line)))
	for _, rel := range d.Related {
		width = max(width, len(strconv.Itoa(rel.Span.Start.Line)))
	}
	gutter := strings.Repeat(" ", width+1)
	t.source(d.File, d.Rule, d.Span, '^', color, width)
	shown := len(d.Related) <= maxShown
	for _, rel := range d.Related {
		t.note(gutter, fmt.Sprintf("%s:%d:%d:", Clean(rel.File), rel.Span.Start.Line, rel.Span.Start.Col), "", rel.Message)
		if shown {
			t.source(rel.File, d.Rule, rel.Span, '-', blue, width)
		}
	}
	if d.Says != "" {
		t.note(gutter, string(refuser(d))+" says:", "", d.Says)
	}
	if d.Versions != "" {
		t.note(gutter, "holds for:", "", holdsFor(d.Versions))
	}
	if d.Hint != "" {
		t.note(gutter, "hint:", green, d.Hint)
	}
	for _, f := range d.Fixes {
		switch f.Safety {
		case lint.Safe:
			t.note(gutter, "fix:", green, f.Title+" (--fix)")
		case lint.Unsafe:
			t.note(gutter, "fix:", green, f.Title+" (--fix --unsafe-fixes)")
		}
	}
}

// refuser is whose words the finding quotes.
func refuser(d *lint.Diagnostic) lint.RefusedBy {
	if d.RefusedBy == "" {
		return lint.ByGenerator
	}
	return d.RefusedBy
}

// holdsFor reads as a sentence: versions are Podman's, other targets have names.
func holdsFor(versions string) string {
	if versions[0] >= '0' && versions[0] <= '9' {
		return "Podman " + versions + " only"
	}
	return versions + " only"
}

func (t *textWriter) note(gutter, label, color, text string) {
	t.WriteByte(' ')
	t.WriteString(gutter)
	t.paint(dim, "=")
	t.WriteByte(' ')
	t.paint(color, label)
	t.WriteByte(' ')
	t.WriteString(Clean(text))
	t.WriteByte('\n')
}

// maxShown is up to how many related places are shown with their source.
const maxShown = 2

// maxLines is how many lines of a place are shown; the rest is cut.
const maxLines = 4

// source shows the lines of a place with the place underlined.
func (t *textWriter) source(file, rule string, span unitfile.Span, mark rune, color string, width int) {
	src := t.r.Source(file)
	if span.Start.Offset > len(src) || src == "" {
		return
	}
	start := span.Start.Offset - (span.Start.Col - 1)
	for n := 0; ; n++ {
		line, rest, more := strings.Cut(src[start:], "\n")
		from := max(span.Start.Offset-start, 0)
		to := min(span.End.Offset-start, len(line))
		if n == maxLines {
			fmt.Fprintf(t, " %*s ", width, "")
			t.paint(dim, "…")
			t.WriteByte('\n')
			return
		}
		if t.secret[rule] {
			t.line(masked(line, n == 0), span.Start.Line+n, from, max(to, from), mark, color, width)
			return
		}
		t.line(line, span.Start.Line+n, from, max(to, from), mark, color, width)
		start += len(line) + 1
		if !more || start >= span.End.Offset || rest == "" && span.End.Offset <= start {
			return
		}
	}
}

// masked shows the key of a line without its value, which may be a secret.
func masked(line string, first bool) string {
	key, _, found := strings.Cut(line, "=")
	if !found || !first {
		return "…"
	}
	return key + "=…"
}

func (t *textWriter) line(line string, number, from, to int, mark rune, color string, width int) {
	line = strings.TrimSuffix(line, "\r")
	shown, col, cells := excerpt(line, min(from, len(line)), min(to, len(line)))
	t.WriteByte(' ')
	t.paint(dim, fmt.Sprintf("%*d |", width, number))
	if shown != "" {
		t.WriteByte(' ')
		t.WriteString(shown)
	}
	t.WriteByte('\n')
	t.WriteByte(' ')
	t.paint(dim, fmt.Sprintf("%*s |", width, ""))
	t.WriteByte(' ')
	t.WriteString(strings.Repeat(" ", col))
	t.paint(color, strings.Repeat(string(mark), max(cells, 1)))
	t.WriteByte('\n')
}

func (t *textWriter) paint(color, text string) {
	if !t.r.Color || color == "" {
		t.WriteString(text)
		return
	}
	t.WriteString(color)
	t.WriteString(text)
	t.WriteString(reset)
}

func severityColor(s lint.Severity) string {
	switch s {
	case lint.Error:
		return red
	case lint.Warning:
		return yellow
	}
	return blue
}

// summary is the last line: how much there is, and what to do next.
func summary(ds []lint.Diagnostic) string {
	var count [lint.Error + 1]int
	safe, unsafe := 0, 0
	for i := range ds {
		count[ds[i].Severity]++
		for _, f := range ds[i].Fixes {
			if f.Safety == lint.Safe {
				safe++
				break
			}
			if f.Safety == lint.Unsafe {
				unsafe++
				break
			}
		}
	}
	var parts []string
	for _, s := range []struct {
		severity lint.Severity
		one, all string
	}{{lint.Error, "error", "errors"}, {lint.Warning, "warning", "warnings"}, {lint.Info, "info", "infos"}} {
		switch n := count[s.severity]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+s.one)
		default:
			parts = append(parts, strconv.Itoa(n)+" "+s.all)
		}
	}
	text := strings.Join(parts, ", ")
	switch {
	case safe > 0 && unsafe > 0:
		text += fmt.Sprintf("; %d to be mended by --fix, %d more by --fix --unsafe-fixes", safe, unsafe)
	case safe > 0:
		text += fmt.Sprintf("; %d to be mended by --fix", safe)
	case unsafe > 0:
		text += fmt.Sprintf("; %d to be mended by --fix --unsafe-fixes", unsafe)
	}
	return text
}
