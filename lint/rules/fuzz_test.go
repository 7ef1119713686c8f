package rules

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// FuzzRules runs every rule over anything, for every release: none panics, every
// finding lies in its file, and every error says who refuses.
func FuzzRules(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join(archives, "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range ar.Files {
			if k := quadlet.KindOf(file.Name); k != quadlet.KindNone {
				f.Add(uint8(k-1), string(file.Data))
			}
		}
	}
	all := All()
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		k := quadlet.Kind(1 + kind%8)
		src := quadlet.Source{Complete: true, Dirs: []quadlet.SourceDir{{Path: ".", Files: []quadlet.SourceFile{
			{Path: "a" + k.Ext(), Name: "a" + k.Ext(), Content: text},
			{Path: "b@.container", Name: "b@.container", Content: text},
			{Path: "c.network", Name: "c.network", Content: "[Network]\n"},
		}}}}
		for _, target := range []lint.Target{
			{Podman: quadlet.Versions()},
			{Podman: []quadlet.Version{quadlet.V54}, Systemd: 257, Manager: lint.UserManager, SELinux: true, Cgroups: "v2"},
			{Podman: []quadlet.Version{quadlet.V49}, Systemd: 252, Manager: lint.SystemManager, Cgroups: "v1"},
		} {
			for _, d := range lint.Run(src, target, all) {
				if (d.Severity == lint.Error) != (d.RefusedBy != "") || d.Message == "" || !d.Span.IsValid() || d.Span.End.Offset < d.Span.Start.Offset {
					t.Fatalf("%+v", d)
				}
			}
		}
	})
}
