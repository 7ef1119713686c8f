//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/nova-engine/nova-quadlet/internal/install"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// readSet reads what is to be installed: units, the drop-ins that belong to them and the
// files that they name by a relative path. A directory stands for the units in it.
//
// confined is for root who reads on behalf of an account: where the account may write, a
// link could lead to what only root may read, and the copy would be the account's.
func readSet(name string, paths []string, confined bool) (install.Set, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	reader := setReader{confined: confined}
	for _, p := range paths {
		fi, err := os.Stat(p)
		switch {
		case err != nil:
			return install.Set{}, failf("", "read %q: %w", p, pathCause(err))
		case fi.IsDir():
			err = reader.addDir(p)
		default:
			err = reader.addFile(filepath.Dir(p), filepath.Base(p))
		}
		if err != nil {
			return install.Set{}, err
		}
	}
	set := install.Set{Name: name, Files: reader.files}
	if !slices.ContainsFunc(set.Files, func(f install.File) bool { return quadlet.KindOf(f.Name) != quadlet.KindNone }) {
		return set, usagef("a unit file ends in .container, .pod, .volume, .network, .kube, .image, .build or .artifact",
			"no unit file in %s", strings.Join(paths, " "))
	}
	slices.SortFunc(set.Files, func(a, b install.File) int { return strings.Compare(a.Name, b.Name) })
	if set.Name == "" {
		set.Name = setName(paths[0])
	}
	return set, nil
}

// setName makes the name of a set from the first thing that it holds.
func setName(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		p = abs
	}
	base := filepath.Base(p)
	if quadlet.KindOf(base) != quadlet.KindNone {
		return strings.TrimSuffix(base, filepath.Ext(base))
	}
	return base
}

// setReader gathers the files of a set.
type setReader struct {
	files    []install.File
	confined bool // follow no link out of the directory that was named
}

