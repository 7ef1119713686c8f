package quadlet_test

import (
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/corpus"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// FuzzMerge puts a drop-in behind a unit, for every release and kind: all
// assignments of both are there in order, and every place lies in its file.
func FuzzMerge(f *testing.F) {
	for i, c := range corpus.Seeds() {
		f.Add(uint8(i), c.Files[0].Content, c.Files[len(c.Files)-1].Content)
	}
	f.Fuzz(func(t *testing.T, kind uint8, main, dropin string) {
		k := quadlet.Kind(1 + kind%8)
		name := "a-b@c" + k.Ext()
		src := quadlet.Source{Complete: true, Dirs: []quadlet.SourceDir{{
			Path:    "d",
			Files:   []quadlet.SourceFile{{Path: "d/" + name, Name: name, Content: main}},
			Dropins: []quadlet.SourceDropins{{Name: name + ".d", Files: []quadlet.SourceFile{{Path: "d/x.conf", Name: "x.conf", Content: dropin}}}},
		}}}
		for _, v := range quadlet.Versions() {
			set := quadlet.NewSet(src, v, quadlet.SystemMode, nil)
			for _, u := range set.Units {
				checkUnit(t, u)
			}
		}
	})
}

func checkUnit(t *testing.T, u *quadlet.Unit) {
	t.Helper()
	n := 0
	for _, file := range u.Files() {
		for _, s := range file.Sections {
			for i := range s.Items {
				if s.Items[i].Kind != unitfile.Assignment {
					continue
				}
				if v := u.Values()[n]; v.Item != &s.Items[i] || v.Section != s.Name {
					t.Fatalf("podman %s: assignment %d is %s.%s, want %s.%s", u.Version, n, v.Section, v.Item.Name, s.Name, s.Items[i].Name)
				}
				n++
			}
		}
	}
	if n != len(u.Values()) {
		t.Fatalf("podman %s: %d assignments, want %d", u.Version, len(u.Values()), n)
	}
	for _, k := range quadlet.KeysOf(u.Section()) {
		for _, text := range u.Texts(k) {
			inFile(t, text.TextPlace())
			inFile(t, text.Part(0, len(text.Str)))
		}
	}
	for _, r := range u.Refusals() {
		inFile(t, r.At)
	}
	if u.State != quadlet.Masked && u.Refused() != (len(u.Refusals()) > 0) {
		t.Fatalf("podman %s: refused is %t with %d refusals", u.Version, u.Refused(), len(u.Refusals()))
	}
}

func inFile(t *testing.T, p quadlet.Place) {
	t.Helper()
	if p.File == nil || p.Range.Start < 0 || p.Range.Start > p.Range.End || p.Range.End > len(p.File.Src) {
		t.Fatalf("the place %v is not in its file", p.Range)
	}
}
