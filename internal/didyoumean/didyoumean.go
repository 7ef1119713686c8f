// Package didyoumean finds the word that was most likely meant where an unknown
// one stands. It is the one place of the program that does, so that the linter,
// the command line and the configuration agree on what is near.
package didyoumean

import (
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the candidate that word was most likely meant to be, and
// whether one is near enough to be worth naming: the one with the fewest edits,
// not counting case, or else one that begins with what was typed. Of equally
// near candidates the first one wins, so callers hand them in a fixed order.
func Nearest(word string, candidates []string) (string, bool) {
	folded := strings.ToLower(word)
	best, fewest := "", maxEdits(word)+1
	length := utf8.RuneCountInString(word)
	for _, candidate := range candidates {
		// As many edits as the lengths differ are needed at least.
		if n := utf8.RuneCountInString(candidate) - length; n >= fewest || -n >= fewest {
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
	for _, candidate := range candidates {
		if strings.HasPrefix(strings.ToLower(candidate), folded) {
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
