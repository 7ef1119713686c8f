package systemd

import "slices"

// Outcome is what systemd does with a line.
type Outcome uint8

const (
	// Accepted means that the line takes effect and nothing is said.
	Accepted Outcome = iota
	// Noted means that the line takes effect, but systemd comments on it, for example
	// because the directive is deprecated.
	Noted
	// Ignored means that the line, or the word of it that the verdict points to, has no
	// effect; systemd says so in the journal and carries on.
	Ignored
	// Fatal means that the unit is not loaded ("bad unit file setting").
	Fatal
)

// String returns the outcome's name in lower case.
func (o Outcome) String() string {
	return [...]string{"accepted", "noted", "ignored", "fatal"}[o]
}

// Reason says what kind of fault a line has.
type Reason uint8

const (
	// BadValue says that the directive does not take the value.
	BadValue Reason = iota
	// UnknownDirective says that this systemd does not know the directive there.
	UnknownDirective
	// UnknownSpecifier points to a percent sign with a letter that cannot be resolved.
	UnknownSpecifier
)

// Verdict is the judgement of one line. The zero value means accepted.
type Verdict struct {
	Outcome
	Reason Reason
	// Start and End delimit the bytes of the value that are at fault. They are
	// equal only where the fault is that the value is empty.
	Start, End int
	// Message says what is wrong, in our words: lower case, no full stop.
	Message string
	// Hint says what to write instead, if that is known.
	Hint string
	// Instead replaces the bytes at fault, if it is known what was meant. Certain
	// says that there is no doubt about it: it is only spelt otherwise.
	Instead string
	Certain bool
	// Said is systemd's own message, for searching a journal with. It is empty
	// where the wording is not known.
	Said string
}

// Refused reports whether the line, or a part of it, is without effect.
func (v Verdict) Refused() bool { return v.Outcome >= Ignored }

// Options says which systemd is asked.
type Options struct {
	// Version is the major version. 0 means unknown: then a line is only
	// refused if all known versions refuse it.
	Version int
	// User is true for a user's own manager (systemctl --user).
	User bool
}

// measured are the versions whose behaviour is known. In between, a line is
// refused if both neighbours refuse it.
var measured = [...]int{252, 257, 262}

// versions returns the measured versions that bracket o.Version.
func (o Options) versions() []int {
	v := measured[:]
	if o.Version == 0 {
		return v
	}
	i, exact := slices.BinarySearch(v, o.Version)
	switch {
	case exact:
		return v[i : i+1]
	case i == 0:
		return v[:1]
	case i == len(v):
		return v[i-1:]
	}
	return v[i-1 : i+1]
}

// Check says what systemd does with the line section.directive=value. The
// value is the logical one: continuations joined, surrounding blanks removed.
// Sections that a service unit does not have are unknown to systemd.
func Check(section, directive, value string, o Options) Verdict {
	var mildest Verdict
	for i, version := range o.versions() {
		v := checkVersion(section, directive, value, version, o.User)
		if i == 0 || v.Outcome < mildest.Outcome {
			mildest = v
		}
	}
	return mildest
}

// input is one line under judgement by one version.
type input struct {
	version      int
	user         bool
	section, key string
	value        string
	// arg is the parameter that the grammar table gives the grammar.
	arg string
}

// grammar judges the value of a directive.
type grammar func(in input) Verdict

func checkVersion(section, directive, value string, version int, user bool) Verdict {
	d, known := Lookup(section, directive)
	if !known || !d.In(version) || section != "Unit" && section != "Service" && section != "Install" {
		return unknownDirective(section, directive, value, version)
	}
	g, ok := lookupGrammar(directive)
	if !ok || section == "Install" {
		return Verdict{}
	}
	return g.check(input{version, user, section, directive, value, g.arg})
}

// bad is a verdict about the whole value.
func (in input) bad(o Outcome, message, hint string) Verdict {
	return Verdict{Outcome: o, Start: 0, End: len(in.value), Message: message, Hint: hint}
}

// at is a verdict about a part of the value.
func (in input) at(o Outcome, w word, message, hint string) Verdict {
	return Verdict{Outcome: o, Start: w.start, End: w.end, Message: message, Hint: hint}
}
