package benchmark

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// BenchmarkEdit lints again after an edit of one of 10,000 loaded units, all rules
// on. Every edit is of another unit; the times of the slow ones are given too.
func BenchmarkEdit(b *testing.B) {
	src, _ := tree(10000)
	for _, edit := range []struct {
		name string
		kind quadlet.Kind
		line func(i int) string // goes behind the first header of the unit's own section
	}{
		{"Label", quadlet.Container, func(i int) string { return "Label=edit=" + strconv.Itoa(i) }},
		{"PublishPort", quadlet.Container, func(i int) string { return "PublishPort=127.0.0.1:" + strconv.Itoa(20000+i%20000) + ":80" }},
		{"Network", quadlet.Container, func(i int) string { return "Network=net" + strconv.Itoa(i) }},
		{"ContainerName", quadlet.Container, func(i int) string { return "ContainerName=edit" + strconv.Itoa(i) }},
		{"VolumeName", quadlet.Volume, func(i int) string { return "VolumeName=edit" + strconv.Itoa(i) }},
	} {
		var files []quadlet.SourceFile
		for _, dir := range src.Dirs {
			for _, f := range dir.Files {
				if quadlet.KindOf(f.Name) == edit.kind {
					files = append(files, f)
				}
			}
		}
		b.Run(edit.name, func(b *testing.B) {
			s := lint.NewSession(src, []lint.Target{{}}, rules.All(), lint.Options{})
			s.All()
			var took []time.Duration
			i := 0
			for b.Loop() {
				f := files[i*7919%len(files)]
				i++
				header := "[" + edit.kind.Section() + "]\n"
				text := strings.Replace(f.Content, header, header+edit.line(i)+"\n", 1)
				start := time.Now()
				touched, ok := s.Update(f.Path, text)
				if !ok {
					b.Fatal(f.Path)
				}
				for _, file := range touched {
					s.Findings(file)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-max")
			b.ReportAllocs()
		})
	}
}
