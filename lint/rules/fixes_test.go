package rules

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// TestFixesTogether applies the fixes of all rules to every archive: they must
// get along with each other, bring no error that was not there, and come to an
// end.
func TestFixesTogether(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(archives, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	all := All()
	applied := 0
	for _, path := range files {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		src, target, _ := readArchive(t, ar)
		// One release is enough here: archives of ranges take the newest.
		target.Podman = target.Podman[len(target.Podman)-1:]
		check := func(src quadlet.Source) []lint.Diagnostic { return lint.Run(src, target, all) }
		before := errors(check(src))
		o := lint.FixOptions{Unsafe: true}
		fixed := lint.FixAll(src, o, check)
		applied += fixed.Applied
		if after := errors(fixed.Findings); after > before {
			t.Errorf("%s: %d errors before, %d after\n%s", filepath.Base(path), before, after, render(fixed.Findings))
		}
		if again := lint.FixAll(fixed.Source, o, check); len(again.Files) > 0 {
			t.Errorf("%s: a second run changes %s to\n%s", filepath.Base(path), again.Files[0].Path, again.Files[0].After)
		}
	}
	t.Logf("%d fixes in %d archives", applied, len(files))
}

func errors(ds []lint.Diagnostic) int {
	n := 0
	for _, d := range ds {
		if d.Severity == lint.Error {
			n++
		}
	}
	return n
}