// open opens one file below dir; a FIFO in its place does not hold anybody up.
func (r *setReader) open(dir, name string) (*os.File, error) {
	const flags = os.O_RDONLY | syscall.O_NONBLOCK
	if !r.confined {
		return os.OpenFile(filepath.Join(dir, filepath.FromSlash(name)), flags, 0)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.OpenFile(name, flags, 0)
}

func (r *setReader) addDir(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return failf("", "read %q: %w", dir, pathCause(err))
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case e.IsDir() && isDropInDir(name):
			if err := r.addDropIns(dir, name); err != nil {
				return err
			}
		case !e.IsDir() && quadlet.KindOf(name) != quadlet.KindNone:
			if err := r.addFile(dir, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// isDropInDir knows x.container.d, x-.container.d and container.d.
func isDropInDir(name string) bool {
	stem, ok := strings.CutSuffix(name, ".d")
	return ok && (quadlet.KindOf(stem) != quadlet.KindNone || quadlet.KindOf("x."+stem) != quadlet.KindNone)
}

func (r *setReader) addDropIns(dir, name string) error {
	d, err := r.open(dir, name)
	var entries []fs.DirEntry
	if err == nil {
		defer d.Close()
		entries, err = d.ReadDir(-1)
	}
	if err != nil {
		return failf("", "read %q: %w", filepath.Join(dir, name), pathCause(err))
	}
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".conf") {
			if err := r.addFile(dir, path.Join(name, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// addFile adds one file and, of a unit, what belongs to it and is not there yet.
func (r *setReader) addFile(dir, name string) error {
	if slices.ContainsFunc(r.files, func(f install.File) bool { return f.Name == name }) {
		return nil
	}
	full := filepath.Join(dir, filepath.FromSlash(name))
	f, err := r.open(dir, name)
	if err != nil {
		return failf("", "read %q: %w", full, pathCause(err))
	}
	defer f.Close()
	fi, err := f.Stat()
	switch {
	case err == nil && !fi.Mode().IsRegular():
		err = errNotRegular
	case err == nil && fi.Size() > install.MaxFile:
		err = fmt.Errorf("it is larger than %d bytes", install.MaxFile)
	}
	var data []byte
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(f, install.MaxFile+1))
	}
	if err != nil {
		return failf("", "read %q: %w", full, pathCause(err))
	}
	unit := quadlet.KindOf(name) != quadlet.KindNone
	r.files = append(r.files, install.File{Name: name, Mode: installMode(fi.Mode(), unit || strings.HasSuffix(name, ".conf")), Data: data})
	if !unit {
		return nil
	}
	if d, err := os.Stat(full + ".d"); err == nil && d.IsDir() {
		if err := r.addDropIns(dir, name+".d"); err != nil {
			return err
		}
	}
	for _, companion := range companions(name, string(data)) {
		err := r.addFile(dir, companion)
		if errors.Is(err, fs.ErrNotExist) || isDirectory(filepath.Join(dir, companion)) {
			continue // made at run time, or a whole tree: not a file of the set
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var errNotRegular = errors.New("it is not a regular file")

// installMode is chosen, not inherited: a unit is public, and another file is public or
// executable if its source is.
func installMode(src fs.FileMode, public bool) fs.FileMode {
	switch {
	case public:
		return 0o644
	case src&0o004 == 0:
		return 0o600 | src&0o100
	}
	return 0o644 | src&0o111
}

// companions returns the relative paths that a unit names.
func companions(name, text string) []string {
	var out []string
	f := unitfile.Parse(name, text, quadlet.DialectOf(quadlet.Newest))
	set := quadlet.NewSet(sourceOf([]install.File{{Name: name, Data: []byte(text)}}, ""), quadlet.Newest, quadlet.AnyMode,
		func(string, string, unitfile.Dialect) *unitfile.File { return f })
	for _, u := range set.Units {
		for _, v := range u.Values() {
			whole := slices.Contains([]string{"EnvironmentFile", "Yaml", "ConfigMap", "File"}, v.Item.Name)
			for _, word := range strings.FieldsFunc(v.Text(), func(r rune) bool { return r == ' ' || r == ':' || r == ',' || r == '=' }) {
				rel, dotted := strings.CutPrefix(word, "./")
				if !dotted && !whole || strings.ContainsAny(rel, "%$\"'") || !fs.ValidPath(rel) || rel == "." {
					continue
				}
				out = append(out, rel)
			}
		}
	}
	return out
}

// sourceOf shows a set of files to the linter as if they lay in dir.
func sourceOf(files []install.File, dir string) quadlet.Source {
	var src quadlet.Source
	at := func(sub string) *quadlet.SourceDir {
		p := path.Join(dir, sub)
		for i := range src.Dirs {
			if src.Dirs[i].Path == p {
				return &src.Dirs[i]
			}
		}
		depth := 0
		if sub != "." {
			depth = 1 + strings.Count(sub, "/")
		}
		src.Dirs = append(src.Dirs, quadlet.SourceDir{Path: p, Depth: depth})
		return &src.Dirs[len(src.Dirs)-1]
	}
	for _, f := range files {
		parent, base := path.Dir(f.Name), path.Base(f.Name)
		file := quadlet.SourceFile{Path: path.Join(dir, f.Name), Name: base, Content: string(f.Data)}
		switch {
		case isDropInDir(path.Base(parent)) && strings.HasSuffix(base, ".conf"):
			d := at(path.Dir(parent))
			i := slices.IndexFunc(d.Dropins, func(x quadlet.SourceDropins) bool { return x.Name == path.Base(parent) })
			if i < 0 {
				d.Dropins = append(d.Dropins, quadlet.SourceDropins{Name: path.Base(parent)})
				i = len(d.Dropins) - 1
			}
			d.Dropins[i].Files = append(d.Dropins[i].Files, file)
		case quadlet.KindOf(base) != quadlet.KindNone:
			d := at(parent)
			d.Files = append(d.Files, file)
		}
	}
	return src
}

// unitsOf pairs the unit files with their services.
func unitsOf(files []install.File, v quadlet.Version) []install.Unit {
	var out []install.Unit
	set := quadlet.NewSet(sourceOf(files, ""), v, quadlet.AnyMode, nil)
	for _, u := range set.Units {
		service := quadlet.ServiceName(u.Name, u.Str(u.Section(), "ServiceName"), v)
		out = append(out, install.Unit{File: u.Path, Service: service + ".service"})
	}
	return out
}

func isDirectory(p string) bool {
	fi, err := os.Stat(p)
	return err == nil && fi.IsDir()
}

// podmanVersion returns the release that a verdict is about: the one asked for, else the
// one that the account's podman has, else the newest known.
func podmanVersion(asked string, installed func() (string, error)) (quadlet.Version, error) {
	if asked != "" {
		v, err := quadlet.ParseVersion(asked)
		if err != nil {
			return 0, usagef("for example: --podman 5.4", "--podman: %w", err)
		}
		return v, nil
	}
	out, err := installed()
	if err != nil {
		return quadlet.Newest, nil
	}
	fields := strings.Fields(out) // "podman version 5.4.2"
	if len(fields) == 0 {
		return quadlet.Newest, nil
	}
	v, err := quadlet.ParseVersion(fields[len(fields)-1])
	if err != nil {
		return quadlet.Newest, nil
	}
	return v, nil
}
