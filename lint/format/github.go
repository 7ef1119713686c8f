package format

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/nova-engine/nova-quadlet/lint"
)

// writeGitHub writes workflow commands, which GitHub shows as annotations at
// the lines of a pull request. Columns are left out where a finding goes over
// several lines: GitHub takes them for one line only.
func writeGitHub(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	for i := range r.Findings {
		d := &r.Findings[i]
		level := "notice"
		switch d.Severity {
		case lint.Error:
			level = "error"
		case lint.Warning:
			level = "warning"
		}
		fmt.Fprintf(b, "::%s file=%s,line=%d,endLine=%d", level, githubProperty(path.Clean(d.File)), d.Span.Start.Line, d.Span.End.Line)
		if d.Span.Start.Line == d.Span.End.Line {
			src := r.Source(d.File)
			fmt.Fprintf(b, ",col=%d,endColumn=%d", utf16Column(src, d.Span.Start), utf16Column(src, d.Span.End))
		}
		text := d.Message
		if d.Says != "" {
			text += "\n" + string(refuser(d)) + " says: " + d.Says
		}
		if d.Hint != "" {
			text += "\nhint: " + d.Hint
		}
		fmt.Fprintf(b, ",title=%s::%s\n", githubProperty(d.Rule), githubData(text))
	}
	return b.Flush()
}

// githubData and githubProperty escape as the runner's own toolkit does.
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func githubProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
