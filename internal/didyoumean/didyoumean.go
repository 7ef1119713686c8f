// Package didyoumean finds the word that was most likely meant where an unknown
// one stands. It is the one place of the program that does, so that the linter,
// the command line and the configuration agree on what is near.
package didyoumean

import (
	"strings"

	"github.com/agext/levenshtein"
)

// Nearest returns the candidate with the fewest edits from word, and whether
// one is near enough to be worth naming. Case does not count as an edit. Of
// equally near candidates the first one wins, so callers hand them in a fixed
// order.
func Nearest(word string, candidates []string) (string, bool) {
	best, distance := "", maxEdits(word)+1
	folded := strings.ToLower(word)
	for _, candidate := range candidates {
		d := levenshtein.Distance(folded, strings.ToLower(candidate), nil)
		// A word that is nothing but edits has nothing in common with the candidate.
		if d < distance && d < len(candidate) {
			best, distance = candidate, d
		}
	}
	return best, best != ""
}

// maxEdits allows one edit for short words and one more for every four letters,
// up to three: beyond that people no longer see the likeness.
func maxEdits(word string) int {
	return min(1+len(word)/4, 3)
}
