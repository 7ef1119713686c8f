package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// moveTo is the fix that moves an assignment to the end of another section of
// its file, which is added where it is missing.
func moveTo(v quadlet.Value, section string) []lint.Fix {
	f := v.File
	lines := strings.TrimRight(f.Src[v.Item.Range.Start:v.Item.Range.End], "\r\n")
	insert := lint.Edit{File: f.Name, Range: unitfile.Range{Start: len(f.Src), End: len(f.Src)}}
	insert.New = "\n[" + section + "]\n" + lines + "\n"
	if !strings.HasSuffix(f.Src, "\n") {
		insert.New = "\n" + insert.New
	}
	for i := range f.Sections {
		if f.Sections[i].Name == section {
			last := &f.Items[f.Sections[i].Header]
			for j := range f.Sections[i].Items {
				if it := &f.Sections[i].Items[j]; it.Kind == unitfile.Assignment {
					last = it
				}
			}
			insert = lint.InsertAfter(f, last, lines)
			break
		}
	}
	return []lint.Fix{{
		Title: "move it to [" + section + "]", Safety: lint.Safe,
		Edits: []lint.Edit{lint.RemoveLine(v), insert},
	}}
}

// firstBytes is the beginning of a place.
func firstBytes(at quadlet.Place, n int) quadlet.Place {
	at.Range.End = at.Range.Start + n
	return at
}
