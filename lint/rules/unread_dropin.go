package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unreadDropin = lint.Rule{
	Name:     "unread-dropin",
	Severity: lint.Warning,
	Tags:     []string{"lost-text"},
	Doc: lint.Doc{
		Title: "a drop-in that no unit reads",
		Why: "The files of web.container.d are merged into web.container since Podman 5.0, and into nothing where there is no such " +
			"unit. Directories for many units (web-.container.d, container.d) are read since 5.2. There is no message about a " +
			"directory that nobody reads, nor about mistakes in it.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n" +
			"-- webb.container.d/10-ports.conf --\n[Container]\nPublishPort=127.0.0.1:8080:80\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n" +
			"-- web.container.d/10-ports.conf --\n[Container]\nPublishPort=127.0.0.1:8080:80\n",
		Refs: []string{"podman-systemd.unit(5)", "cmd/quadlet/main.go, loadUnitDropins"},
	},
	CheckSet: func(p *lint.SetPass) {
		if !p.Set.Complete {
			return
		}
		for _, d := range p.Set.UnreadDropins {
			name := strings.TrimSuffix(d.Dir, ".d")
			f := lint.Finding{At: quadlet.Place{File: d.File, Range: firstLine(d.File)}}
			unit := &quadlet.Unit{Name: name, File: d.File}
			switch {
			case strings.HasSuffix(name, ".service"):
				f.Message = fmt.Sprintf("%q is a drop-in directory of systemd, which does not look here", d.Dir)
				f.Hint = "move it to the systemd/system or systemd/user directory, or name it after the Quadlet file"
			case p.Version < quadlet.V50:
				f.Message = "drop-ins are read since Podman 5.0"
				f.Hint = "put the settings into the unit itself"
			case p.Version < quadlet.V52 && readLater(p.Set, d.Dir):
				f.Message = fmt.Sprintf("drop-ins in %q are read since Podman 5.2", d.Dir)
				f.Hint = "put them into the directory of a single unit"
			default:
				f.Message = fmt.Sprintf("there is no unit that %q belongs to", d.Dir)
				if near, ok := didyoumean.Nearest(name, unitNames(p.Set)); ok {
					f.Hint = fmt.Sprintf("did you mean %q?", near+".d")
				}
			}
			p.Report(unit, f)
		}
	},
}

// readLater reports whether the newest release reads a directory.
func readLater(s *quadlet.Set, dir string) bool {
	return slices.ContainsFunc(s.Units, func(u *quadlet.Unit) bool {
		return slices.Contains(quadlet.DropinDirs(u.Name, quadlet.Newest), dir)
	})
}

func unitNames(s *quadlet.Set) []string {
	names := make([]string, 0, len(s.Units))
	for _, u := range s.Units {
		names = append(names, u.Name)
	}
	slices.Sort(names)
	return names
}

// firstLine is the first line of a file without its end.
func firstLine(f *unitfile.File) unitfile.Range {
	line, _, _ := strings.Cut(f.Src, "\n")
	return unitfile.Range{End: len(strings.TrimRight(line, "\r"))}
}
