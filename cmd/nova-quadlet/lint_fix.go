package main

import (
	"fmt"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// fixFlags say what becomes of the fixes that findings bring along.
type fixFlags struct {
	fix, unsafe, diff bool
}

func (f *fixFlags) define(fs *pflag.FlagSet) {
	fs.BoolVar(&f.fix, "fix", false, "apply the fixes that keep the meaning; what is left is reported")
	fs.BoolVar(&f.unsafe, "unsafe-fixes", false, "with --fix or --diff: fixes that may change the meaning, too")
	fs.BoolVar(&f.diff, "diff", false, "show what --fix would change, and change nothing; status 1 if that is anything")
}

func (f *fixFlags) check() error {
	switch {
	case f.fix && f.diff:
		return usagef("", "--fix and --diff exclude each other")
	case f.unsafe && !f.fix && !f.diff:
		return usagef("add --fix, or --diff to see what would change", "--unsafe-fixes alone does nothing")
	}
	return nil
}

// mend works out what fixing makes of the units that were asked for.
func (f *fixFlags) mend(units *loaded, check func(quadlet.Source) []lint.Diagnostic) lint.Fixed {
	return lint.FixAll(units.src, lint.FixOptions{
		Unsafe: f.unsafe,
		// The parts of a .quadlets file were cut out of it; nothing puts them back.
		File: func(path string) bool { return (units.asked == nil || units.asked[path]) && !quadlet.IsMulti(path) },
	}, check)
}

// printDiff shows changes as a patch that `patch -p0` and people understand.
func (a *app) printDiff(files []lint.FixedFile) {
	for _, f := range files {
		fmt.Fprintf(a.stdout, "%s", diff.Diff(f.Path, []byte(f.Before), f.Path, []byte(f.After)))
	}
}

// writeFixed puts changes into the files. Standard input has no file: its new
// text goes to standard output.
func (a *app) writeFixed(fixed lint.Fixed, stdin string) error {
	written := 0
	for _, f := range fixed.Files {
		if f.Path == stdin {
			continue
		}
		if err := replaceFile(f.Path, f.Before, f.After); err != nil {
			return failf("", "%w", err)
		}
		written++
	}
	if fixed.Applied > 0 {
		fmt.Fprintf(a.stderr, "nova-quadlet: fixed %s in %s\n", count(fixed.Applied, "finding"), count(len(fixed.Files), "file"))
	}
	return nil
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
