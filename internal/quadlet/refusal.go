package quadlet

// Condition names a reason for which the generator makes no service from a
// file. The catalogue in conditions.go has a row for each.
type Condition string

// Refusal is a condition that holds for a unit.
type Refusal struct {
	Condition Condition
	// Unit is the unit that no service is generated for.
	Unit *Unit
	// At is the place to blame.
	At Place
	// Text is the offending text, for messages: a key, a name, a value.
	Text string
	// Says is the generator's own message, word for word as far as it depends on
	// the unit alone.
	Says string
	// Related is another place that takes part, if any.
	Related Place
}

// Refusals are the conditions that hold for the unit, in the order in which the
// generator checks them; it reports the first only. Empty means that a service
// is generated.
func (u *Unit) Refusals() []Refusal { return u.refusals }

// Refused reports whether no service is generated from the file.
func (u *Unit) Refused() bool { return u.State != Loaded || len(u.refusals) > 0 }
