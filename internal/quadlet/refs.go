package quadlet

import (
	"encoding/csv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Ref is a place in a unit that names another Quadlet file in a way that the
// generator follows.
type Ref struct {
	Value  Value  // the assignment
	At     Place  // the name in it
	Name   string // the file named
	Target *Unit  // nil where it is not loaded
	// After says that the generated service is ordered after the target's.
	After bool
	// Pulls says that starting the unit starts the target.
	Pulls bool
}

// Refs returns the references of a unit in the order of its assignments by
// key: those of its own section first, then those of [Unit], which are
// translated since 5.5.
func (s *Set) Refs(u *Unit) []Ref {
	var refs []Ref
	section := u.Section()
	add := func(v Value, at Place, name string) {
		refs = append(refs, Ref{Value: v, At: at, Name: name, Target: s.Lookup(name), After: true, Pulls: true})
	}
	if u.Kind == Container || u.Kind == Volume && u.Str(section, "Driver") == "image" {
		if t, ok := u.Lookup(section, "Image"); ok && followsImage(t.Str, u.Version) {
			add(t.Value, t.TextPlace(), t.Str)
		}
	}
	switch u.Kind {
	case Container, Pod, Kube, Build:
		for _, v := range u.All(section, "Network") {
			name, _, _ := strings.Cut(v.Text(), ":")
			if KindOf(name) == Network || KindOf(name) == Container && u.Version >= V53 {
				add(v, v.Sub(0, len(name)), name)
			}
		}
	}
	switch u.Kind {
	case Container, Pod, Build:
		for _, v := range u.All(section, "Volume") {
			if source, _, found := strings.Cut(v.Text(), ":"); found && followsSource(source, u.Version, false) {
				add(v, v.Sub(0, len(source)), source)
			}
		}
	}
	if u.Kind == Container {
		for _, w := range u.Words(section, "Mount", unitfile.Exec) {
			if source := MountSource(w.Str); followsSource(source, u.Version, true) {
				add(w.Value, w.TextPlace(), source)
			}
		}
		if t, ok := u.Lookup(section, "Pod"); ok && KindOf(t.Str) == Pod {
			add(t.Value, t.TextPlace(), t.Str)
		}
	}
	return append(refs, s.dependencyRefs(u)...)
}

func followsImage(name string, v Version) bool {
	return KindOf(name) == Image && v >= V48 || KindOf(name) == Build && v >= V52
}

func followsSource(source string, v Version, mount bool) bool {
	if source == "" || source[0] == '.' || source[0] == '/' {
		return false
	}
	switch KindOf(source) {
	case Volume:
		return true
	case Image:
		return mount && v >= V53
	case Artifact:
		return v >= V57
	}
	return false
}

// MountSource is the source= of a word of Mount=, "" if it has none or is of a
// type whose source the generator leaves alone.
func MountSource(word string) string {
	fields, err := csv.NewReader(strings.NewReader(word)).Read()
	if err != nil {
		return ""
	}
	kind, source := "volume", ""
	for _, field := range fields {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "type":
			kind = value
		case "source", "src":
			source = value
		}
	}
	switch kind {
	case "volume", "bind", "glob", "image", "artifact":
		return source
	}
	return ""
}

// dependencyRefs are the words of [Unit] that are translated. All keys order or
// pull in one direction only, and some do neither.
func (s *Set) dependencyRefs(u *Unit) []Ref {
	if u.Version < V55 {
		return nil
	}
	var refs []Ref
	for _, key := range DependencyKeys() {
		for _, w := range u.Words("Unit", key, unitfile.Strv) {
			if KindOf(w.Str) == KindNone {
				continue
			}
			refs = append(refs, Ref{
				Value: w.Value, At: w.TextPlace(), Name: w.Str, Target: s.Lookup(w.Str),
				After: key == "After", Pulls: Pulls(key),
			})
		}
	}
	return refs
}

// Pulls reports whether a dependency key of [Unit] starts what it names
// together with the unit.
func Pulls(key string) bool {
	switch key {
	case "BindsTo", "Requires", "Upholds", "Wants":
		return true
	}
	return false
}
