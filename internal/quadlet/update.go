package quadlet

import (
	"strings"
	"sync"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Update puts a new text in the place of a unit's main file, as far as the set
// stays what it is: the same files are read, and none of them loses others. If
// not, it changes nothing and reports false, and a new set must be built.
//
// The refusals of the units that name the changed one are left as they were: see
// [Set.Recheck]. Units keep their addresses. It is for whoever owns the set alone.
func (s *Set) Update(u *Unit, f *unitfile.File) bool {
	if s.broken != nil || u.State != Loaded || u.loadErr != "" || len(f.Errors) > 0 {
		return false
	}
	old := *u
	fresh := newUnit(u.Path, u.Name, u.Version, f, u.Dropins)
	fresh.dir, fresh.index, fresh.turn = u.dir, u.index, u.turn
	*u = *fresh
	if !s.Recheck(u) {
		*u = old
		return false
	}
	if u.ServiceName() != old.ServiceName() {
		s.byService = sync.OnceValue(s.services)
	}
	return true
}

// Recheck works out anew whether a unit that is loaded is converted, after it or
// a unit that it names has changed. It reports false where the generator would
// crash, which others do not survive.
func (s *Set) Recheck(u *Unit) bool {
	u.refusals = nil
	u.resource = s.prefilled(u)
	refuser{s, u}.all()
	if len(u.refusals) == 0 {
		s.name(u)
		return true
	}
	return u.refusals[0].Condition != CondCrash
}

// Mentions are the words of a unit that other units may go by, without their
// endings: more than what is a reference, never less.
func (u *Unit) Mentions() []string {
	var words []string
	for i := range u.values {
		v := &u.values[i]
		switch {
		case v.Section == "Unit":
		case v.Section == u.Section() && mentions(v.Item.Name):
		default:
			continue
		}
		words = appendNames(words, v.Item.Value)
		if strings.ContainsRune(v.Item.Value, '\\') {
			for _, mode := range []unitfile.SplitMode{unitfile.Strv, unitfile.Exec} {
				for _, w := range u.Split(*v, mode).List {
					words = appendNames(words, w.Text)
				}
			}
		}
	}
	return words
}

func appendNames(words []string, text string) []string {
	for word := range strings.FieldsFuncSeq(text, betweenNames) {
		words = append(words, Stem(word))
	}
	return words
}

// mentions reports whether a key of a unit's own section may name other units.
func mentions(key string) bool {
	switch key {
	case "Image", "Mount", "Network", "Pod", "Volume":
		return true
	}
	return false
}

// betweenNames reports whether a character separates names within a value.
func betweenNames(r rune) bool { return strings.ContainsRune(" \t\r\n:,=\"'", r) }

// Stem is a name without the ending of a service and that of a unit file.
func Stem(name string) string {
	name = strings.TrimSuffix(name, ".service")
	if kind := KindOf(name); kind != KindNone {
		name = strings.TrimSuffix(name, kind.Ext())
	}
	return name
}

// KnownBy are the words, as [Unit.Mentions] gives them, by which other units may
// name this one or what it makes.
func (u *Unit) KnownBy() []string {
	name := u.Str(u.Section(), u.Kind.Info().NameKey)
	return []string{Stem(u.Name), Stem(u.ServiceName()), Stem(u.resource), Stem(name)}
}
