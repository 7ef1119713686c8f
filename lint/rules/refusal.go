package rules

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// refused reports a refusal of the generator with the generator's own message.
// Where a drop-in is to blame the finding stands there, and a second one in the
// unit's own file says that the unit is lost: whoever looks at that file alone
// must see it too.
func refused(p *lint.Pass, r quadlet.Refusal, f lint.Finding) {
	if !f.At.IsValid() {
		f.At = r.At
	}
	if f.Key.Item == nil {
		f.Key = assignmentAt(p.Unit, f.At)
	}
	f.Says = r.Says
	p.Report(f)
	if f.At.File == p.Unit.File || f.Severity == lint.Warning {
		return
	}
	p.Report(lint.Finding{
		At:      p.Unit.Top(),
		Message: fmt.Sprintf("no service is generated from this file: its drop-in %q is to blame", f.At.File.Name),
		Says:    r.Says,
		Related: []lint.Note{{At: f.At, Message: f.Message}},
	})
}

// assignmentAt is the assignment that a place lies in, if any.
func assignmentAt(u *quadlet.Unit, at quadlet.Place) quadlet.Value {
	for _, v := range u.Values() {
		if v.File == at.File && v.Item.Range.Start <= at.Range.Start && at.Range.End <= v.Item.Range.End {
			return v
		}
	}
	return quadlet.Value{}
}

// related is the other place of a refusal as a note, if it has one.
func related(r quadlet.Refusal, message string) []lint.Note {
	if !r.Related.IsValid() {
		return nil
	}
	return []lint.Note{{At: r.Related, Message: message}}
}

// unknownUnit reports a reference to a unit that is not there. Where only some
// files of a directory were given it may well be there, and the finding is but a
// warning.
func unknownUnit(p *lint.Pass, r quadlet.Refusal, what string, kinds ...quadlet.Kind) {
	f := lint.Finding{Message: fmt.Sprintf("%s %q, and there is no such unit", what, r.Text)}
	if !p.Set.Complete {
		f.Severity = lint.Warning
		f.Message = fmt.Sprintf("%s %q, which was not found among the files given", what, r.Text)
	}
	if lost := lostUnits(p)[r.Text]; lost != nil {
		f.Hint = "the file is there, but the generator does not get to it: see what is found in it"
		f.Related = []lint.Note{{At: lost.Top(), Message: "this unit is not loaded"}}
	} else if near, ok := nearUnit(p, r.Text, kinds); ok {
		f.Hint = fmt.Sprintf("did you mean %q?", near)
		f.Fixes = []lint.Fix{{
			Title: fmt.Sprintf("write %q", near), Safety: lint.Unsafe,
			Edits: replaceText(r.At, r.Text, near),
		}}
	} else if p.Set.Complete {
		f.Hint = fmt.Sprintf("add a file %s to the units, or name what exists", r.Text)
	}
	refused(p, r, f)
}

// lostUnits are the files that the generator cannot load, by name.
func lostUnits(p *lint.Pass) map[string]*quadlet.Unit {
	return p.Share("lost units", func() any {
		lost := map[string]*quadlet.Unit{}
		for _, u := range p.Set.Units {
			if u.State != quadlet.Loaded && u.State != quadlet.Masked && lost[u.Name] == nil {
				lost[u.Name] = u
			}
		}
		return lost
	}).(map[string]*quadlet.Unit)
}

// nearUnit is the unit that a name which leads nowhere was most likely meant to
// be: one of the same base name and a kind that may stand there, or one whose
// base name is a misspelling away. The endings are not compared: they would make
// any two short names alike.
func nearUnit(p *lint.Pass, name string, kinds []quadlet.Kind) (string, bool) {
	near := p.Share(fmt.Sprint("units by base name", kinds), func() any { return newBaseNames(p.Set, kinds) }).(*baseNames)
	wanted := strings.TrimSuffix(name, filepath.Ext(name))
	other := func(u *quadlet.Unit) bool { return u != p.Unit }
	if i := slices.IndexFunc(near.units[wanted], other); i >= 0 {
		return near.units[wanted][i].Name, true
	}
	base, ok := near.index.Nearest(wanted, func(base string) bool { return !slices.ContainsFunc(near.units[base], other) })
	if !ok {
		return "", false
	}
	var names []string
	for _, u := range near.units[base] {
		if other(u) {
			names = append(names, u.Name)
		}
	}
	return slices.Min(names), true
}

// baseNames are the units of some kinds by their names without the ending.
type baseNames struct {
	units map[string][]*quadlet.Unit // in the order of the set
	index *didyoumean.Index
}

func newBaseNames(s *quadlet.Set, kinds []quadlet.Kind) *baseNames {
	n := &baseNames{units: map[string][]*quadlet.Unit{}}
	for _, u := range s.Units {
		if u.State == quadlet.Loaded && slices.Contains(kinds, u.Kind) {
			base := strings.TrimSuffix(u.Name, u.Kind.Ext())
			n.units[base] = append(n.units[base], u)
		}
	}
	n.index = didyoumean.NewIndex(slices.Sorted(maps.Keys(n.units)))
	return n
}

// replaceText is the edit that puts new text in the place of old, none where the
// source does not have the text as it is (within quotes or escapes, or broken
// over several lines).
func replaceText(at quadlet.Place, old, text string) []lint.Edit {
	if at.File.Src[at.Range.Start:at.Range.End] == old {
		return []lint.Edit{lint.Replace(at, text)}
	}
	i := strings.Index(at.File.Src[at.Range.Start:at.Range.End], old)
	if i < 0 {
		return nil
	}
	at.Range.Start += i
	at.Range.End = at.Range.Start + len(old)
	return []lint.Edit{lint.Replace(at, text)}
}
