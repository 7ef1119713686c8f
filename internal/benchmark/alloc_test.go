package benchmark

import (
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// TestAllocationsPerUnit holds what a unit costs in allocations: unlike times they are the
// same on every machine. The limits are what was there when they were written down, plus a
// tenth; who lowers the figures lowers the limits too.
func TestAllocationsPerUnit(t *testing.T) {
	src, _ := tree(units)
	all := rules.All()
	set := quadlet.NewSet(src, quadlet.Newest, quadlet.AnyMode, nil)
	session := lint.NewSession(src, []lint.Target{{}}, all, lint.Options{})
	file := src.Dirs[len(src.Dirs)/2].Files[0]
	edits := 0
	for _, tc := range []struct {
		name  string
		per   float64 // units
		limit float64
		run   func()
	}{
		{"parse", units, 6.5, func() {
			for _, d := range src.Dirs {
				for _, f := range d.Files {
					unitfile.Parse(f.Path, f.Content, unitfile.Podman58())
				}
			}
		}},
		{"parse, merge and resolve", units, 11.5, func() { quadlet.NewSet(src, quadlet.Newest, quadlet.AnyMode, nil) }},
		{"every rule", units, 95, func() { lint.RunSet(set, lint.Target{}, all) }},
		{"an edit", 1, 2500, func() {
			edits++
			session.Update(file.Path, file.Content+"# "+string(rune('a'+edits%26))+"\n")
			session.Findings(file.Path)
		}},
	} {
		if got := testing.AllocsPerRun(3, tc.run) / tc.per; got > tc.limit {
			t.Errorf("%s: %.1f allocations a unit, the limit is %.1f", tc.name, got, tc.limit)
		} else {
			t.Logf("%s: %.1f", tc.name, got)
		}
	}
}
