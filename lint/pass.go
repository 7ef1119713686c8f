package lint

import (
	"sync"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Pass is one rule looking at one unit.
type Pass struct {
	// Unit is the unit: main file and drop-ins merged.
	Unit *quadlet.Unit
	// Set is all units that are linted together. It must not be changed.
	Set *quadlet.Set
	// Target is what the verdict is relative to; Version is the Podman release of
	// this pass, one of the target's.
	Target  Target
	Version quadlet.Version

	// Memo is the rules' own: what one of them has worked out about the unit and
	// others need too. A pass goes from unit to unit and takes it along, so whoever
	// reads it looks at which unit it is about.
	Memo any

	rule   *Rule
	out    *[]Diagnostic
	shared *shared
}

// Finding is what a rule reports; the engine fills in the rest.
type Finding struct {
	At quadlet.Place
	// Key is the assignment that the finding is about, if it is about one.
	Key quadlet.Value
	// Severity is set where it is less than the rule's.
	Severity Severity
	// RefusedBy is set where it is not the rule's.
	RefusedBy RefusedBy
	Message   string
	Hint      string
	Says      string
	Related   []Note
	Fixes     []Fix
}

// Note is another place that a finding is about.
type Note struct {
	At      quadlet.Place
	Message string
}

// Report adds a finding.
func (p *Pass) Report(f Finding) {
	*p.out = append(*p.out, diagnostic(p.rule, p.Unit, f))
}

// Refusals are the refusals of the unit that the rule proves.
func (p *Pass) Refusals() []quadlet.Refusal {
	var rs []quadlet.Refusal
	for _, r := range p.Unit.Refusals() {
		for _, c := range p.rule.Proves {
			if r.Condition == c {
				rs = append(rs, r)
			}
		}
	}
	return rs
}

// Rootful and Rootless report what is known of the manager; for AnyManager both
// are false.
func (p *Pass) Rootful() bool { return p.Target.Manager == SystemManager }

// Rootless reports whether the units are known to be a user's.
func (p *Pass) Rootless() bool { return p.Target.Manager == UserManager }

// Share is what make makes, made once for a set: what several rules want to know
// of all its units. Whoever asks first makes it and the others wait, so make must
// not depend on who asks. A [Session] keeps it while units are only edited: it may
// look at which units there are, what they and their resources and services are
// called and whether they are refused, and at nothing else that they say.
func (p *Pass) Share(name string, make func() any) any { return share(&p.shared.ofSet, name, make) }

// SetPass is one rule looking at all units of a set.
type SetPass struct {
	Set     *quadlet.Set
	Target  Target
	Version quadlet.Version

	rule   *Rule
	out    *[]Diagnostic
	shared *shared
}

// Share is as that of Pass; both share the same.
func (p *SetPass) Share(name string, make func() any) any {
	return share(&p.shared.ofSet, name, make)
}

// PerUnit is what of says of each unit of the set, in their order, asked once:
// rules about the set share it under a name, and a [Session] asks again for the
// units only that have changed. So of may look at what the unit says, and at which
// units there are, but not at what others say. The slice must not be changed.
func PerUnit[T any](p *SetPass, name string, of func(*quadlet.Unit) T) []T {
	made := share(&p.shared.ofUnits, name, func() any {
		t := unitTable[T]{of, make([]T, len(p.Set.Units))}
		for i, u := range p.Set.Units {
			t.list[i] = of(u)
		}
		return t
	})
	return made.(unitTable[T]).list
}

// shared is what the rules have worked out together about a set.
type shared struct{ ofSet, ofUnits sync.Map }

// unitTable is what a function says of the units of a set.
type unitTable[T any] struct {
	of   func(*quadlet.Unit) T
	list []T
}

// renew asks again about a unit.
func (t unitTable[T]) renew(u *quadlet.Unit) { t.list[u.Index()] = t.of(u) }

func share(shared *sync.Map, name string, make func() any) any {
	value, ok := shared.Load(name)
	if !ok {
		value, _ = shared.LoadOrStore(name, sync.OnceValue(make))
	}
	return value.(func() any)()
}

// Report adds a finding about a unit of the set.
func (p *SetPass) Report(u *quadlet.Unit, f Finding) {
	*p.out = append(*p.out, diagnostic(p.rule, u, f))
}

// diagnostic fills a finding in.
func diagnostic(r *Rule, u *quadlet.Unit, f Finding) Diagnostic {
	if !f.At.IsValid() {
		f.At = u.Top()
	}
	d := Diagnostic{
		Rule: r.Name, Severity: r.Severity, RefusedBy: r.RefusedBy,
		File: f.At.File.Name, Span: f.At.File.Span(f.At.Range), Unit: u.Name,
		Message: f.Message, Hint: f.Hint, Says: f.Says, Fixes: f.Fixes,
	}
	if f.Severity != Off {
		d.Severity = f.Severity
	}
	if f.RefusedBy != "" {
		d.RefusedBy = f.RefusedBy
	}
	if d.Severity != Error {
		d.RefusedBy = ""
	}
	if f.Key.Item != nil {
		d.Section, d.Key = f.Key.Section, f.Key.Item.Name
		if !r.Secret {
			d.Value = f.Key.Item.Value
		}
	}
	for _, n := range f.Related {
		d.Related = append(d.Related, Related{n.At.File.Name, n.At.File.Span(n.At.Range), n.Message})
	}
	return d
}

// Replace is an edit of a place.
func Replace(at quadlet.Place, text string) Edit {
	return Edit{File: at.File.Name, Range: at.Range, New: text}
}

// RemoveLine is an edit that takes an assignment away with its lines.
func RemoveLine(v quadlet.Value) Edit {
	return Edit{File: v.File.Name, Range: v.Item.Range}
}

// InsertAfter is an edit that adds a line behind an item.
func InsertAfter(f *unitfile.File, it *unitfile.Item, line string) Edit {
	at := it.Range.End
	text := line + "\n"
	if at > 0 && f.Src[at-1] != '\n' {
		text = "\n" + line
	}
	return Edit{File: f.Name, Range: unitfile.Range{Start: at, End: at}, New: text}
}
