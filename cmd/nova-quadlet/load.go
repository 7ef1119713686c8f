package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// loadRequest says which units are asked for.
type loadRequest struct {
	// paths are files, directories, or "-" for standard input.
	paths []string
	// stdinName is the path that standard input stands for, "" if none was given.
	stdinName string
	// unitPath is the search path in which references are looked up.
	unitPath []string
	// installed are the machine's own directories, nil where they are not asked for.
	installed []quadlet.SearchDir
}

// loaded is what was read.
type loaded struct {
	src quadlet.Source
	// asked says which files findings are wanted for; nil for all.
	asked map[string]bool
	// stdin is the path that standard input stands for, "" where it was not read.
	stdin string
	// empty are the directories given in which there is no unit.
	empty []string
	// errs are files and directories that could not be read.
	errs []error
}

// load reads units. It is the only place where the linter meets the file
// system.
func (a *app) load(req loadRequest) (*loaded, error) {
	l := &loader{app: a, req: req, asked: map[string]bool{}, parents: map[string]*[]string{}}
	l.w.seen = map[string]bool{}
	for _, path := range req.paths {
		if err := l.argument(path); err != nil {
			return nil, err
		}
	}
	l.alone()
	// Files that were named are findings' places; directories of the search path
	// beside them only answer references.
	context := len(l.w.dirs)
	if len(req.paths) == 0 {
		context = -1
	}
	for _, dir := range req.unitPath {
		if err := l.directory(dir); err != nil {
			return nil, err
		}
	}
	for _, dir := range req.installed {
		l.installed(dir)
	}
	l.w.read()
	src := quadlet.Source{Dirs: l.w.dirs}
	src.TakeApart()
	l.envFiles(&src)
	out := &loaded{src: src, empty: l.empty, errs: l.w.errs}
	if l.stdin != nil {
		out.stdin = l.stdin.Path
	}
	searched := len(req.unitPath) > 0 || len(req.installed) > 0
	out.src.Complete = (searched || !l.single) && !l.w.skipped
	if l.single || context >= 0 && context < len(l.w.dirs) {
		out.asked = l.asked
		for i, dir := range l.w.dirs {
			if i < context && !dir.Single || context < 0 {
				l.askDir(dir)
			}
		}
	}
	return out, nil
}

// loader gathers arguments into directories.
type loader struct {
	app   *app
	req   loadRequest
	w     walker
	asked map[string]bool
	empty []string
	// parents are the files given by name, by the directory that they lie in, as
	// spelled; order is that of the arguments.
	parents map[string]*[]string
	order   []string
	// single says that a unit stands for itself.
	single bool
	stdin  *quadlet.SourceFile
}

// argument takes one PATH.
func (l *loader) argument(path string) error {
	if path == "-" {
		return l.standardInput()
	}
	info, err := os.Stat(path)
	if err != nil {
		if link, linkErr := os.Lstat(path); linkErr != nil || link.Mode()&os.ModeSymlink == 0 {
			return l.pattern(path, err)
		}
	}
	switch {
	case err == nil && info.IsDir():
		return l.directory(path)
	case quadlet.IsUnitFile(path):
		l.file(path)
		return nil
	case isDropin(path):
		return l.dropin(path)
	}
	return usagef("the ending tells the kind: "+kindEndings()+"; for other names: nova-quadlet lint --stdin-filename web.container - <"+path,
		"%q is no Quadlet unit", path)
}

// pattern takes a PATH that is not there: where it is a pattern that no shell
// has expanded (Windows, a quoted argument, ** in sh), its matches.
func (l *loader) pattern(path string, notThere error) error {
	if !strings.ContainsAny(path, "*?[{") || !doublestar.ValidatePathPattern(path) {
		return readError(path, notThere)
	}
	matches, err := doublestar.FilepathGlob(path, doublestar.WithFailOnIOErrors())
	if err != nil {
		return readError(path, err)
	}
	slices.Sort(matches)
	found := false
	for _, m := range matches {
		if info, err := os.Stat(m); err == nil && info.IsDir() || !quadlet.IsUnitFile(m) && !isDropin(m) {
			continue
		}
		found = true
		if err := l.argument(m); err != nil {
			return err
		}
	}
	if !found {
		return failf("", "no unit matches %q", path)
	}
	return nil
}

