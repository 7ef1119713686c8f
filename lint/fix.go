package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// maxRounds bounds how often fixes are applied on top of each other. A fix makes
// room for another one seldom, for a third hardly ever.
const maxRounds = 25

// FixOptions choose fixes.
type FixOptions struct {
	// Unsafe applies fixes that may change the meaning, too.
	Unsafe bool
	// File says whether a file may be changed; nil for all.
	File func(path string) bool
}

// Fixed is what fixing made of a source.
type Fixed struct {
	// Source has the new texts.
	Source quadlet.Source
	// Files are those that changed, in the order of the source.
	Files []FixedFile
	// Applied is how many fixes were applied.
	Applied int
	// Findings are what is left.
	Findings []Diagnostic
}

// FixedFile is a file before and after.
type FixedFile struct{ Path, Before, After string }

// FixAll applies the fixes of what lint finds until nothing is left to be
// mended. check lints a source; a fix after which it gives an error that was
// not there is not applied.
func FixAll(src quadlet.Source, o FixOptions, check func(quadlet.Source) []Diagnostic) Fixed {
	f := fixer{o: o, check: check, refused: map[string]bool{}, src: cloneSource(src)}
	f.found = check(f.src)
	for range maxRounds {
		batch := f.choose()
		if len(batch) == 0 {
			break
		}
		f.apply(batch)
	}
	out := Fixed{Source: f.src, Applied: f.applied, Findings: f.found}
	var after []string
	for file := range sourceFiles(f.src) {
		after = append(after, file.Content)
	}
	i := 0
	for file := range sourceFiles(src) {
		if file.Content != after[i] {
			out.Files = append(out.Files, FixedFile{file.Path, file.Content, after[i]})
		}
		i++
	}
	return out
}

type fixer struct {
	o       FixOptions
	check   func(quadlet.Source) []Diagnostic
	src     quadlet.Source
	found   []Diagnostic
	refused map[string]bool
	applied int
}

// chosenFix is a fix with the finding that it mends.
type chosenFix struct {
	id    string
	error bool
	edits []Edit
}

// choose picks the fixes of a round: of each finding the first one that may be
// applied, as far as they do not touch each other.
func (f *fixer) choose() []chosenFix {
	var batch []chosenFix
	taken := map[string][]Edit{}
	ids := map[string]bool{}
	for i := range f.found {
		d := &f.found[i]
		if d.Suppressed != nil {
			continue
		}
		for _, fix := range d.Fixes {
			c := chosenFix{d.Rule + "\x00" + d.File + "\x00" + d.Message + "\x00" + fix.Title, d.Severity == Error, fix.Edits}
			if fix.Safety != Safe && !(fix.Safety == Unsafe && f.o.Unsafe) || f.refused[c.id] || len(fix.Edits) == 0 || !f.mayChange(fix.Edits) {
				continue
			}
			if !ids[c.id+editsID(fix.Edits)] && !overlap(taken, fix.Edits) {
				ids[c.id+editsID(fix.Edits)] = true
				for _, e := range fix.Edits {
					taken[e.File] = append(taken[e.File], e)
				}
				batch = append(batch, c)
			}
			break
		}
	}
	return batch
}

func (f *fixer) mayChange(edits []Edit) bool {
	return f.o.File == nil || !slices.ContainsFunc(edits, func(e Edit) bool { return !f.o.File(e.File) })
}

func editsID(edits []Edit) string {
	var b strings.Builder
	for _, e := range edits {
		fmt.Fprintf(&b, "%s:%d-%d:%s\x00", e.File, e.Range.Start, e.Range.End, e.New)
	}
	return b.String()
}

// overlap reports whether an edit touches one that was taken. Two insertions at
// one place touch each other: their order would be a guess.
func overlap(taken map[string][]Edit, edits []Edit) bool {
	for _, e := range edits {
		for _, t := range taken[e.File] {
			if e.Range.Start <= t.Range.End && t.Range.Start <= e.Range.End {
				return true
			}
		}
	}
	return false
}

