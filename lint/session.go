package lint

import (
	"maps"
	"slices"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// Session keeps the units of a source loaded and their findings at hand, for an
// editor or a watcher: after an edit only what it can have touched is linted
// again. What a session finds is what [RunAll] finds in the same texts.
//
// It is for one goroutine at a time, and keeps some 9 KB a unit and release.
type Session struct {
	src     Source
	targets []Target
	rules   []Rule
	o       Options

	plans []plannedRun
	runs  []*sessionRun
	// places says where in src the texts of a file are.
	places map[string][]*SourceFile
	// units are the places in the sets of the units that stand in a file of their
	// own.
	units map[string]int
	// found are the findings of files that were asked for since they last changed.
	found map[string][]Diagnostic
	// starts counts how often everything was linted.
	starts int
}

// NewSession lints a source. The arguments are those of [RunAll].
func NewSession(src Source, targets []Target, rules []Rule, o Options) *Session {
	s := &Session{targets: slices.Clone(targets), rules: rules, o: o}
	s.src = src
	// The texts are going to be changed, and they are the caller's.
	s.src.Dirs = slices.Clone(src.Dirs)
	for i := range s.src.Dirs {
		dir := &s.src.Dirs[i]
		dir.Files = slices.Clone(dir.Files)
		dir.Dropins = slices.Clone(dir.Dropins)
		for j := range dir.Dropins {
			dir.Dropins[j].Files = slices.Clone(dir.Dropins[j].Files)
		}
	}
	s.plans = plannedRuns(s.targets)
	s.places = map[string][]*SourceFile{}
	s.units = map[string]int{}
	n := 0
	for i := range s.src.Dirs {
		dir := &s.src.Dirs[i]
		for j := range dir.Files {
			f := &dir.Files[j]
			s.places[f.Path] = append(s.places[f.Path], f)
			if quadlet.KindOf(f.Name) != quadlet.KindNone {
				s.units[f.Path] = n
				n++
			}
		}
		for j := range dir.Dropins {
			for k := range dir.Dropins[j].Files {
				f := &dir.Dropins[j].Files[k]
				s.places[f.Path] = append(s.places[f.Path], f)
			}
		}
	}
	s.start()
	return s
}

// start lints everything.
func (s *Session) start() {
	s.starts++
	files := parser{src: s.src}
	s.found = map[string][]Diagnostic{}
	s.runs = make([]*sessionRun, len(s.plans))
	for i, p := range s.plans {
		s.runs[i] = newSessionRun(newPlan(files.set(p), p.target, s.rules))
	}
}

// Update puts a new text in the place of a unit or drop-in of the source, and
// returns the files whose findings it may have changed, sorted. It reports false
// where the source has no such file, or has several units in it.
//
// An edit of a unit costs as much as that unit and those that name it. It costs a
// whole run where other files are lost through it or come back (before or after
// the edit a line cannot be read), and for drop-ins.
func (s *Session) Update(path, text string) ([]string, bool) {
	at := s.places[path]
	if len(at) != 1 {
		return nil, false
	}
	if at[0].Content == text {
		return nil, true
	}
	at[0].Content = text
	touched := map[string]bool{path: true}
	unit, isUnit := s.units[path]
	for _, r := range s.runs {
		if !isUnit || !r.update(unit, text, touched) {
			s.restart(touched)
			break
		}
	}
	for file := range touched {
		delete(s.found, file)
	}
	return slices.Sorted(maps.Keys(touched)), true
}

// restart lints everything again, and notes the files of which anything else is
// found than before.
func (s *Session) restart(touched map[string]bool) {
	before := byFile(s.All())
	s.start()
	touch(touched, before, byFile(s.All()))
}

func byFile(ds []Diagnostic) map[string][]Diagnostic {
	files := map[string][]Diagnostic{}
	for _, d := range ds {
		files[d.File] = append(files[d.File], d)
	}
	return files
}

// touch adds the files of which anything else is found now than was before.
func touch(touched map[string]bool, was, now map[string][]Diagnostic) {
	for file := range was {
		if !slices.EqualFunc(was[file], now[file], sameDiagnostic) {
			touched[file] = true
		}
	}
	for file := range now {
		if was[file] == nil {
			touched[file] = true
		}
	}
}

// Findings are those in a file, as [RunAll] returns them for all files. The slice
// is shared: callers must not change it.
func (s *Session) Findings(file string) []Diagnostic {
	ds, ok := s.found[file]
	if !ok {
		ds = s.findings(file)
		s.found[file] = ds
	}
	return ds
}

func (s *Session) findings(file string) []Diagnostic {
	runs := make([][]Diagnostic, len(s.runs))
	for i, r := range s.runs {
		runs[i] = tidy(r.findings(file))
	}
	var src Source
	if at := s.places[file]; len(at) > 0 {
		src.Dirs = make([]SourceDir, 1)
		for _, f := range at {
			src.Dirs[0].Files = append(src.Dirs[0].Files, *f)
		}
	}
	return conclude(src, s.plans, runs, len(s.targets), s.rules, s.o)
}

// All are the findings in all files.
func (s *Session) All() []Diagnostic {
	files := map[string]bool{}
	for path := range s.places {
		files[path] = true
	}
	for _, r := range s.runs {
		r.files(files)
	}
	var all []Diagnostic
	for _, file := range slices.Sorted(maps.Keys(files)) {
		all = append(all, s.Findings(file)...)
	}
	return all
}

// sameDiagnostic reports whether two findings are the same in everything that a
// run fills in.
func sameDiagnostic(a, b Diagnostic) bool {
	return a.Rule == b.Rule && a.Severity == b.Severity && a.RefusedBy == b.RefusedBy &&
		a.File == b.File && a.Span == b.Span && a.Unit == b.Unit && a.Section == b.Section && a.Key == b.Key && a.Value == b.Value &&
		a.Message == b.Message && a.Hint == b.Hint && a.Says == b.Says && a.Versions == b.Versions &&
		(a.Suppressed == nil) == (b.Suppressed == nil) && (a.Suppressed == nil || *a.Suppressed == *b.Suppressed) &&
		slices.Equal(a.Related, b.Related) &&
		slices.EqualFunc(a.Fixes, b.Fixes, func(a, b Fix) bool {
			return a.Title == b.Title && a.Safety == b.Safety && slices.Equal(a.Edits, b.Edits)
		})
}