// file takes a unit given by name. Its neighbours are not read, its drop-ins
// are.
func (l *loader) file(path string) {
	l.asked[path] = true
	dir, _ := filepath.Split(path)
	if l.parents[dir] == nil {
		l.parents[dir] = new([]string)
		l.order = append(l.order, dir)
	}
	*l.parents[dir] = append(*l.parents[dir], path)
}

// dropin takes a drop-in given by name: it is judged as part of the units that
// it belongs to.
func (l *loader) dropin(path string) error {
	dir := filepath.Dir(path)
	units := filepath.Dir(dir)
	entries, err := os.ReadDir(units)
	if err != nil {
		return readError(units, err)
	}
	prefix := strings.TrimSuffix(dir, filepath.Base(dir))
	found := false
	for _, e := range entries {
		for _, name := range quadlet.DropinDirs(e.Name(), quadlet.Newest) {
			if quadlet.KindOf(e.Name()) != quadlet.KindNone && name == filepath.Base(dir) {
				l.file(prefix + e.Name())
				delete(l.asked, prefix+e.Name())
				found = true
			}
		}
	}
	if !found {
		l.app.warnf("", "%q belongs to no unit in %q: not checked", path, units)
	}
	l.asked[path] = true
	return nil
}

func isDropin(path string) bool {
	return strings.HasSuffix(path, ".conf") && isDropinDir(filepath.Base(filepath.Dir(path)))
}

// standardInput takes the unit that is piped in.
func (l *loader) standardInput() error {
	if l.stdin != nil {
		return usagef("", "standard input can be read once only")
	}
	text, err := io.ReadAll(l.app.stdin)
	if err != nil {
		return failf("", "read standard input: %w", err)
	}
	f := quadlet.SourceFile{Path: l.req.stdinName, Name: filepath.Base(l.req.stdinName), Content: string(text)}
	if f.Path == "" {
		f.Path, f.Name = "-", "stdin"+guessKind(f.Content).Ext()
	} else if !quadlet.IsUnitFile(f.Name) {
		return usagef("the ending tells the kind: "+kindEndings(), "--stdin-filename: %q is no name of a Quadlet unit", f.Path)
	}
	l.stdin = &f
	if f.Path == "-" {
		l.asked["-"] = true
		l.w.dirs = append(l.w.dirs, quadlet.SourceDir{Path: ".", Single: true, Files: []quadlet.SourceFile{f}})
		l.single = true
		return nil
	}
	l.file(f.Path)
	return nil
}

// guessKind tells the kind of a text without a name from its sections.
func guessKind(text string) quadlet.Kind {
	f := unitfile.Parse("-", text, quadlet.DialectOf(quadlet.Newest))
	for _, s := range f.Sections {
		if k := quadlet.KindOfSection(s.Name); k != quadlet.KindNone {
			return k
		}
	}
	return quadlet.Container
}

