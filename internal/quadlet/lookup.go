package quadlet

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Last is the assignment of a key that counts where only one does. Podman's
// LookupLast and HasKey.
func (u *Unit) Last(section, key string) (Value, bool) {
	sig := signature(section, key)
	if !u.mayHave(sig) {
		return Value{}, false
	}
	for i := len(u.values) - 1; i >= 0; i-- {
		if v := &u.values[i]; v.sig == sig && v.Item.Name == key && v.Section == section {
			return *v, true
		}
	}
	return Value{}, false
}

// Has reports whether a key is there, even empty.
func (u *Unit) Has(section, key string) bool {
	_, ok := u.Last(section, key)
	return ok
}

// Every is all assignments of a key, the reset ones included.
func (u *Unit) Every(section, key string) []Value {
	sig := signature(section, key)
	if !u.mayHave(sig) {
		return nil
	}
	var values []Value
	for i := range u.values {
		if v := &u.values[i]; v.sig == sig && v.Item.Name == key && v.Section == section {
			values = append(values, *v)
		}
	}
	return values
}

// All is the assignments of a key that count where all do: those behind the
// last empty one. Podman's LookupAll.
func (u *Unit) All(section, key string) []Value {
	sig := signature(section, key)
	if !u.mayHave(sig) {
		return nil
	}
	var values []Value
	n := 0
	for i := range u.values {
		if u.values[i].sig == sig {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	values = make([]Value, 0, n)
	for i := range u.values {
		if v := &u.values[i]; v.sig == sig && v.Item.Name == key && v.Section == section {
			if v.Item.Empty {
				values = values[:0]
				continue
			}
			values = append(values, *v)
		}
	}
	return values
}

// Text is a value with what the generator takes it for.
type Text struct {
	Value
	// Str is the text that counts: unquoted, or one word.
	Str string
	// From and To are its place in the logical value.
	From, To int
}

// TextPlace is where the text stands.
func (t Text) TextPlace() Place {
	if t.From == t.To {
		return t.Place()
	}
	return t.Sub(t.From, t.To)
}

// Part is the place of the bytes i to j of Str. It is exact where Str stands in
// the source as it is; within a word that lost quotes or escapes it is the
// whole word.
func (t Text) Part(i, j int) Place {
	if t.To-t.From != len(t.Str) {
		return t.TextPlace()
	}
	return t.Sub(t.From+i, t.From+j)
}

// Lookup is the single value of a key, unquoted as the release does it.
// Podman's Lookup.
func (u *Unit) Lookup(section, key string) (Text, bool) {
	v, ok := u.Last(section, key)
	if !ok {
		return Text{}, false
	}
	str, from := u.dialect.Unquote(v.Item.Value)
	return Text{v, str, from, from + len(str)}, true
}

// Str is the single value of a key, "" where it is not set.
func (u *Unit) Str(section, key string) string {
	t, _ := u.Lookup(section, key)
	return t.Str
}

// Bool is a boolean key; a word that is none counts as false.
func (u *Unit) Bool(section, key string, unset bool) bool {
	t, ok := u.Lookup(section, key)
	if !ok {
		return unset
	}
	return IsTrue(t.Str)
}

// IsTrue is what Podman takes for true.
func IsTrue(s string) bool {
	return s == "1" || strings.EqualFold(s, "yes") || strings.EqualFold(s, "true") || strings.EqualFold(s, "on")
}

// Split is the words of one value.
func (u *Unit) Split(v Value, mode unitfile.SplitMode) unitfile.Words {
	return u.dialect.Split(v.Item.Value, mode)
}

// Words is the words of all assignments of a key that count, without those that
// the generator drops. Podman's LookupAllArgs (Exec) and LookupAllStrv (Strv).
func (u *Unit) Words(section, key string, mode unitfile.SplitMode) []Text {
	var texts []Text
	for _, v := range u.All(section, key) {
		for _, w := range u.Split(v, mode).List {
			texts = append(texts, Text{v, w.Text, w.Start, w.End})
		}
	}
	return texts
}

// Texts is what arrives of a key at its destination, by the way the key is
// looked up: one text for each value or word.
func (u *Unit) Texts(k Key) []Text {
	switch k.LookupAt(u.Version) {
	case LookupWords:
		return u.Words(k.Section, k.Name, unitfile.Strv)
	case LookupArgs:
		return u.Words(k.Section, k.Name, unitfile.Exec)
	case LookupKeyVal:
		texts := u.Words(k.Section, k.Name, unitfile.Exec)
		if u.Version < V56 {
			texts = slices.DeleteFunc(texts, func(t Text) bool { return IsBareWord(t.Str) })
		}
		return texts
	case LookupLastArgs:
		v, ok := u.Last(k.Section, k.Name)
		if !ok {
			return nil
		}
		var texts []Text
		for _, w := range u.Split(v, unitfile.Exec).List {
			texts = append(texts, Text{v, w.Text, w.Start, w.End})
		}
		return texts
	case LookupList:
		var texts []Text
		for _, v := range u.All(k.Section, k.Name) {
			texts = append(texts, Text{v, v.Item.Value, 0, len(v.Item.Value)})
		}
		return texts
	case LookupLastRaw:
		if v, ok := u.Last(k.Section, k.Name); ok {
			return []Text{{v, v.Item.Value, 0, len(v.Item.Value)}}
		}
		return nil
	}
	if t, ok := u.Lookup(k.Section, k.Name); ok {
		return []Text{t}
	}
	return nil
}

// IsBareWord reports whether a word of a LookupKeyVal key has no value. Before
// Podman 5.6 such words are dropped.
func IsBareWord(word string) bool { return strings.IndexByte(word, '=') < 0 }

// parseNumber reads a number as Podman's convertNumber does, after strtol.
func parseNumber(s string) (int64, bool) {
	s, negative := strings.CutPrefix(s, "-")
	if !negative {
		s = strings.TrimPrefix(s, "+")
	}
	base := 10
	switch {
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
		s, base = s[2:], 16
	case strings.HasPrefix(s, "0"):
		base = 8
	}
	n, err := strconv.ParseInt(s, base, 64)
	if negative {
		n = -n
	}
	return n, err == nil
}
