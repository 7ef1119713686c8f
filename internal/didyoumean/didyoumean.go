// Package didyoumean finds the word that was most likely meant where an unknown
// one stands. It is the one place of the program that does, so that the linter,
// the command line and the configuration agree on what is near.
package didyoumean

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the candidate that word was most likely meant to be, and
// whether one is near enough to be worth naming: the one with the fewest edits,
// not counting case, or else one that begins with what was typed. Of equally
// near candidates the first one wins, so callers hand them in a fixed order.
func Nearest(word string, candidates []string) (string, bool) {
	return NewIndex(candidates).Nearest(word, nil)
}

// Index is a list of candidates that is asked about many words.
type Index struct {
	candidates []string
	shapes     []shape
}

// shape is what tells of most candidates that they are too far away, without
// comparing letters.
type shape struct {
	letters uint64 // a bit for every letter, digit or other sign
	length  int    // in runes
}

// NewIndex makes an index of candidates, in the order in which they win.
func NewIndex(candidates []string) *Index {
	x := &Index{candidates, make([]shape, len(candidates))}
	for i, c := range candidates {
		x.shapes[i] = shapeOf(strings.ToLower(c))
	}
	return x
}

func shapeOf(folded string) shape {
	s := shape{length: utf8.RuneCountInString(folded)}
	for _, r := range folded {
		s.letters |= 1 << (r & 63)
	}
	return s
}

// edits is a number of edits that two words are apart at least: each changes the
// length by one, and adds one letter and takes one away.
func (s shape) edits(o shape) int {
	return max(s.length-o.length, o.length-s.length, bits.OnesCount64(s.letters&^o.letters), bits.OnesCount64(o.letters&^s.letters))
}

// Nearest is Nearest among the candidates that skip does not rule out; nil rules
// out none.
func (x *Index) Nearest(word string, skip func(candidate string) bool) (string, bool) {
	folded := strings.ToLower(word)
	wanted := shapeOf(folded)
	best, fewest := "", maxEdits(word)+1
	for i, candidate := range x.candidates {
		if wanted.edits(x.shapes[i]) >= fewest || skip != nil && skip(candidate) {
			continue
		}
		d := levenshtein.ComputeDistance(folded, strings.ToLower(candidate))
		// A word of nothing but edits has nothing in common with the candidate.
		if d < fewest && d < len(candidate) {
			best, fewest = candidate, d
		}
	}
	if best != "" || len(strings.Trim(word, "-")) < 2 {
		return best, best != ""
	}
	for i, candidate := range x.candidates {
		// Most are told apart by their letters alone.
		if wanted.letters&^x.shapes[i].letters == 0 && (skip == nil || !skip(candidate)) && strings.HasPrefix(strings.ToLower(candidate), folded) {
			return candidate, true
		}
	}
	return "", false
}

// maxEdits allows two edits, and one for every three letters of a longer word
// up to four: beyond that people no longer see the likeness.
func maxEdits(word string) int {
	return min(max(2, len(word)/3), 4)
}
