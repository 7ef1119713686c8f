package rules

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var update = flag.Bool("update", false, "rewrite the expectations in the archives")

const archives = "../../testdata/lint"

// TestRulesAreComplete names what is missing of a rule.
func TestRulesAreComplete(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	names := map[string]bool{}
	for _, r := range All() {
		t.Run(r.Name, func(t *testing.T) {
			switch {
			case !kebab.MatchString(r.Name):
				t.Errorf("the name is not kebab-case")
			case names[r.Name]:
				t.Errorf("there are two rules of this name")
			}
			names[r.Name] = true
			if r.Severity == lint.Off {
				t.Errorf("no severity; an optional rule has Optional")
			}
			if r.Severity == lint.Error && r.RefusedBy == "" {
				t.Errorf("an error must say who refuses: set RefusedBy")
			}
			if r.RefusedBy == lint.ByGenerator && len(r.Proves) == 0 {
				t.Errorf("an error of the generator must name the condition that it proves: set Proves")
			}
			if (r.Check == nil) == (r.CheckSet == nil) && !r.CheckTool {
				t.Errorf("a rule has either Check or CheckSet")
			}
			if r.Doc.Title == "" || r.Doc.Why == "" || r.Doc.Bad == "" || r.Doc.Good == "" || len(r.Doc.Refs) == 0 {
				t.Errorf("the documentation is incomplete: Title, Why, Bad, Good and Refs are needed")
			}
			if r.Fixable != (r.Doc.FixSafety != "") {
				t.Errorf("Fixable and Doc.FixSafety do not agree")
			}
			if len(r.Tags) == 0 {
				t.Errorf("no family: set Tags")
			}
			if _, err := os.Stat(filepath.Join(archives, r.Name+".txtar")); err != nil {
				t.Errorf("no archive: write testdata/lint/%s.txtar", r.Name)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join(archives, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".txtar"); !names[name] {
			t.Errorf("testdata/lint/%s.txtar has no rule: remove it, or add the rule to All", name)
		}
	}
}

// TestArchives lints each archive with its rule alone. The section "want" is
// what must come out; all else must stay silent. A first line "flags: …" sets
// the target: podman=4.9 (or a range), systemd=257, user, system, selinux,
// cgroups=v1, distro files apart from each other with alone.
func TestArchives(t *testing.T) {
	for _, r := range All() {
		t.Run(r.Name, func(t *testing.T) {
			path := filepath.Join(archives, r.Name+".txtar")
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Skip(err)
			}
			src, target, want := readArchive(t, ar)
			got := render(run(src, target, r))
			checkFixes(t, ar, src, target, r)
			if *update {
				setFile(ar, "want", got)
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if got == "" {
				t.Errorf("the archive has no hit")
			}
		})
	}
}

// checkFixes holds the sections fixed/NAME against what fixing makes of NAME,
// unsafe fixes included. A fix must take the finding away, a second run must
// change nothing, and a fixable rule must show at least one fix.
func checkFixes(t *testing.T, ar *txtar.Archive, src quadlet.Source, target lint.Target, r lint.Rule) {
	t.Helper()
	check := func(src quadlet.Source) []lint.Diagnostic { return run(src, target, r) }
	o := lint.FixOptions{Unsafe: true}
	fixed := lint.FixAll(src, o, check)
	if len(fixed.Files) > 0 && !r.Fixable {
		t.Errorf("the rule has fixes but is not Fixable")
	}
	shown := 0
	for _, f := range fixed.Files {
		i := slices.IndexFunc(ar.Files, func(a txtar.File) bool { return a.Name == "fixed/"+f.Path })
		switch {
		case *update:
			setFile(ar, "fixed/"+f.Path, f.After)
			shown++
		case i < 0:
			t.Errorf("no section fixed/%s; it would be\n%s", f.Path, f.After)
		default:
			shown++
			if diff := cmp.Diff(string(ar.Files[i].Data), f.After); diff != "" {
				t.Errorf("fixed/%s (-want +got)\n%s", f.Path, diff)
			}
		}
		for _, d := range fixed.Findings {
			if d.File == f.Path && slices.ContainsFunc(d.Fixes, func(x lint.Fix) bool { return x.Safety != lint.Display }) {
				t.Errorf("%s: the fix does not take the finding away: %s", f.Path, d.Message)
			}
		}
	}
	for _, a := range ar.Files {
		if name, ok := strings.CutPrefix(a.Name, "fixed/"); ok && !slices.ContainsFunc(fixed.Files, func(f lint.FixedFile) bool { return f.Path == name }) {
			t.Errorf("nothing is fixed in %s", name)
		}
	}
	if again := lint.FixAll(fixed.Source, o, check); len(again.Files) > 0 {
		t.Errorf("a second run of the fixes changes %s", again.Files[0].Path)
	}
	if r.Fixable && shown == 0 {
		t.Errorf("the rule is Fixable, but no section fixed/NAME shows a fix")
	}
}

// TestExamples: the bad example of a rule's documentation is a hit, and the good
// one is not.
func TestExamples(t *testing.T) {
	for _, r := range All() {
		t.Run(r.Name, func(t *testing.T) {
			for _, ex := range []struct {
				name, text string
				hit        bool
			}{{"Bad", r.Doc.Bad, true}, {"Good", r.Doc.Good, false}} {
				src, target, err := Example(ex.text, r.Doc.Options)
				if err != nil {
					t.Fatal(err)
				}
				if got := render(run(src, target, r)); (got != "") != ex.hit {
					t.Errorf("Doc.%s: findings: %q", ex.name, got)
				}
			}
		})
	}
}

// run lints with one rule. Those that the engine reports are about what other
// rules find, so that these run too.
func run(src quadlet.Source, target lint.Target, r lint.Rule) []lint.Diagnostic {
	if !r.CheckTool {
		return lint.Run(src, target, []lint.Rule{r})
	}
	var own []lint.Diagnostic
	for _, d := range lint.Run(src, target, All()) {
		if d.Rule == r.Name {
			own = append(own, d)
		}
	}
	return own
}

// readArchive is ReadArchive with what must come out.
func readArchive(t *testing.T, ar *txtar.Archive) (quadlet.Source, lint.Target, string) {
	t.Helper()
	src, target, err := ReadArchive(ar)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ar.Files {
		if f.Name == "want" {
			return src, target, string(f.Data)
		}
	}
	return src, target, ""
}

func render(ds []lint.Diagnostic) string {
	var b strings.Builder
	for _, d := range ds {
		if d.Suppressed != nil {
			continue
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s [%s]", d.File, d.Span.Start.Line, d.Span.Start.Col, d.Severity, d.Message, d.Rule)
		if d.Versions != "" {
			fmt.Fprintf(&b, " (podman %s)", d.Versions)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func setFile(ar *txtar.Archive, name, data string) {
	for i := range ar.Files {
		if ar.Files[i].Name == name {
			ar.Files[i].Data = []byte(data)
			return
		}
	}
	ar.Files = append(ar.Files, txtar.File{Name: name, Data: []byte(data)})
}
