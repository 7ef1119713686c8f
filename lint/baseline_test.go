package lint_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

func at(line int, rule, unit, value string) lint.Diagnostic {
	pos := unitfile.Pos{Offset: line, Line: line, Col: 1}
	return lint.Diagnostic{Rule: rule, File: "units/" + unit, Unit: unit, Section: "Container", Key: "Exec", Value: value, Span: unitfile.Span{Start: pos, End: pos}}
}

func TestBaselineKnowsFindingsByWhatTheyAreAbout(t *testing.T) {
	b := lint.NewBaseline([]lint.Diagnostic{at(3, "a", "web.container", "x  y"), at(4, "a", "web.container", "x y"), at(5, "locked", "web.container", "z")}, []string{"locked"})
	read, err := lint.ParseBaseline(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b, read); diff != "" {
		t.Errorf("(-written +read)\n%s", diff)
	}
	// The lines have moved, and there is one more of the kind, and one that is locked.
	left, known := read.Filter([]lint.Diagnostic{
		at(30, "a", "web.container", "x y"), at(40, "a", "web.container", "x y"), at(50, "a", "web.container", "x y"),
		at(60, "locked", "web.container", "z"),
	}, []string{"locked"})
	if known != 2 || len(left) != 2 || left[0].Span.Start.Line != 50 || left[1].Rule != "locked" {
		t.Errorf("known %d, left %v", known, left)
	}
}

func TestBaselineOnlyShrinks(t *testing.T) {
	b := lint.NewBaseline([]lint.Diagnostic{
		at(1, "a", "web.container", "x"), at(2, "a", "web.container", "x"), at(3, "b", "web.container", "x"), at(4, "b", "other.container", "x"),
	}, nil)
	linted := func(unit string) bool { return unit == "web.container" }
	got := b.Shrink([]lint.Diagnostic{at(9, "a", "web.container", "x"), at(10, "new", "web.container", "x")}, nil, linted)
	want := []lint.BaselineEntry{
		{Rule: "b", Unit: "other.container", Section: "Container", Key: "Exec", Value: "x", Count: 1},
		{Rule: "a", Unit: "web.container", Section: "Container", Key: "Exec", Value: "x", Count: 1},
	}
	if diff := cmp.Diff(want, got.Entries); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestParseBaselineIsStrict(t *testing.T) {
	for _, text := range []string{"", "[]", `{"version":2,"findings":[]}`, `{"version":1,"findngs":[]}`, `{"version":1,"findings":[{"rule":"a"}]}`} {
		if _, err := lint.ParseBaseline([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
