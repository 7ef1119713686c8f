package format

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/nova-engine/nova-quadlet/lint"
)

type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string       `xml:"name,attr"`
		Class   string       `xml:"classname,attr"`
		File    string       `xml:"file,attr"`
		Failure junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a test report: a suite for each file with findings, a failed
// case for each finding. Without findings it has no suite, which servers take
// for a pass.
func writeJUnit(w io.Writer, r *Report) error {
	root := fmt.Sprintf(`testsuites name="nova-quadlet" tests="%d" failures="%d"`, len(r.Findings), len(r.Findings))
	return writeXML(w, r, root, func(file string, ds []lint.Diagnostic) any {
		s := junitSuite{Name: file, Tests: len(ds), Failures: len(ds)}
		for i := range ds {
			d := &ds[i]
			var text strings.Builder
			fmt.Fprintf(&text, "%s:%d:%d: %s: %s", d.File, d.Span.Start.Line, d.Span.Start.Col, d.Severity, d.Message)
			if d.Says != "" {
				fmt.Fprintf(&text, "\n%s says: %s", refuser(d), d.Says)
			}
			if d.Hint != "" {
				fmt.Fprintf(&text, "\nhint: %s", d.Hint)
			}
			s.Cases = append(s.Cases, junitCase{
				fmt.Sprintf("%s (%d:%d)", d.Rule, d.Span.Start.Line, d.Span.Start.Col), file, file,
				junitFailure{d.Message, d.Severity.String(), text.String()},
			})
		}
		return s
	})
}
