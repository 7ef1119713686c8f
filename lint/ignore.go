package lint

import (
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// The rules that are about suppressing comments. The engine reports them,
// because only it knows what a comment suppressed.
const (
	RuleUnusedIgnore        = "unused-ignore"
	RuleIgnoreWithoutReason = "ignore-without-reason"
	RuleUnknownInIgnore     = "unknown-rule-in-ignore"
)

// The comment is
//
//	# nova-quadlet:ignore RULE[,RULE] -- REASON
//
// above the key or the section that it is about, or ignore-file in place of
// ignore, anywhere before the first key.
const (
	ignoreMark = "nova-quadlet:"
	ignoreHere = "ignore"
	ignoreFile = "ignore-file"
)

// ignore is one suppressing comment.
type ignore struct {
	file *unitfile.File
	item *unitfile.Item
	// span is the comment without the line's end.
	span unitfile.Range
	// names are the rules that it names, with their places.
	names []ignoredRule
	// reason is what stands behind " -- ".
	reason string
	// covers are the bytes in which findings are suppressed.
	covers unitfile.Range
	// stray says that nothing stands below the comment.
	stray bool
}

type ignoredRule struct {
	name string
	at   unitfile.Range
	used bool
}

// suppress marks the findings that a comment silences, and adds findings about
// the comments.
func suppress(src quadlet.Source, v quadlet.Version, ds []Diagnostic, rules []Rule, o Options) []Diagnostic {
	if o.NoIgnores {
		return ds
	}
	var ignores []*ignore
	s := suppressor{o: o, rules: rules, version: v.Known(), dialect: quadlet.DialectOf(v.Known())}
	for f := range sourceFiles(src) {
		if strings.Contains(f.Content, ignoreMark) {
			ignores = append(ignores, s.scan(f)...)
		}
	}
	if len(ignores) == 0 && len(s.found) == 0 {
		return ds
	}
	byFile := map[string][]*ignore{}
	for _, ig := range ignores {
		byFile[ig.file.Name] = append(byFile[ig.file.Name], ig)
	}
	for i := range ds {
		s.apply(&ds[i], byFile[ds[i].File])
	}
	for _, ig := range ignores {
		s.judge(ig)
	}
	ds = append(ds, s.found...)
	sortDiagnostics(ds)
	return ds
}

// sourceFiles are all files of a source.
func sourceFiles(src quadlet.Source) func(yield func(quadlet.SourceFile) bool) {
	return func(yield func(quadlet.SourceFile) bool) {
		for _, dir := range src.Dirs {
			for _, f := range dir.Files {
				if !yield(f) {
					return
				}
			}
			for _, d := range dir.Dropins {
				for _, f := range d.Files {
					if !yield(f) {
						return
					}
				}
			}
		}
	}
}

type suppressor struct {
	o       Options
	rules   []Rule
	version quadlet.Version // the newest release of all runs
	dialect unitfile.Dialect
	found   []Diagnostic
}

// scan finds the comments of a file.
func (s *suppressor) scan(src quadlet.SourceFile) []*ignore {
	f := unitfile.Parse(src.Path, src.Content, s.dialect)
	var ignores []*ignore
	for i := range f.Items {
		it := &f.Items[i]
		if it.Kind != unitfile.Comment {
			continue
		}
		ig, word := parseIgnore(f, it)
		switch {
		case ig == nil:
			continue
		case word == ignoreHere:
			ig.covers, ig.stray = coverage(f, i)
		case word == ignoreFile:
			ig.covers = unitfile.Range{Start: 0, End: len(f.Src) + 1}
			if ig.stray = len(f.Sections) > 0 && slices.ContainsFunc(f.Items[:i], func(it unitfile.Item) bool { return it.Kind == unitfile.Assignment }); ig.stray {
				ig.covers = unitfile.Range{}
			}
		default:
			if near, ok := didyoumean.Nearest(word, []string{ignoreHere, ignoreFile}); ok {
				s.report(RuleUnknownInIgnore, f, ig.span, `the comment has no effect: unknown word "`+word+`"`, `did you mean "`+near+`"?`)
			}
			continue
		}
		ignores = append(ignores, ig)
	}
	return ignores
}

// parseIgnore takes a comment apart; nil if it is an ordinary one.
func parseIgnore(f *unitfile.File, it *unitfile.Item) (*ignore, string) {
	at := it.ValueRange()
	text := f.Src[at.Start:at.End]
	body := strings.TrimLeft(text, "#; \t")
	if !strings.HasPrefix(body, ignoreMark) {
		return nil, ""
	}
	ig := &ignore{file: f, item: it, span: unitfile.Range{Start: at.Start, End: at.Start + len(strings.TrimRight(text, " \t\r\n"))}}
	// offset of what is left of body in the source
	offset := func(rest string) int { return at.End - len(rest) }
	body = body[len(ignoreMark):]
	body = strings.TrimLeft(body, " \t")
	end := strings.IndexAny(body, " \t\r\n")
	if end < 0 {
		end = len(body)
	}
	word, rest := body[:end], body[end:]
	list, reason, _ := strings.Cut(" "+rest, " --")
	list = strings.TrimPrefix(list, " ")
	ig.reason = strings.TrimSpace(reason)
	start := offset(rest)
	for list != "" {
		n := strings.IndexAny(list, ", \t\r\n")
		switch {
		case n == 0:
			start, list = start+1, list[1:]
			continue
		case n < 0:
			n = len(list)
		}
		ig.names = append(ig.names, ignoredRule{name: list[:n], at: unitfile.Range{Start: start, End: start + n}})
		start, list = start+n, list[n:]
	}
	return ig, word
}

// coverage is what stands below a comment: the assignment, or the section where
// it stands above a header. Other comments may come in between.
func coverage(f *unitfile.File, i int) (covers unitfile.Range, stray bool) {
	for j := i + 1; j < len(f.Items); j++ {
		it := &f.Items[j]
		switch it.Kind {
		case unitfile.Comment:
			continue
		case unitfile.Blank:
			return unitfile.Range{}, true
		case unitfile.Header:
			end := len(f.Src) + 1
			for _, next := range f.Items[j+1:] {
				if next.Kind == unitfile.Header {
					end = next.Range.Start
					break
				}
			}
			return unitfile.Range{Start: it.Range.Start, End: end}, false
		}
		return it.Range, false
	}
	return unitfile.Range{}, true
}

// apply suppresses a finding where a comment says so.
func (s *suppressor) apply(d *Diagnostic, ignores []*ignore) {
	for _, ig := range ignores {
		if d.Span.Start.Offset < ig.covers.Start || d.Span.Start.Offset >= ig.covers.End {
			continue
		}
		for i := range ig.names {
			n := &ig.names[i]
			if n.name != d.Rule || slices.Contains(s.o.Locked, d.Rule) {
				continue
			}
			n.used = true
			if d.Suppressed == nil {
				reason := ig.reason
				d.Suppressed = &reason
			}
		}
	}
}

// judge reports what is wrong with a comment.
func (s *suppressor) judge(ig *ignore) {
	if len(ig.names) == 0 {
		s.report(RuleUnknownInIgnore, ig.file, ig.span, "the comment names no rule, and has no effect",
			"write # nova-quadlet:ignore RULE -- why")
		return
	}
	unused := 0
	for i := range ig.names {
		n := &ig.names[i]
		switch {
		case !s.known(n.name):
			hint := `"nova-quadlet rules" lists the rules`
			if near, ok := didyoumean.Nearest(n.name, s.knownNames()); ok {
				hint = `did you mean "` + near + `"?`
			}
			s.report(RuleUnknownInIgnore, ig.file, n.at, `no rule is called "`+n.name+`"`, hint)
		case slices.Contains(s.o.Locked, n.name):
			s.report(RuleUnusedIgnore, ig.file, n.at, `"`+n.name+`" is locked by the configuration: comments do not silence it`, "")
		case !n.used && s.ran(n.name, ig.file.Name):
			unused++
		}
	}
	if unused > 0 {
		s.reportUnused(ig, unused)
	}
	if ig.reason == "" {
		s.report(RuleIgnoreWithoutReason, ig.file, ig.span, "the comment does not say why", "end it with -- and the reason")
	}
}

// reportUnused reports rules of a comment that silence nothing, with the fix
// that takes them away.
func (s *suppressor) reportUnused(ig *ignore, unused int) {
	var names, kept []string
	at := unitfile.Range{Start: -1}
	for i := range ig.names {
		n := &ig.names[i]
		if n.used || !s.ran(n.name, ig.file.Name) || !s.known(n.name) || slices.Contains(s.o.Locked, n.name) {
			kept = append(kept, n.name)
			continue
		}
		names = append(names, `"`+n.name+`"`)
		if at.Start < 0 {
			at = n.at
		}
		at.End = n.at.End
	}
	hint := "remove it"
	if ig.stray {
		hint = "it must stand right above the key or section that it is about; ignore-file before the first key"
	}
	edit := Edit{File: ig.file.Name, Range: ig.item.Range}
	if len(kept) > 0 {
		edit.Range = unitfile.Range{Start: ig.names[0].at.Start, End: ig.names[len(ig.names)-1].at.End}
		edit.New = strings.Join(kept, ",")
	}
	before := len(s.found)
	s.report(RuleUnusedIgnore, ig.file, at, "nothing to ignore here: no finding of "+strings.Join(names, ", "), hint)
	if len(s.found) > before && !ig.stray {
		s.found[before].Fixes = []Fix{{Title: "remove what is not needed", Safety: Safe, Edits: []Edit{edit}}}
	}
}

// report adds a finding of one of the engine's own rules, if it runs.
func (s *suppressor) report(rule string, f *unitfile.File, at unitfile.Range, message, hint string) {
	i := slices.IndexFunc(s.rules, func(r Rule) bool { return r.Name == rule })
	if i < 0 {
		return
	}
	severity := s.rules[i].Severity
	if s.o.Severity != nil {
		severity = s.o.Severity(rule, f.Name, severity)
	}
	if severity == Off {
		return
	}
	s.found = append(s.found, Diagnostic{
		Rule: rule, Severity: severity, File: f.Name, Unit: baseName(f.Name), Span: f.Span(at),
		Value: f.Src[at.Start:at.End], Message: message, Hint: hint,
	})
}

func baseName(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

func (s *suppressor) known(name string) bool { return slices.Contains(s.knownNames(), name) }

func (s *suppressor) knownNames() []string {
	if s.o.Known == nil {
		for _, r := range s.rules {
			s.o.Known = append(s.o.Known, r.Name)
		}
	}
	return s.o.Known
}

// ran reports whether a rule looked at a file: one that did not cannot say that
// a comment is not needed.
func (s *suppressor) ran(name, file string) bool {
	i := slices.IndexFunc(s.rules, func(r Rule) bool { return r.Name == name })
	if i < 0 || s.version < s.rules[i].Since || s.rules[i].Last != 0 && s.version > s.rules[i].Last {
		return false
	}
	return s.o.Severity == nil || s.o.Severity(name, file, s.rules[i].Severity) != Off
}
