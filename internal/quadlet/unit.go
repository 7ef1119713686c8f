package quadlet

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// DialectOf is how a release reads unit files.
func DialectOf(v Version) unitfile.Dialect {
	switch {
	case v < V46:
		return unitfile.Podman44()
	case v < V50:
		return unitfile.Podman46()
	case v < V54:
		return unitfile.Podman50()
	case v < V58:
		return unitfile.Podman54()
	}
	return unitfile.Podman58()
}

// Place is a run of bytes in a file. The zero value is nowhere.
type Place struct {
	File  *unitfile.File
	Range unitfile.Range
}

// IsValid reports whether the place is known.
func (p Place) IsValid() bool { return p.File != nil }

// Value is one assignment as a unit sees it.
type Value struct {
	// File is the main file or the drop-in that holds the assignment.
	File *unitfile.File
	// Item is the assignment.
	Item *unitfile.Item
	// Section is the name of the section that it stands in.
	Section string

	sig uint32
	// row is the key's place in the key table, plus one; 0 for a key that no
	// release knows.
	row uint16
}

// Row is the key's row in the key table, nil for a key that no release knows in
// its section. It is shared: callers must not change it.
func (v Value) Row() *Key {
	if v.row == 0 {
		return nil
	}
	return &keyTable[v.row-1]
}

// Text is the logical value, without blanks before it.
func (v Value) Text() string { return v.Item.Value }

// Place is where the value stands; where it is empty, the place of the key.
func (v Value) Place() Place {
	if v.Item.Value == "" {
		return v.KeyPlace()
	}
	return Place{v.File, v.Item.ValueSub(0, len(strings.TrimRight(v.Item.Value, " \t\r\n")))}
}

// KeyPlace is where the key stands.
func (v Value) KeyPlace() Place { return Place{v.File, v.Item.NameRange()} }

// Sub is the place of the bytes i to j of the logical value.
func (v Value) Sub(i, j int) Place { return Place{v.File, v.Item.ValueSub(i, j)} }

// KeyName is a key with its section.
type KeyName struct{ Section, Name string }

// Unit is a Quadlet unit as one release sees it: the main file and its drop-ins
// in the order in which they apply. It is not changed once its set is built.
type Unit struct {
	// Path is the path as reached from the argument given.
	Path string
	// Name is the file name; it is the unit's identity.
	Name string
	Kind Kind
	// Version is the release that reads it.
	Version Version
	// File is the main file.
	File *unitfile.File
	// Dropins are the files merged behind it, in that order.
	Dropins []*unitfile.File
	// State says whether the generator gets to convert the unit.
	State State
	// Cause is the file that is to blame for a state other than Loaded, where
	// that is another one.
	Cause *Unit

	dialect unitfile.Dialect
	values  []Value
	// present has a bit for the signature of every key that is there: most
	// questions are about keys that are not.
	present [2]uint64
	dir     int
	// index is the unit's place in the set, and turn that among the units that are
	// converted.
	index, turn int
	loadErr     string
	resource    string
	refusals    []Refusal
}

// State says what became of a file before conversion.
type State uint8

// The states of a unit.
const (
	// Loaded: the generator converts the unit, or refuses it.
	Loaded State = iota
	// Unreadable: the file cannot be loaded (I/O or parse error).
	Unreadable
	// Collateral: another file of the directory cannot be loaded, and since
	// Podman 5.0 the whole directory is lost with it.
	Collateral
	// Masked: a file of the same name in an earlier directory is read instead.
	Masked
	// UnknownKind: the release does not know the ending.
	UnknownKind
	// NotSearched: the release does not read the directory.
	NotSearched
)

// newUnit merges a main file with its drop-ins.
func newUnit(path, name string, v Version, f *unitfile.File, dropins []*unitfile.File) *Unit {
	u := &Unit{Path: path, Name: name, Kind: KindOf(name), Version: v, File: f, Dropins: dropins, dialect: DialectOf(v)}
	n := assignments(f)
	for _, d := range dropins {
		n += assignments(d)
	}
	u.values = make([]Value, 0, n)
	u.merge(f)
	for _, d := range dropins {
		u.merge(d)
	}
	return u
}

func assignments(f *unitfile.File) int {
	n := 0
	for i := range f.Items {
		if f.Items[i].Kind == unitfile.Assignment {
			n++
		}
	}
	return n
}

func (u *Unit) merge(f *unitfile.File) {
	for i := range f.Sections {
		s := &f.Sections[i]
		for j := range s.Items {
			if it := &s.Items[j]; it.Kind == unitfile.Assignment {
				sig := signature(s.Name, it.Name)
				u.present[sig>>30&1] |= 1 << (sig >> 24 & 63)
				u.values = append(u.values, Value{f, it, s.Name, sig, keyRow(s.Name, it.Name)})
			}
		}
	}
}

// signature tells most keys apart, so that a key is found among those of a unit
// without comparing names: FNV-1a over as many bytes as it takes.
func signature(section, key string) uint32 {
	if section == "" || key == "" {
		return 0
	}
	const prime = 16777619
	h := uint32(2166136261)
	h = (h ^ uint32(section[0])) * prime
	h = (h ^ uint32(len(key))) * prime
	h = (h ^ uint32(key[0])) * prime
	h = (h ^ uint32(key[len(key)/2])) * prime
	h = (h ^ uint32(key[len(key)-1])) * prime
	return h
}

// mayHave reports whether a key of the signature can be there.
func (u *Unit) mayHave(sig uint32) bool { return u.present[sig>>30&1]>>(sig>>24&63)&1 != 0 }

// Index is the unit's place in [Set.Units].
func (u *Unit) Index() int { return u.index }

// Section is the name of the unit's own section.
func (u *Unit) Section() string { return u.Kind.Section() }

// Dialect is how the unit's files were read.
func (u *Unit) Dialect() unitfile.Dialect { return u.dialect }

// Files are the main file and the drop-ins, in the order in which they apply.
func (u *Unit) Files() []*unitfile.File {
	return append([]*unitfile.File{u.File}, u.Dropins...)
}

// Values are all assignments of the unit in the order in which they apply. The
// slice is shared: callers must not change it.
func (u *Unit) Values() []Value { return u.values }

// Template reports whether the unit is a template (`x@.container`), and the
// instance where it is one of it (`x@i.container`).
func (u *Unit) Template() (base, instance string, isTemplate bool) {
	stem := strings.TrimSuffix(u.Name, u.Kind.Ext())
	base, instance, isTemplate = strings.Cut(stem, "@")
	return base, instance, isTemplate
}

// HeaderPlace is where a section begins: its first header, or the first bytes
// of the main file where there is none.
func (u *Unit) HeaderPlace(section string) Place {
	for _, f := range u.Files() {
		for i := range f.Sections {
			if f.Sections[i].Name == section {
				return Place{f, f.Items[f.Sections[i].Header].NameRange()}
			}
		}
	}
	return u.Top()
}

// Top is the place of a finding about the file as a whole: its first line that
// is neither blank nor comment, without the newline.
func (u *Unit) Top() Place {
	for i := range u.File.Items {
		if it := &u.File.Items[i]; it.Kind != unitfile.Blank && it.Kind != unitfile.Comment {
			end := it.Range.Start + len(strings.TrimRight(u.File.Src[it.Range.Start:it.Range.End], "\r\n"))
			return Place{u.File, unitfile.Range{Start: it.Range.Start, End: end}}
		}
	}
	return Place{u.File, unitfile.Range{}}
}
