package format

import (
	"encoding/xml"
	"io"

	"github.com/nova-engine/nova-quadlet/lint"
)

type (
	checkstyleFile struct {
		XMLName xml.Name          `xml:"file"`
		Name    string            `xml:"name,attr"`
		Errors  []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// writeCheckstyle writes what Checkstyle does, which many servers and review
// bots read. Its severities are our words.
func writeCheckstyle(w io.Writer, r *Report) error {
	return writeXML(w, r, `checkstyle version="10.0"`, func(file string, ds []lint.Diagnostic) any {
		f := checkstyleFile{Name: file}
		for i := range ds {
			d := &ds[i]
			text := d.Message
			if d.Hint != "" {
				text += " (" + d.Hint + ")"
			}
			f.Errors = append(f.Errors, checkstyleError{
				d.Span.Start.Line, d.Span.Start.Col, d.Severity.String(), text, "nova-quadlet." + d.Rule,
			})
		}
		return f
	})
}
