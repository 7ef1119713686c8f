package rules

import (
	"iter"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// settings are the assignments of the unit's own section that count: of keys
// that the release knows, and neither replaced nor reset further down. wanted
// looks at the text first, as most values are none of a rule's business.
func settings(u *quadlet.Unit, wanted func(text string) bool) iter.Seq2[quadlet.Key, quadlet.Value] {
	return func(yield func(quadlet.Key, quadlet.Value) bool) {
		own := u.Section()
		for _, v := range u.Values() {
			if v.Section != own || !wanted(v.Item.Value) {
				continue
			}
			k, ok := quadlet.LookupKey(own, v.Item.Name)
			if !ok || !k.In(u.Version) || !counts(u, k, v) {
				continue
			}
			if !yield(k, v) {
				return
			}
		}
	}
}

// counts reports whether a later assignment leaves this one its effect.
func counts(u *quadlet.Unit, k quadlet.Key, v quadlet.Value) bool {
	if !k.LookupAt(u.Version).Repeats() {
		last, _ := u.Last(k.Section, k.Name)
		return last.Item == v.Item
	}
	for _, other := range u.All(k.Section, k.Name) {
		if other.Item == v.Item {
			return true
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

// losses are the values of which splitting loses something of one kind.
func losses(u *quadlet.Unit, signs string, loss unitfile.Loss) iter.Seq2[lostText, quadlet.Value] {
	return func(yield func(lostText, quadlet.Value) bool) {
		wanted := func(text string) bool { return strings.ContainsAny(text, signs) }
		for k, v := range settings(u, wanted) {
			mode, ok := splitMode(k.LookupAt(u.Version))
			if !ok {
				continue
			}
			if w := u.Split(v, mode); w.Loss == loss && !yield(lostText{k, mode, w}, v) {
				return
			}
		}
	}
}

// lostText is a key, and what is lost of one of its values.
type lostText struct {
	key   quadlet.Key
	mode  unitfile.SplitMode
	words unitfile.Words
}

// isTemplated reports whether a text holds what something else fills in: a
// specifier, a variable or the placeholder of a template language. The rules
// judge values only as far as they are literal.
func isTemplated(s string) bool {
	return strings.ContainsAny(s, "%$") || strings.Contains(s, "{{") || strings.Contains(s, "@@")
}
