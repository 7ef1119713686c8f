package format

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// jsonVersion is the version of the JSON document. Fields are added without a
// new version; one that changed its meaning would need one.
const jsonVersion = "1"

type jsonFinding struct {
	File       string        `json:"file"`
	Rule       string        `json:"rule"`
	Severity   lint.Severity `json:"severity"`
	RefusedBy  string        `json:"refused_by"`
	Message    string        `json:"message"`
	Hint       string        `json:"hint"`
	Says       string        `json:"says,omitempty"`
	HoldsFor   string        `json:"holds_for,omitempty"`
	Unit       string        `json:"unit,omitempty"`
	Section    string        `json:"section,omitempty"`
	Key        string        `json:"key,omitempty"`
	Start      jsonPos       `json:"start"`
	End        jsonPos       `json:"end"`
	Related    []jsonRelated `json:"related"`
	Fixes      []jsonFix     `json:"fixes"`
	Suppressed *string       `json:"suppressed,omitempty"`
}

type jsonPos struct {
	Offset int `json:"offset"`
	Line   int `json:"line"`
	Column int `json:"column"`
}

type jsonRelated struct {
	File    string  `json:"file"`
	Message string  `json:"message"`
	Start   jsonPos `json:"start"`
	End     jsonPos `json:"end"`
}

type jsonFix struct {
	Title  string      `json:"title"`
	Safety lint.Safety `json:"safety"`
	Edits  []jsonEdit  `json:"edits"`
}

type jsonEdit struct {
	File  string  `json:"file"`
	Start jsonPos `json:"start"`
	End   jsonPos `json:"end"`
	New   string  `json:"new"`
}

// writeJSON writes one document with one finding a line, so that it is read as
// a stream, by a program or by eye.
func writeJSON(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	b.WriteString(`{"version":` + jsonVersion + `,"findings":[`)
	enc := newEncoder(b)
	for i := range r.Findings {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		if err := enc.encode(r.finding(&r.Findings[i])); err != nil {
			return err
		}
	}
	if len(r.Findings) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("]}\n")
	return b.Flush()
}

// writeJSONL writes one finding a line, for tools that read line by line.
func writeJSONL(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	enc := newEncoder(b)
	for i := range r.Findings {
		if err := enc.encode(r.finding(&r.Findings[i])); err != nil {
			return err
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

func (r *Report) finding(d *lint.Diagnostic) *jsonFinding {
	f := &jsonFinding{
		File: d.File, Rule: d.Rule, Severity: d.Severity, RefusedBy: string(d.RefusedBy),
		Message: d.Message, Hint: d.Hint, Says: d.Says, HoldsFor: d.Versions,
		Unit: d.Unit, Section: d.Section, Key: d.Key,
		Start: position(d.Span.Start), End: position(d.Span.End),
		Related: make([]jsonRelated, 0, len(d.Related)), Fixes: make([]jsonFix, 0, len(d.Fixes)),
		Suppressed: d.Suppressed,
	}
	for _, rel := range d.Related {
		f.Related = append(f.Related, jsonRelated{rel.File, rel.Message, position(rel.Span.Start), position(rel.Span.End)})
	}
	for _, fix := range d.Fixes {
		edits := make([]jsonEdit, 0, len(fix.Edits))
		for _, e := range fix.Edits {
			start, end := r.positions(e)
			edits = append(edits, jsonEdit{e.File, position(start), position(end), e.New})
		}
		f.Fixes = append(f.Fixes, jsonFix{fix.Title, fix.Safety, edits})
	}
	return f
}

// positions works out line and column of an edit, which has offsets only.
func (r *Report) positions(e lint.Edit) (start, end unitfile.Pos) {
	src := r.Source(e.File)
	return unitfile.PosIn(src, e.Range.Start), unitfile.PosIn(src, e.Range.End)
}

func position(p unitfile.Pos) jsonPos { return jsonPos{p.Offset, p.Line, p.Col} }

// encoder writes values without a newline behind and without escapes for HTML.
type encoder struct {
	w *trimWriter
	*json.Encoder
}

func newEncoder(w io.Writer) encoder {
	t := &trimWriter{w}
	enc := json.NewEncoder(t)
	enc.SetEscapeHTML(false)
	return encoder{t, enc}
}

func (e encoder) encode(v any) error { return e.Encode(v) }

// trimWriter takes away the newline that json.Encoder ends each value with; the
// encoder hands a value over in one write.
type trimWriter struct{ w io.Writer }

func (t *trimWriter) Write(p []byte) (int, error) {
	n := len(p)
	if n > 0 && p[n-1] == '\n' {
		p = p[:n-1]
	}
	_, err := t.w.Write(p)
	return n, err
}
