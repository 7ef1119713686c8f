package main

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCommandAlone: a command that is built without the others is the same, and has the name
// that it is listed under.
func TestCommandAlone(t *testing.T) {
	whole := newRootCmd(&app{stdout: io.Discard, stderr: io.Discard}, nil)
	for _, c := range commands {
		alone := newRootCmd(&app{stdout: io.Discard, stderr: io.Discard}, []string{c.name})
		if got := len(alone.Commands()); !c.whole && got != 1 {
			t.Errorf("%s: %d commands were built", c.name, got)
		}
		cmd, _, err := alone.Find([]string{c.name})
		if err != nil || cmd == alone {
			t.Errorf("%s: not found: %v", c.name, err)
			continue
		}
		want, _, err := whole.Find([]string{c.name})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(helpText(want), helpText(cmd)); diff != "" {
			t.Errorf("%s --help (-whole +alone)\n%s", c.name, diff)
		}
	}
	var out, errs strings.Builder
	if status := run([]string{"lnit"}, strings.NewReader(""), &out, &errs); status != statusUsage || !strings.Contains(errs.String(), "lint") {
		t.Errorf("a misspelled command: status %d, %s", status, &errs)
	}
}
