package quadlet

import (
	"cmp"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Requirement says which releases make a service of a unit as it is meant.
type Requirement struct {
	// Unit is the unit as the newest release sees it.
	Unit *Unit
	// Min is the lowest release from which on all do, 0 where the newest does not.
	Min Version
	// Needs is why, the most demanding first.
	Needs []Need
	// Refusal is what keeps the newest release from it, nil unless Min is 0.
	Refusal *Refusal
}

// Requirements works out for every unit of a source from which release on it
// can be used: where its keys and features are there, and where it is not
// refused for another reason, such as how older releases read lines. What is
// another unit's fault does not count. Files that the newest release masks or
// does not search are left out.
func Requirements(src Source, mode Mode) []Requirement {
	parse := memoParser()
	sets := make([]*Set, len(versions))
	for i, v := range versions {
		sets[i] = NewSet(src, v, mode, parse)
	}
	var list []Requirement
	for i, u := range sets[len(sets)-1].Units {
		if u.State == Masked || u.State == NotSearched {
			continue
		}
		r := Requirement{Unit: u, Needs: u.Needs()}
		if len(r.Needs) > 0 {
			r.Min = r.Needs[0].Version
		}
		r.Min = max(r.Min, Oldest)
		r.raise(sets, i)
		list = append(list, r)
	}
	return list
}

// raise looks for releases from the present minimum on that refuse the unit or
// read a key of it as something else than the newest does. The sets hold the
// same units in the same order.
func (r *Requirement) raise(sets []*Set, index int) {
	newest := len(sets) - 1
	if r.Refusal = sets[newest].ownRefusal(index); r.Refusal != nil {
		r.Min = 0
		return
	}
	for i := newest - 1; i >= 0 && versions[i] >= r.Min; i-- {
		u := sets[i].Units[index]
		need := Need{Version: versions[i+1]}
		if refusal := sets[i].ownRefusal(index); refusal != nil {
			need.What, need.At, need.Before = refusal.Condition.feature(), refusal.At, beforeRefused
			if refusal.Condition == CondNotSearched {
				need.Before = beforePassed
			}
		} else if k, ok := r.Unit.misread(u); ok {
			v, _ := r.Unit.Last(k.Section, k.Name)
			need.What, need.At, need.Before = "how "+k.Name+"= is written", v.Place(), "another value is read"
		} else {
			continue
		}
		r.Min = need.Version
		r.Needs = slices.Insert(r.Needs, 0, need)
		return
	}
}

// misread finds a key that an older release reads as something else, because
// of how it joins lines, strips quotes or takes comments.
func (u *Unit) misread(old *Unit) (Key, bool) {
	for _, k := range KeysOf(u.Section()) {
		if !u.Has(k.Section, k.Name) {
			continue
		}
		// How many blanks a continued line leaves differs too, and means nothing.
		same := func(a, b Text) bool { return slices.Equal(strings.Fields(a.Str), strings.Fields(b.Str)) }
		if !slices.EqualFunc(u.Texts(k), old.Texts(k), same) {
			return k, true
		}
	}
	return Key{}, false
}

// ownRefusal is the first refusal of a unit that is not another unit's doing. In
// a set that is not complete, units that are not there do not count either.
func (s *Set) ownRefusal(index int) *Refusal {
	refusals := s.Units[index].refusals
	for i := range refusals {
		switch r := &refusals[i]; r.Condition {
		case CondLostDirectory, CondGeneratorKilled:
		case CondDependency, CondImageUnit, CondNetworkUnit, CondPodUnit, CondSourceUnit:
			if s.Complete {
				return r
			}
		default:
			return r
		}
	}
	return nil
}

// feature names what a release that refuses lacks.
func (c Condition) feature() string {
	for _, f := range [...]struct {
		condition Condition
		what      string
	}{
		{CondSyntax, "how a line is written"},
		{CondEndlessLoop, "how a line is continued, at which older generators hang"},
		{CondCrash, "a mount, at which older generators crash"},
		{CondNotSearched, "a directory below the search path"},
		{CondPublishPort, "ports that older generators cannot read"},
		{CondTmpfs, "options of a tmpfs that older generators cannot read"},
		{CondVolumeDevice, "mount options without a device"},
		{CondRemapSystem, "keep-id in units of root"},
		{CondMountType, "a mount without a type"},
		{CondMountSource, "a volume without a source"},
	} {
		if f.condition == c {
			return f.what
		}
	}
	return cmp.Or(string(c), "what older generators refuse")
}

// memoParser parses a file once for each way of reading it.
func memoParser() Parser {
	type id struct{ name, dialect string }
	files := map[id]*unitfile.File{}
	return func(name, src string, d unitfile.Dialect) *unitfile.File {
		key := id{name, d.Name}
		if files[key] == nil {
			files[key] = unitfile.Parse(name, src, d)
		}
		return files[key]
	}
}
