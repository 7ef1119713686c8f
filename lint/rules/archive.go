package rules

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// Example makes a source of an example in a rule's documentation: an archive, or
// the text of one .container file.
func Example(text string, options []string) (quadlet.Source, lint.Target, error) {
	ar := txtar.Parse([]byte(text))
	if len(ar.Files) == 0 {
		ar.Files = []txtar.File{{Name: "web.container", Data: []byte(text)}}
	}
	ar.Comment = []byte("flags: " + strings.Join(options, " ") + "\n")
	return ReadArchive(ar)
}

// ReadArchive makes a source of an archive: a search path with its drop-in
// directories and sub-directories. A first line "flags: …" sets the target:
// podman=4.9 (or a range), systemd=257, user, system, selinux, cgroups=v1; alone
// makes references to other units unknown rather than broken. A file NAME.env is
// an environment file that units may name. A name that ends
// in a slash is a directory called like a unit. The sections want and fixed/…
// are expectations of a test and no units.
func ReadArchive(ar *txtar.Archive) (quadlet.Source, lint.Target, error) {
	target := lint.Target{Podman: []quadlet.Version{quadlet.Newest}}
	src := quadlet.Source{Complete: true}
	first, _, _ := strings.Cut(string(ar.Comment), "\n")
	if flags, ok := strings.CutPrefix(first, "flags:"); ok {
		for f := range strings.FieldsSeq(flags) {
			if err := setFlag(&src, &target, strings.TrimLeft(f, "-")); err != nil {
				return src, target, err
			}
		}
	}
	dirs := map[string]*quadlet.SourceDir{}
	var order []string
	dirOf := func(dir string) *quadlet.SourceDir {
		if dirs[dir] == nil {
			depth := 0
			if dir != "." {
				depth = strings.Count(dir, "/") + 1
			}
			dirs[dir] = &quadlet.SourceDir{Path: dir, Depth: depth}
			order = append(order, dir)
		}
		return dirs[dir]
	}
	dirOf(".")
	for _, f := range ar.Files {
		if f.Name == "want" || strings.HasPrefix(f.Name, "fixed/") {
			continue
		}
		if strings.HasSuffix(f.Name, ".env") {
			src.EnvFiles = append(src.EnvFiles, quadlet.SourceFile{Path: f.Name, Name: path.Base(f.Name), Content: string(f.Data)})
			continue
		}
		addFile(dirOf, f)
	}
	for _, dir := range order {
		src.Dirs = append(src.Dirs, *dirs[dir])
	}
	src.TakeApart()
	return src, target, nil
}

func addFile(dirOf func(string) *quadlet.SourceDir, f txtar.File) {
	file := quadlet.SourceFile{Path: f.Name, Name: path.Base(f.Name), Content: string(f.Data)}
	if dir, ok := strings.CutSuffix(f.Name, "/"); ok {
		file.Path, file.Err, f.Name = dir, "read "+dir+": is a directory", dir
	}
	parent := path.Dir(f.Name)
	switch {
	case strings.HasSuffix(f.Name, ".d"):
		// A file that is called like a directory of drop-ins.
		d := dirOf(parent)
		d.Dropins = append(d.Dropins, quadlet.SourceDropins{Name: file.Name, Err: "not a directory"})
	case strings.HasSuffix(parent, ".d"):
		d := dirOf(path.Dir(parent))
		name := path.Base(parent)
		if n := len(d.Dropins); n == 0 || d.Dropins[n-1].Name != name {
			d.Dropins = append(d.Dropins, quadlet.SourceDropins{Name: name})
		}
		last := &d.Dropins[len(d.Dropins)-1]
		last.Files = append(last.Files, file)
	default:
		d := dirOf(parent)
		d.Files = append(d.Files, file)
	}
}

func setFlag(src *quadlet.Source, target *lint.Target, flag string) error {
	name, value, _ := strings.Cut(flag, "=")
	var err error
	switch name {
	case "podman":
		target.Podman, err = quadlet.ParseVersions(value)
	case "systemd":
		target.Systemd, err = strconv.Atoi(value)
	case "user":
		target.Manager = lint.UserManager
	case "system":
		target.Manager = lint.SystemManager
	case "selinux":
		target.SELinux = true
	case "cgroups":
		target.Cgroups = value
	case "missing":
		src.Paths = append(src.Paths, quadlet.HostPath{Path: value, Missing: true})
	case "open":
		src.Paths = append(src.Paths, quadlet.HostPath{Path: value, Open: true})
	case "alone":
		src.Complete = false
	default:
		err = fmt.Errorf("unknown flag %q", flag)
	}
	return err
}
