package rules

import (
	"iter"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// setting is an assignment of the unit's own section that counts, with its key.
type setting struct {
	key   *quadlet.Key
	value quadlet.Value
	// mode is how it is cut into words, where isSplit says so; words are made when
	// somebody asks.
	mode      unitfile.SplitMode
	isSplit   bool
	haveWords bool
	words     unitfile.Words
}

// settings are the assignments of the unit's own section that count: of keys
// that the release knows, and neither replaced nor reset further down. The slice
// is shared: callers must not change it.
func settings(p *lint.Pass) []setting { return factsOf(p).settingsOf() }

func (f *facts) settingsOf() []setting {
	u := f.unit
	if f.haveSettings {
		return f.settings
	}
	f.haveSettings = true
	own := u.Section()
	for _, v := range u.Values() {
		k := v.Row()
		if k == nil || v.Section != own || !k.In(u.Version) || v.Item.Value == "" || !counts(u, k, v) {
			continue
		}
		mode, isSplit := splitMode(k.LookupAt(u.Version))
		f.settings = append(f.settings, setting{key: k, value: v, mode: mode, isSplit: isSplit})
	}
	return f.settings
}

// split is the words of the setting.
func (s *setting) split(u *quadlet.Unit) unitfile.Words {
	if !s.haveWords {
		s.haveWords = true
		s.words = u.Split(s.value, s.mode)
	}
	return s.words
}

// wordsOf is the words of a value of the unit's own section.
func wordsOf(p *lint.Pass, v quadlet.Value, mode unitfile.SplitMode) unitfile.Words {
	list := settings(p)
	for i := range list {
		if s := &list[i]; s.value.Item == v.Item && s.isSplit && s.mode == mode {
			return s.split(p.Unit)
		}
	}
	return p.Unit.Split(v, mode)
}

// counts reports whether a later assignment leaves this one its effect.
func counts(u *quadlet.Unit, k *quadlet.Key, v quadlet.Value) bool {
	repeats := k.LookupAt(u.Version).Repeats()
	values := u.Values()
	for i := len(values) - 1; i >= 0; i-- {
		later := &values[i]
		switch {
		case later.Item == v.Item:
			return true
		case later.Row() == k && (!repeats || later.Item.Empty):
			return false
		}
	}
	return false
}

// splitMode is how the generator cuts the values of a key into words; false for
// a key whose values stay whole.
func splitMode(l quadlet.Lookup) (unitfile.SplitMode, bool) {
	switch l {
	case quadlet.LookupArgs, quadlet.LookupLastArgs, quadlet.LookupKeyVal:
		return unitfile.Exec, true
	case quadlet.LookupWords:
		return unitfile.Strv, true
	}
	return 0, false
}

// losses are the settings of which splitting loses something of one kind.
func losses(p *lint.Pass, loss unitfile.Loss) iter.Seq[*setting] {
	return func(yield func(*setting) bool) {
		list := settings(p)
		for i := range list {
			s := &list[i]
			if s.isSplit && s.split(p.Unit).Loss == loss && !yield(s) {
				return
			}
		}
	}
}

// isTemplated reports whether a text holds what something else fills in: a
// specifier, a variable or the placeholder of a template language. The rules
// judge values only as far as they are literal.
func isTemplated(s string) bool {
	return strings.ContainsAny(s, "%$") || strings.Contains(s, "{{") || strings.Contains(s, "@@")
}
