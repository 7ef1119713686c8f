package quadlet

import (
	"slices"
	"strings"
	"sync"
)

// Lookup says how the generator reads a key: which of several assignments
// count, and what is done to their text. Each constant names the method of
// Podman's pkg/systemd/parser.UnitFile that it stands for.
type Lookup uint8

// The ways of reading. An empty assignment resets those that gather several
// assignments, and empties those that take the last.
const (
	// LookupLast takes the last assignment and strips double quotes around it:
	// never up to 4.9, all of them on both ends in 5.0 to 5.7, one pair since 5.8.
	// An empty last assignment does not fall back to an earlier one. (Lookup)
	LookupLast Lookup = iota + 1
	// LookupLastRaw takes the last assignment as it stands. (LookupLast)
	LookupLastRaw
	// LookupLastArgs splits the last assignment as systemd does a command line:
	// quotes removed, C escapes decoded. A bad escape voids the key, with a warning
	// since 5.6. (LookupLastArgs)
	LookupLastArgs
	// LookupBool takes the last assignment; 1, yes, true and on in any case are
	// true, all else is false and never an error. (LookupBoolean,
	// LookupBooleanWithDefault)
	LookupBool
	// LookupBoolOrString compares with a few words first, then reads as LookupBool.
	// (Lookup and LookupBooleanWithDefault)
	LookupBoolOrString
	// LookupUint32 takes the last assignment as a number, 0x and 0 prefixes
	// included; what is no number is 0, never an error. (LookupUint32)
	LookupUint32
	// LookupList takes every assignment as one value, quotes kept. (LookupAll)
	LookupList
	// LookupWords splits every assignment on blanks, removes quotes and takes
	// backslashes literally; a line with an unbalanced quote is dropped in silence.
	// (LookupAllStrv)
	LookupWords
	// LookupArgs splits every assignment as LookupLastArgs does; a line with a bad
	// escape is dropped in silence. (LookupAllArgs)
	LookupArgs
	// LookupKeyVal splits as LookupArgs into NAME=value words, of which a later one
	// replaces an earlier one of its name. A word without "=" is dropped up to 5.5
	// and passed on bare since 5.6. (LookupAllKeyVal)
	LookupKeyVal
)

var lookupNames = [...]string{
	LookupLast: "last", LookupLastRaw: "last-raw", LookupLastArgs: "last-args", LookupBool: "bool",
	LookupBoolOrString: "bool-or-word", LookupUint32: "uint32", LookupList: "list", LookupWords: "words",
	LookupArgs: "args", LookupKeyVal: "key-value",
}

// String returns a short name for reports and the reference page.
func (l Lookup) String() string {
	if int(l) >= len(lookupNames) || lookupNames[l] == "" {
		return "none"
	}
	return lookupNames[l]
}

// Repeats reports whether several assignments add up, rather than the last one
// replacing the others.
func (l Lookup) Repeats() bool { return l >= LookupList }

// LookupWas is an older way of reading a key.
type LookupWas struct {
	Lookup Lookup
	Until  Version // the last release that read it so
}

// Key is one row of the key table: all there is to know about a key of a
// section, once.
type Key struct {
	Section, Name string
	Since         Version     // first release that takes the key; older ones refuse the unit
	Last          Version     // last release that takes it, 0 while it is still there
	Lookup        Lookup      // how Newest reads it
	Was           []LookupWas // how older releases read it, oldest first
	Type          Type
	// Values are words with a meaning of their own, for completion and the
	// reference page. With TypeEnum they are all that Podman documents; a key of
	// another type takes other values too.
	Values []string
	// Flag is the podman option that carries the value, along with the fixed part
	// of its argument: "--security-opt label=type:". It is "" where the key becomes
	// an operand or a line of the service.
	Flag       string
	Deprecated string // the key to use instead, "" unless deprecated
	Doc        string // one line, no full stop
}

// In reports whether Podman v takes the key.
func (k Key) In(v Version) bool {
	return v >= k.Since && (k.Last == 0 || v <= k.Last)
}

// LookupAt returns how Podman v reads the key.
func (k Key) LookupAt(v Version) Lookup {
	for _, was := range k.Was {
		if v <= was.Until {
			return was.Lookup
		}
	}
	return k.Lookup
}

// Keys returns the key table, sorted by section and name. It is shared: callers
// must not change it.
func Keys() []Key { return keyTable }

// LookupKey returns the row of a key. Case counts, as it does for Podman.
func LookupKey(section, name string) (Key, bool) {
	row := keyRow(section, name)
	if row == 0 {
		return Key{}, false
	}
	return keyTable[row-1], true
}

// KeyRow is LookupKey without a copy: nil for a key that is in no row. The row is
// shared: callers must not change it.
func KeyRow(section, name string) *Key {
	if row := keyRow(section, name); row != 0 {
		return &keyTable[row-1]
	}
	return nil
}

// keyRow is the place of a key in the key table plus one, 0 where it is in none.
func keyRow(section, name string) uint16 {
	index := keyIndex()
	for i := signature(section, name) % keySlots; index[i] != 0; i = (i + 1) % keySlots {
		if k := &keyTable[index[i]-1]; k.Name == name && k.Section == section {
			return index[i]
		}
	}
	return 0
}

// keySlots leaves most slots free, so that a key which is not there is soon told.
const keySlots = 1024

// keyIndex finds rows by their signature: open addressing, as that is built in no
// time at every start of the program.
var keyIndex = sync.OnceValue(func() *[keySlots]uint16 {
	var index [keySlots]uint16
	for row := range keyTable {
		i := signature(keyTable[row].Section, keyTable[row].Name) % keySlots
		for index[i] != 0 {
			i = (i + 1) % keySlots
		}
		index[i] = uint16(row + 1)
	}
	return &index
})

// KeysOf returns the rows of a section, sorted by name; none for a section that
// Quadlet does not check. The slice is shared: callers must not change it.
func KeysOf(section string) []Key {
	first, _ := slices.BinarySearchFunc(keyTable, section, func(k Key, s string) int { return strings.Compare(k.Section, s) })
	last := first
	for last < len(keyTable) && keyTable[last].Section == section {
		last++
	}
	return keyTable[first:last:last]
}

// SectionSince returns the first release that checks the keys of a section, 0
// for a section whose keys Podman never checks. [Quadlet] is there in every
// kind of unit; older releases pass it over.
func SectionSince(section string) Version {
	if section == "Quadlet" {
		return V53
	}
	return KindOfSection(section).Since()
}
