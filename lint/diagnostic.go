package lint

import (
	"cmp"
	"slices"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Severity says how sure and how bad a finding is.
type Severity uint8

// The severities, in rising order. Off is not one of a finding: it switches a
// rule off.
const (
	Off Severity = iota
	Info
	Warning
	Error
)

var severityNames = [...]string{"off", "info", "warning", "error"}

// String is the name in texts and formats.
func (s Severity) String() string { return severityNames[s] }

// MarshalText gives the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// RefusedBy says whose refusal proves an error.
type RefusedBy string

// The programs that refuse.
const (
	// ByGenerator: no service is generated from the file.
	ByGenerator RefusedBy = "generator"
	// ByPodman: the container, pod, network, volume or image is not created.
	ByPodman RefusedBy = "podman"
	// BySystemd: the line is dropped or the unit is refused.
	BySystemd RefusedBy = "systemd"
)

// Diagnostic is one finding.
type Diagnostic struct {
	// Rule is the name of the rule.
	Rule     string
	Severity Severity
	// RefusedBy is set on every error and on nothing else.
	RefusedBy RefusedBy
	// File is the path as reached from the argument given.
	File string
	Span unitfile.Span
	// Unit is the file name of the unit, Section and Key what the finding is
	// about, Value the text of the key's value ("" where it may hold a secret).
	// A baseline recognises a finding by them.
	Unit, Section, Key, Value string
	// Message is one line, lower case, with the offending text in quotes and no
	// full stop.
	Message string
	// Hint says what to do, "" where nothing can be said.
	Hint string
	// Says is the refusing program's own message, "" where it has none.
	Says string
	// Versions are the Podman releases of the target in which the finding holds,
	// as "4.4–5.2", or the names of the targets; "" where it holds in all of them.
	Versions string
	Related  []Related
	Fixes    []Fix
	// Suppressed is the reason given by the comment that silences the finding,
	// nil where none does.
	Suppressed *string
}

// Related is another place that a finding is about.
type Related struct {
	File    string
	Span    unitfile.Span
	Message string
}

// Safety says what a fix does to the meaning.
type Safety uint8

// The safety of a fix.
const (
	// Safe: the unit means the same, or what was without doubt meant.
	Safe Safety = iota + 1
	// Unsafe: the meaning may change; applied only on demand.
	Unsafe
	// Display: shown, never applied.
	Display
)

var safetyNames = [...]string{"", "safe", "unsafe", "display"}

// String is the name in texts and formats.
func (s Safety) String() string { return safetyNames[s] }

// MarshalText gives the name.
func (s Safety) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Fix is a set of edits that apply together or not at all.
type Fix struct {
	Title  string
	Safety Safety
	Edits  []Edit
}

// Edit replaces a range of the original bytes of a file.
type Edit struct {
	File  string
	Range unitfile.Range
	New   string
}

// sortDiagnostics orders by file, start, end, rule and message.
func sortDiagnostics(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Span.Start.Offset, b.Span.Start.Offset),
			cmp.Compare(a.Span.End.Offset, b.Span.End.Offset),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Target is what a verdict is relative to.
type Target struct {
	// Name tells targets apart where there are several: that of a distribution.
	Name string
	// Podman are the releases, oldest first. A run covers them all.
	Podman []quadlet.Version
	// Systemd is the version of systemd, 0 where it is not known: a finding must
	// then hold for every version that the tables know.
	Systemd int
	// Manager says who starts the units.
	Manager Manager
	// SELinux says that the target labels files.
	SELinux bool
	// Cgroups is "v1", "v2", "hybrid", or "" where it is not known.
	Cgroups string
}

// Manager says which service manager starts the units.
type Manager uint8

// The service managers.
const (
	// AnyManager: not known; a finding must hold for both.
	AnyManager Manager = iota
	// SystemManager: root's, rootful Podman.
	SystemManager
	// UserManager: a user's, rootless Podman.
	UserManager
)
