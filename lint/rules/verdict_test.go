package rules

import (
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/corpus"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// TestEveryConditionHasARule: each refusal of the generator's catalogue is
// reported, and by one rule.
func TestEveryConditionHasARule(t *testing.T) {
	rules := map[quadlet.Condition][]string{}
	for _, r := range All() {
		for _, c := range r.Proves {
			rules[c] = append(rules[c], r.Name)
		}
	}
	known := map[quadlet.Condition]bool{}
	for _, row := range quadlet.Conditions() {
		known[row.Condition] = true
		if len(rules[row.Condition]) != 1 {
			t.Errorf("condition %q: want one rule that proves it, have %q", row.Condition, rules[row.Condition])
		}
	}
	for c, names := range rules {
		if !known[c] {
			t.Errorf("%q prove the condition %q, which the catalogue does not have", names, c)
		}
	}
}

// TestFindingsAreTheVerdict: for every release, a unit that is not generated has
// an error of the generator in its own file, and a unit that is generated has
// none. That is so in every archive, and in mutated units.
func TestFindingsAreTheVerdict(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(archives, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	all := All()
	for _, path := range files {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		src, target, _ := readArchive(t, ar)
		src.Complete = true
		for _, mode := range []quadlet.Mode{quadlet.AnyMode, quadlet.SystemMode, quadlet.UserMode} {
			for _, v := range quadlet.Versions() {
				set := quadlet.NewSet(src, v, mode, nil)
				checkParity(t, filepath.Base(path), set, lint.RunSet(set, target, all))
			}
		}
	}
	for _, c := range append(corpus.Seeds(), corpus.Mutations(1, 500)...) {
		ar := &txtar.Archive{}
		for _, f := range c.Files {
			ar.Files = append(ar.Files, txtar.File{Name: f.Name, Data: []byte(f.Content)})
		}
		src, target, _ := readArchive(t, ar)
		for _, v := range quadlet.Versions() {
			set := quadlet.NewSet(src, v, quadlet.AnyMode, nil)
			checkParity(t, c.Name, set, lint.RunSet(set, target, all))
		}
	}
}

func checkParity(t *testing.T, name string, set *quadlet.Set, ds []lint.Diagnostic) {
	t.Helper()
	for _, u := range set.Units {
		refused := u.Refused() && u.State != quadlet.Masked
		found := slices.ContainsFunc(ds, func(d lint.Diagnostic) bool {
			return d.File == u.Path && d.Severity == lint.Error && d.RefusedBy == lint.ByGenerator
		})
		if refused != found {
			t.Errorf("%s, Podman %s: %s: refused %v, error found %v", name, set.Version, u.Path, refused, found)
		}
	}
}
