package benchmark

import (
	"io"
	"path"
	"slices"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/corpus"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/format"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// units is how many units the benchmarks go through.
const units = 2000

func tree(n int) (quadlet.Source, int64) {
	src := quadlet.Source{Complete: true}
	var size int64
	for _, f := range corpus.Tree(1, n) {
		size += int64(len(f.Content))
		dir := path.Dir(f.Name)
		if k := len(src.Dirs); k == 0 || src.Dirs[k-1].Path != dir {
			src.Dirs = append(src.Dirs, quadlet.SourceDir{Path: dir, Depth: 1})
		}
		d := &src.Dirs[len(src.Dirs)-1]
		d.Files = append(d.Files, quadlet.SourceFile{Path: f.Name, Name: path.Base(f.Name), Content: f.Content})
	}
	return src, size
}

// perUnit adds the figures that a reader can use.
func perUnit(b *testing.B, size int64) {
	b.SetBytes(size)
	b.ReportAllocs()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/units, "ns/unit")
}

func BenchmarkParse(b *testing.B) {
	src, size := tree(units)
	for b.Loop() {
		for _, d := range src.Dirs {
			for _, f := range d.Files {
				unitfile.Parse(f.Path, f.Content, unitfile.Podman58())
			}
		}
	}
	perUnit(b, size)
}

// BenchmarkSet parses, merges and resolves.
func BenchmarkSet(b *testing.B) {
	src, size := tree(units)
	for b.Loop() {
		quadlet.NewSet(src, quadlet.Newest, quadlet.UserMode, nil)
	}
	perUnit(b, size)
}

func BenchmarkRun(b *testing.B) {
	src, size := tree(units)
	all := rules.All()
	for b.Loop() {
		lint.Run(src, lint.Target{}, all)
	}
	perUnit(b, size)
}

// BenchmarkRules runs each family on a set that is built already.
func BenchmarkRules(b *testing.B) {
	src, size := tree(units)
	set := quadlet.NewSet(src, quadlet.Newest, quadlet.AnyMode, nil)
	families := map[string][]lint.Rule{}
	var names []string
	for _, r := range rules.All() {
		if _, ok := families[r.Tags[0]]; !ok {
			names = append(names, r.Tags[0])
		}
		families[r.Tags[0]] = append(families[r.Tags[0]], r)
	}
	slices.Sort(names)
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				lint.RunSet(set, lint.Target{}, families[name])
			}
			perUnit(b, size)
		})
	}
}

func BenchmarkFormats(b *testing.B) {
	src, size := tree(units)
	all := rules.All()
	texts := map[string]string{}
	for _, d := range src.Dirs {
		for _, f := range d.Files {
			texts[f.Path] = f.Content
		}
	}
	report := &format.Report{Findings: lint.Run(src, lint.Target{}, all), Rules: all, Source: func(file string) string { return texts[file] }}
	for _, f := range format.All() {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				if err := f.Write(io.Discard, report); err != nil {
					b.Fatal(err)
				}
			}
			perUnit(b, size)
		})
	}
}