// apply applies a batch of fixes, or as much of it as gives no new error. Halving
// finds the fix to blame in few runs.
func (f *fixer) apply(batch []chosenFix) {
	src := cloneSource(f.src)
	if !edit(src, batch) {
		f.refused[batch[0].id] = true
		if len(batch) > 1 {
			f.apply(batch[1:])
		}
		return
	}
	found := f.check(src)
	if !worse(f.found, found, batch) {
		f.src, f.found = src, found
		f.applied += len(batch)
		return
	}
	if len(batch) == 1 {
		f.refused[batch[0].id] = true
		return
	}
	before := f.src
	half := len(batch) / 2
	f.apply(batch[:half])
	if sameTexts(before, f.src) {
		f.apply(batch[half:])
	}
	// Where the first half changed something, the places of the second half have
	// moved: the next round finds them anew.
}

// worse reports whether a batch brought an error that was not there. Mending an
// error may bring the next one of the same file to light, because the generator
// stops at the first.
func worse(before, after []Diagnostic, batch []chosenFix) bool {
	type id struct{ rule, file, message string }
	old := map[id]int{}
	count := map[string]int{}
	for _, d := range before {
		if d.Severity == Error {
			old[id{d.Rule, d.File, d.Message}]++
			count[d.File]++
		}
	}
	mended := map[string]bool{}
	for _, c := range batch {
		if c.error {
			for _, e := range c.edits {
				mended[e.File] = true
			}
		}
	}
	var fresh []string
	for _, d := range after {
		if d.Severity != Error {
			continue
		}
		count[d.File]--
		k := id{d.Rule, d.File, d.Message}
		if old[k]--; old[k] < 0 {
			fresh = append(fresh, d.File)
		}
	}
	for _, file := range fresh {
		if !mended[file] || count[file] < 0 {
			return true
		}
	}
	return false
}

// edit applies fixes to a source that nobody else has; false if an edit does not
// fit.
func edit(src quadlet.Source, batch []chosenFix) bool {
	edits := map[string][]Edit{}
	for _, c := range batch {
		for _, e := range c.edits {
			edits[e.File] = append(edits[e.File], e)
		}
	}
	done := 0
	change := func(f *quadlet.SourceFile) bool {
		list := edits[f.Path]
		if len(list) == 0 {
			return true
		}
		done++
		text, ok := ApplyEdits(f.Content, list)
		f.Content = text
		return ok
	}
	for i := range src.Dirs {
		dir := &src.Dirs[i]
		for j := range dir.Files {
			if !change(&dir.Files[j]) {
				return false
			}
		}
		for j := range dir.Dropins {
			for k := range dir.Dropins[j].Files {
				if !change(&dir.Dropins[j].Files[k]) {
					return false
				}
			}
		}
	}
	// An edit of a file that is not there, or is there twice, is none to trust.
	return done == len(edits)
}

// ApplyEdits applies edits of one file to its text; false if they overlap or lie
// outside. New lines end as those of the text do.
func ApplyEdits(text string, edits []Edit) (string, bool) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Range.Start, b.Range.Start), cmp.Compare(a.Range.End, b.Range.End))
	})
	crlf := strings.Contains(text, "\r\n")
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.Range.Start < at || e.Range.End < e.Range.Start || e.Range.End > len(text) {
			return text, false
		}
		b.WriteString(text[at:e.Range.Start])
		if crlf && !strings.Contains(e.New, "\r\n") {
			e.New = strings.ReplaceAll(e.New, "\n", "\r\n")
		}
		b.WriteString(e.New)
		at = e.Range.End
	}
	b.WriteString(text[at:])
	return b.String(), true
}

// cloneSource copies the structure, so that texts can be changed.
func cloneSource(src quadlet.Source) quadlet.Source {
	src.Dirs = slices.Clone(src.Dirs)
	for i := range src.Dirs {
		dir := &src.Dirs[i]
		dir.Files = slices.Clone(dir.Files)
		dir.Dropins = slices.Clone(dir.Dropins)
		for j := range dir.Dropins {
			dir.Dropins[j].Files = slices.Clone(dir.Dropins[j].Files)
		}
	}
	return src
}

func sameTexts(a, b quadlet.Source) bool {
	var texts []string
	for f := range sourceFiles(a) {
		texts = append(texts, f.Content)
	}
	i := 0
	same := true
	for f := range sourceFiles(b) {
		same = same && texts[i] == f.Content
		i++
	}
	return same
}
