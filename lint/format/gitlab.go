package format

import (
	"bufio"
	"io"
	"path"

	"github.com/nova-engine/nova-quadlet/lint"
)

type (
	gitlabIssue struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path  string      `json:"path"`
		Lines gitlabLines `json:"lines"`
	}
	gitlabLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
)

// writeGitLab writes a code quality report (artifacts:reports:codequality).
// GitLab compares two reports by fingerprint, and drops a second finding with
// the same one.
func writeGitLab(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	enc := newEncoder(b)
	b.WriteByte('[')
	prints := fingerprints{}
	for i := range r.Findings {
		d := &r.Findings[i]
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		text := d.Message
		if d.Hint != "" {
			text += " (" + d.Hint + ")"
		}
		issue := gitlabIssue{
			Description: text, CheckName: d.Rule, Fingerprint: prints.of(d), Severity: gitlabSeverity(d.Severity),
			Location: gitlabLocation{path.Clean(d.File), gitlabLines{d.Span.Start.Line, d.Span.End.Line}},
		}
		if err := enc.encode(issue); err != nil {
			return err
		}
	}
	b.WriteString("\n]\n")
	return b.Flush()
}

func gitlabSeverity(s lint.Severity) string {
	switch s {
	case lint.Error:
		return "critical"
	case lint.Warning:
		return "minor"
	}
	return "info"
}
