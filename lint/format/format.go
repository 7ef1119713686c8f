package format

import (
	"io"

	"github.com/nova-engine/nova-quadlet/lint"
)

// Report is what a format writes.
type Report struct {
	// Findings are sorted. Those that a comment suppresses are among them only
	// where the format shows them (see Format.Suppressed).
	Findings []lint.Diagnostic
	// Rules are those that ran.
	Rules []lint.Rule
	// Source gives the text of a file that findings point into, "" where it is not
	// known.
	Source func(file string) string
	// Tool is the version of the program.
	Tool string
	// Brief leaves the summary out.
	Brief bool
	// Color says that escape sequences are wanted.
	Color bool
}

// Format is one way to write findings.
type Format struct {
	Name string
	// Doc is what it is for, in a few words.
	Doc string
	// Suppressed says that suppressed findings are written too, marked as such.
	Suppressed bool
	Write      func(io.Writer, *Report) error
}

// All lists the formats in the order in which help shows them. The caller owns
// the slice.
func All() []Format {
	return []Format{
		{Name: "text", Doc: "for people", Write: writeText},
		{Name: "json", Doc: "one document, for programs; docs/schema/findings.json describes it", Write: writeJSON},
		{Name: "jsonl", Doc: "one finding a line, for programs that read lines", Write: writeJSONL},
		{Name: "sarif", Doc: "SARIF 2.1.0, for code scanning; suppressed findings are in it", Suppressed: true, Write: writeSARIF},
		{Name: "github", Doc: "annotations of GitHub Actions", Write: writeGitHub},
		{Name: "gitlab", Doc: "code quality report of GitLab CI", Write: writeGitLab},
		{Name: "junit", Doc: "test report, for servers that show those", Write: writeJUnit},
		{Name: "checkstyle", Doc: "Checkstyle's XML, for servers and review bots", Write: writeCheckstyle},
	}
}

// Lookup finds a format by its name.
func Lookup(name string) (Format, bool) {
	for _, f := range All() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
