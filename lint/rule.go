package lint

import (
	"slices"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// Rule is one check with all that there is to say about it. Rules are values;
// nothing is registered.
type Rule struct {
	// Name is kebab-case and names the offending thing: "allow NAME" reads well.
	Name string
	// Severity is what findings have unless Check says less.
	Severity Severity
	// RefusedBy is whose refusal an error of this rule proves.
	RefusedBy RefusedBy
	// Proves are the conditions of the generator's catalogue that the rule
	// reports. The engine calls Check for a rule that proves something only on
	// units for which one of them holds.
	Proves []quadlet.Condition
	// Optional rules are off unless they are asked for.
	Optional bool
	// Kinds are the unit kinds that the rule looks at; none means all.
	Kinds []quadlet.Kind
	// Keys are the keys, as Section.Key, of which a unit must have one for the rule
	// to look at it; none means that it looks at every unit. For CheckSet they are
	// the keys that it reads, those included that name what a unit makes, apart from
	// what decides about its service; none means any. They only save time.
	Keys []string
	// Since and Last are the Podman releases that the rule is about; zero means
	// open.
	Since, Last quadlet.Version
	// Fixable says that findings may carry a fix.
	Fixable bool
	// Weight is what a finding adds to the exposure of a unit in the hardening
	// score, in points of 100; 0 for a rule that is not about hardening. What makes
	// the container as good as the account that runs it has 50 and more, a wall among
	// several some 10, and what only makes an attack cheaper or worse below 6.
	Weight int
	// Secret says that the value of the key is never to be shown.
	Secret bool
	// Tags are the families that the rule belongs to, the first one first.
	Tags []string
	Doc  Doc
	// Check looks at one unit.
	Check func(*Pass)
	// CheckSet looks at all units of a set together, once.
	CheckSet func(*SetPass)
	// CheckTool is true for rules that the engine itself reports (comments that
	// suppress); they have neither Check nor CheckSet.
	CheckTool bool
}

// Doc is the documentation of a rule. The rule pages, `explain`, JSON and SARIF
// are made from it.
type Doc struct {
	// Title is one line: what the rule finds.
	Title string
	// Why says what goes wrong, in full sentences.
	Why string
	// Bad and Good are examples: unit files in txtar form ("-- web.container --"
	// lines), or the text of one .container file. Both run in the tests.
	Bad, Good string
	// Options are the command-line options that the examples need
	// ("--podman 4.9"), and what they suppose of the machine: "missing=PATH" for a
	// path that is not there, "open=FILE" for a file that all can read.
	Options []string
	// FixSafety says what a fix does and why it is safe or not; "" where the rule
	// has no fix.
	FixSafety string
	// Refs are the sources: man page sections, files of Podman or systemd.
	Refs []string
}

// isAbout reports whether the rule looks at units of this kind and release.
func (r *Rule) isAbout(u *quadlet.Unit) bool {
	return (len(r.Kinds) == 0 || slices.Contains(r.Kinds, u.Kind)) && u.Version >= r.Since && (r.Last == 0 || u.Version <= r.Last)
}

// Is reports whether name is the rule's or that of a family that it belongs to.
func (r *Rule) Is(name string) bool { return r.Name == name || slices.Contains(r.Tags, name) }