// alone reads the units given by name, one directory after the other, with the
// drop-ins that lie beside them.
func (l *loader) alone() {
	read := map[string]bool{}
	for _, dir := range l.w.dirs {
		for _, f := range dir.Files {
			read[filepath.Clean(f.Path)] = true
		}
	}
	for _, parent := range l.order {
		dir := quadlet.SourceDir{Path: orDot(strings.TrimSuffix(parent, "/")), Single: true}
		dropins := map[string]bool{}
		seen := map[string]bool{}
		for _, path := range *l.parents[parent] {
			name := filepath.Base(path)
			if seen[name] || read[filepath.Clean(path)] {
				continue
			}
			seen[name] = true
			if l.stdin != nil && path == l.stdin.Path {
				dir.Files = append(dir.Files, *l.stdin)
			} else {
				info, err := os.Stat(path)
				mode := os.FileMode(0)
				if err == nil {
					mode = info.Mode().Type()
				}
				dir.Files = append(dir.Files, unitFile(path, name, mode, err))
			}
			for _, d := range quadlet.DropinDirs(name, quadlet.Newest) {
				if dropins[d] {
					continue
				}
				dropins[d] = true
				if info, err := os.Stat(parent + d); err == nil {
					found := l.w.dropins(parent+d, d, info.Mode().Type())
					dir.Dropins = append(dir.Dropins, found)
				}
			}
		}
		if len(dir.Files) == 0 {
			continue
		}
		sortDir(&dir)
		l.single = true
		l.w.add(dir)
	}
	// A finding in a drop-in belongs to the unit that was named, unless single
	// drop-ins were.
	for i := range l.w.dirs {
		if !l.w.dirs[i].Single {
			continue
		}
		for _, f := range l.w.dirs[i].Files {
			if l.asked[f.Path] {
				l.askDropins(l.w.dirs[i], f.Name)
			}
		}
	}
}

func (l *loader) askDropins(dir quadlet.SourceDir, unit string) {
	for _, name := range quadlet.DropinDirs(unit, quadlet.Newest) {
		for _, d := range dir.Dropins {
			if d.Name == name {
				l.asked[joinPath(strings.TrimSuffix(pathOf(dir), "/"), d.Name)] = true
				for _, f := range d.Files {
					l.asked[f.Path] = true
				}
			}
		}
	}
}

func sortDir(dir *quadlet.SourceDir) {
	slices.SortFunc(dir.Files, func(a, b quadlet.SourceFile) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(dir.Dropins, func(a, b quadlet.SourceDropins) int { return strings.Compare(a.Name, b.Name) })
}

// askDir wants findings in everything that a directory holds.
func (l *loader) askDir(dir quadlet.SourceDir) {
	for _, f := range dir.Files {
		l.asked[f.Path] = true
	}
	for _, d := range dir.Dropins {
		l.asked[joinPath(pathOf(dir), d.Name)] = true
		for _, f := range d.Files {
			l.asked[f.Path] = true
		}
	}
}

// pathOf is the path of a directory as it begins the paths of its files.
func pathOf(dir quadlet.SourceDir) string {
	if dir.Path == "." {
		return ""
	}
	return dir.Path
}

// directory takes a directory as part of the search path.
func (l *loader) directory(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return readError(path, err)
	}
	if !info.IsDir() {
		return usagef("", "%q is not a directory", path)
	}
	real, err := realPath(path)
	if err != nil {
		return readError(path, err)
	}
	for len(path) > 1 && strings.HasSuffix(path, "/") {
		path = path[:len(path)-1]
	}
	at := visit{path: path, real: real}
	if path == "." {
		at.path = ""
	}
	at.ignore, at.flat = newGitIgnore(real)
	dirs, errs := len(l.w.dirs), len(l.w.errs)
	seen := l.w.seen[real]
	l.w.walk(at)
	if dirs == len(l.w.dirs) && errs == len(l.w.errs) && !seen {
		l.empty = append(l.empty, path)
	}
	return nil
}

// installed takes a directory of the machine's own search path; many of them
// are never there.
func (l *loader) installed(dir quadlet.SearchDir) {
	real, err := realPath(dir.Path)
	if err != nil {
		return
	}
	reads := dir
	reads.Path = real
	l.w.walk(visit{path: dir.Path, real: real, enter: reads.Reads})
}

func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// kindEndings lists the endings of unit files.
func kindEndings() string {
	var b strings.Builder
	for i, k := range quadlet.Kinds() {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(k.Ext())
	}
	return b.String()
}
