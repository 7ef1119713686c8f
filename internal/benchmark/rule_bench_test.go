package benchmark

import (
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// BenchmarkRule runs each rule alone on a set that is built already: which one
// costs what.
func BenchmarkRule(b *testing.B) {
	src, size := tree(units)
	set := quadlet.NewSet(src, quadlet.Newest, quadlet.AnyMode, nil)
	for _, r := range rules.All() {
		b.Run(r.Name, func(b *testing.B) {
			for b.Loop() {
				lint.RunSet(set, lint.Target{}, []lint.Rule{r})
			}
			perUnit(b, size)
		})
	}
}
