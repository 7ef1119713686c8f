package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
)

// didYouMean is the hint that names the candidate nearest to word, or "" when
// none is near enough to be what was meant.
func didYouMean(word string, candidates []string) string {
	if near, ok := didyoumean.Nearest(word, candidates); ok {
		return fmt.Sprintf("did you mean %q?", near)
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
