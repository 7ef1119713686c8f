package main

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"
)

// didYouMean is the hint that names the candidate nearest to word, or "" when
// none is near enough to be what was meant.
func didYouMean(word string, candidates []string) string {
	if near := nearest(word, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

// nearest finds the candidate with the fewest edits to word, at most a third
// of its length (and at least two); the first of equals wins. A longer word
// that begins with what was typed counts as near too.
func nearest(word string, candidates []string) string {
	lower := strings.ToLower(word)
	best, fewest := "", max(2, len(word)/3)+1
	for _, c := range candidates {
		if d := levenshtein.ComputeDistance(lower, strings.ToLower(c)); d < fewest && d < len(c) {
			best, fewest = c, d
		}
	}
	if best != "" || len(strings.Trim(word, "-")) < 2 {
		return best
	}
	for _, c := range candidates {
		if strings.HasPrefix(strings.ToLower(c), lower) {
			return c
		}
	}
	return ""
}

// commandNames lists the commands below cmd that help shows.
func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}
