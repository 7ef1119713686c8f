package lint_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// wordRule is a rule that finds a word in [Container] Exec= and mends it.
func wordRule(name, word, with string, severity lint.Severity, safety lint.Safety) lint.Rule {
	return lint.Rule{
		Name: name, Severity: severity, RefusedBy: lint.ByPodman,
		Check: func(p *lint.Pass) {
			v, ok := p.Unit.Last("Container", "Exec")
			i := strings.Index(v.Text(), word)
			if !ok || i < 0 {
				return
			}
			at := v.Sub(i, i+len(word))
			f := lint.Finding{At: at, Key: v, Message: "found " + word}
			if safety != 0 {
				f.Fixes = []lint.Fix{{Title: "write " + with, Safety: safety, Edits: []lint.Edit{lint.Replace(at, with)}}}
			}
			p.Report(f)
		},
	}
}

func unitSource(text string) quadlet.Source {
	return quadlet.Source{Dirs: []quadlet.SourceDir{{
		Path:  ".",
		Files: []quadlet.SourceFile{{Path: "web.container", Name: "web.container", Content: text}},
	}}}
}

func TestFixAll(t *testing.T) {
	const head = "[Container]\nImage=quay.io/a/b:1\nExec="
	for _, tc := range []struct {
		name   string
		rules  []lint.Rule
		unsafe bool
		text   string
		want   string
		left   int
	}{
		{
			name:  "a safe fix is applied",
			rules: []lint.Rule{wordRule("a", "foo", "bar", lint.Warning, lint.Safe)},
			text:  head + "foo x\n", want: head + "bar x\n",
		},
		{
			name:  "an unsafe fix waits to be asked for",
			rules: []lint.Rule{wordRule("a", "foo", "bar", lint.Warning, lint.Unsafe)},
			text:  head + "foo\n", want: head + "foo\n", left: 1,
		},
		{
			name:   "an unsafe fix that was asked for",
			rules:  []lint.Rule{wordRule("a", "foo", "bar", lint.Warning, lint.Unsafe)},
			unsafe: true,
			text:   head + "foo\n", want: head + "bar\n",
		},
		{
			name:   "a fix for display is never applied",
			rules:  []lint.Rule{wordRule("a", "foo", "bar", lint.Warning, lint.Display)},
			unsafe: true,
			text:   head + "foo\n", want: head + "foo\n", left: 1,
		},
		{
			name: "a fix that would bring an error is not applied, the one beside it is",
			rules: []lint.Rule{
				wordRule("a", "foo", "BAD", lint.Warning, lint.Safe),
				wordRule("b", "one", "two", lint.Warning, lint.Safe),
				wordRule("c", "BAD", "", lint.Error, 0),
			},
			text: head + "foo and one\n", want: head + "foo and two\n", left: 1,
		},
		{
			name: "a fix may make room for another",
			rules: []lint.Rule{
				wordRule("a", "foo", "one", lint.Warning, lint.Safe),
				wordRule("b", "one", "two", lint.Warning, lint.Safe),
			},
			text: head + "foo\n", want: head + "two\n",
		},
		{
			name: "fixes that touch each other wait for the next round",
			rules: []lint.Rule{
				wordRule("a", "foobar", "x", lint.Warning, lint.Safe),
				wordRule("b", "bar", "y", lint.Warning, lint.Safe),
			},
			text: head + "foobar\n", want: head + "x\n",
		},
		{
			name: "two fixes that undo each other come to an end",
			rules: []lint.Rule{
				wordRule("a", "one", "two", lint.Warning, lint.Safe),
				wordRule("b", "two", "one", lint.Warning, lint.Safe),
			},
			text: head + "one\n", want: head + "two\n", left: 1,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			check := func(src quadlet.Source) []lint.Diagnostic {
				return lint.Run(src, lint.Target{}, tc.rules)
			}
			got := lint.FixAll(unitSource(tc.text), lint.FixOptions{Unsafe: tc.unsafe}, check)
			if diff := cmp.Diff(tc.want, got.Source.Dirs[0].Files[0].Content); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(got.Findings) != tc.left {
				t.Errorf("%d findings are left, want %d", len(got.Findings), tc.left)
			}
		})
	}
}

func TestApplyEdits(t *testing.T) {
	edit := func(start, end int, text string) lint.Edit {
		return lint.Edit{Range: unitfile.Range{Start: start, End: end}, New: text}
	}
	for _, tc := range []struct {
		name, text, want string
		edits            []lint.Edit
		fails            bool
	}{
		{name: "in any order", text: "abcdef", edits: []lint.Edit{edit(4, 5, "E"), edit(0, 1, "A")}, want: "AbcdEf"},
		{name: "lines end as they do", text: "a=1\r\n", edits: []lint.Edit{edit(5, 5, "b=2\n")}, want: "a=1\r\nb=2\r\n"},
		{name: "overlap", text: "abc", edits: []lint.Edit{edit(0, 2, "x"), edit(1, 3, "y")}, want: "abc", fails: true},
		{name: "outside", text: "abc", edits: []lint.Edit{edit(2, 4, "x")}, want: "abc", fails: true},
		{name: "backwards", text: "abc", edits: []lint.Edit{edit(2, 1, "x")}, want: "abc", fails: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := lint.ApplyEdits(tc.text, tc.edits)
			if got != tc.want || ok == tc.fails {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
}
