package podman

import (
	"fmt"
	"sort"
)

// Target is the podman that a verdict is relative to.
type Target struct {
	// Minor is 100 times the major version plus the minor one: 504 is Podman
	// 5.4. Zero means the newest known.
	Minor int
	// Rootful says that the container belongs to root.
	Rootful bool
}

// The versions whose verdicts were measured.
const (
	v54 = 504
	v58 = 508
	v61 = 601
)

// Span is a half-open byte range in a value.
type Span struct{ Start, End int }

// Problem is one thing wrong with a value.
type Problem struct {
	// Start and End are byte offsets in the value.
	Start, End int
	// Refused is true where podman provably does not create the object.
	Refused bool
	// Message says what is wrong: lower case, one line, no full stop.
	Message string
	// Hint says what to write instead; may be empty.
	Hint string
}

// grammar judges one word for one of the measured versions.
type grammar func(v string, t Target) []Problem

// row ties a Quadlet key to the grammar of the flag that it becomes.
type row struct {
	section, key string
	check        grammar
}

// Check judges value as the value of key in section. It returns nil for a value
// that podman takes, for a key that is unknown here, and for an empty value
// except where Quadlet passes an empty value on.
func Check(section, key, value string, t Target) []Problem {
	if key == "PodmanArgs" {
		return checkArgWord(section, value, t)
	}
	g := lookup(section, key)
	if g == nil || (value == "" && !passesEmpty(section, key)) {
		return nil
	}
	return across(g, value, t)
}

// across runs g for the measured versions that enclose the target and answers
// only where all of them agree.
func across(g grammar, value string, t Target) []Problem {
	var minors [3]int
	n := enclosing(t.Minor, &minors)
	var first []Problem
	for i := 0; i < n; i++ {
		t.Minor = minors[i]
		found := g(value, t)
		if len(found) == 0 {
			return nil
		}
		if i == 0 || (refused(first) && !refused(found)) {
			first = found
		}
	}
	return first
}

// enclosing writes the measured versions that bound minor and returns how many.
func enclosing(minor int, to *[3]int) int {
	switch {
	case minor == 0 || minor >= v61:
		to[0] = v61
		return 1
	case minor > v58:
		to[0], to[1] = v58, v61
		return 2
	case minor == v58:
		to[0] = v58
		return 1
	case minor > v54:
		to[0], to[1] = v54, v58
		return 2
	case minor == v54:
		to[0] = v54
		return 1
	}
	to[0], to[1], to[2] = v54, v58, v61
	return 3
}

func refused(ps []Problem) bool {
	for _, p := range ps {
		if p.Refused {
			return true
		}
	}
	return false
}

// Known reports whether the values of key in section are judged here.
func Known(section, key string) bool {
	return lookup(section, key) != nil || key == "PodmanArgs" && Flags(section) != nil
}

func lookup(section, key string) grammar {
	i := sort.Search(len(rows), func(i int) bool {
		r := &rows[i]
		return r.section > section || r.section == section && r.key >= key
	})
	if i < len(rows) && rows[i].section == section && rows[i].key == key {
		return rows[i].check
	}
	return nil
}

// passesEmpty names the keys for which Quadlet tests presence only, so that an
// empty value reaches podman.
func passesEmpty(section, key string) bool {
	switch key {
	case "LogDriver":
		return section == "Container"
	case "Driver":
		return section == "Volume"
	case "ExitPolicy":
		return section == "Pod"
	}
	return false
}

// refuse builds the verdict of a grammar about the bytes from start to end.
func refuse(start, end int, hint, format string, args ...any) []Problem {
	return []Problem{{Start: start, End: end, Refused: true, Message: fmt.Sprintf(format, args...), Hint: hint}}
}

// refuseAll is refuse about the whole value.
func refuseAll(v, hint, format string, args ...any) []Problem {
	return refuse(0, len(v), hint, format, args...)
}

// doubt builds a remark that is no proof.
func doubt(start, end int, hint, format string, args ...any) []Problem {
	return []Problem{{Start: start, End: end, Message: fmt.Sprintf(format, args...), Hint: hint}}
}

// shift moves problems that were found in a part of a value to that part's
// place.
func shift(ps []Problem, by int) []Problem {
	for i := range ps {
		ps[i].Start += by
		ps[i].End += by
	}
	return ps
}
