package quadlet

import (
	"sort"
	"strings"
	"sync"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Set is all units of a search path as one release sees them. It is not changed
// once it is built, so that many rules may look at it at the same time.
type Set struct {
	Version Version
	// Mode says whether the units are root's or a user's.
	Mode Mode
	// Complete says that a reference that leads nowhere is broken.
	Complete bool
	// Units are all unit files in the order in which they were read, those that
	// are lost included.
	Units []*Unit
	// BadDropins are the drop-ins that cannot be loaded; the unit is generated
	// without them.
	BadDropins []BadDropin
	// UnreadDropins are the drop-ins that no unit of the set has.
	UnreadDropins []UnreadDropin
	// Multi are the .quadlets files that some of the units stand in.
	Multi []SourceFile

	byName map[string]*Unit
	// envFiles and paths are by their path.
	envFiles map[string]*unitfile.File
	paths    map[string]HostPath
	// byService is built when it is first asked for: most sets never need it.
	byService func() map[string][]*Unit
	// loaded are the units that are converted, in that order.
	loaded []*Unit
	// broken is a unit at which the generator hangs or crashes.
	broken *Unit
}

// Mode says whose units a set holds.
type Mode uint8

// The modes.
const (
	AnyMode Mode = iota
	SystemMode
	UserMode
)

// BadDropin is a drop-in that cannot be loaded, or a drop-in directory.
type BadDropin struct {
	Unit *Unit
	// File is the drop-in; a directory that cannot be read has no text.
	File *unitfile.File
	// Err is the reason, "" where File.Errors has it.
	Err string
}

// UnreadDropin is a drop-in that the release does not read, or has no unit for.
type UnreadDropin struct {
	File *unitfile.File
	// Dir is the name of its directory, such as x.container.d.
	Dir string
}

// Parser reads a file; a cache may stand behind it.
type Parser func(name, src string, d unitfile.Dialect) *unitfile.File

// NewSet builds the set that a release would see. parse may be nil.
func NewSet(src Source, v Version, mode Mode, parse Parser) *Set {
	if parse == nil {
		parse = unitfile.Parse
	}
	v = v.Known()
	b := builder{set: &Set{Version: v, Mode: mode, Complete: src.Complete, Multi: src.Multi, byName: map[string]*Unit{}}, src: src, parse: parse}
	for _, f := range src.EnvFiles {
		if b.set.envFiles == nil {
			b.set.envFiles = map[string]*unitfile.File{}
		}
		b.set.envFiles[f.Path] = &unitfile.File{Name: f.Path, Src: f.Content}
	}
	for _, p := range src.Paths {
		if b.set.paths == nil {
			b.set.paths = map[string]HostPath{}
		}
		b.set.paths[p.Path] = p
	}
	b.set.byService = sync.OnceValue(b.set.services)
	b.load()
	b.set.order()
	b.set.convert()
	return b.set
}

// Lookup is the loaded unit of a name, nil if there is none. It is what a
// reference to NAME finds.
func (s *Set) Lookup(name string) *Unit { return s.byName[name] }

// EnvFile is the text of an environment file that a unit names, nil where it is
// not known.
func (s *Set) EnvFile(unitPath, value string) *unitfile.File {
	return s.envFiles[EnvFilePath(unitPath, value)]
}

// HostPath is what is known of a path of the machine; the zero value says nothing.
func (s *Set) HostPath(path string) HostPath { return s.paths[path] }

// OfService are the units of a service, its name without ".service": units that
// are lost included, in the order in which they were read.
func (s *Set) OfService(name string) []*Unit { return s.byService()[name] }

func (s *Set) services() map[string][]*Unit {
	index := make(map[string][]*Unit, len(s.Units))
	for _, u := range s.Units {
		name := u.ServiceName()
		index[name] = append(index[name], u)
	}
	return index
}

// Loaded are the units that the generator converts, in its order: by kind, and
// within a kind in the order of sort.Slice, which Podman uses. The slice is
// shared: callers must not change it.
func (s *Set) Loaded() []*Unit { return s.loaded }

// order puts the units that are loaded into the order of their conversion.
func (s *Set) order() {
	for i, u := range s.Units {
		u.index = i
		if u.State == Loaded {
			s.loaded = append(s.loaded, u)
		}
	}
	sort.Slice(s.loaded, func(i, j int) bool { return sortOrder(s.loaded[i]) < sortOrder(s.loaded[j]) })
	for i, u := range s.loaded {
		u.turn = i
	}
}

func sortOrder(u *Unit) int { return u.Kind.Info().SortOrder }

type builder struct {
	set   *Set
	src   Source
	parse Parser
}

// load finds out which files the release reads.
func (b *builder) load() {
	v := b.set.Version
	seen := map[string]*Unit{}
	for i := range b.src.Dirs {
		dir := &b.src.Dirs[i]
		searched := isSearched(dir, v)
		first := len(b.set.Units)
		var culprit *Unit
		for _, f := range dir.Files {
			kind := KindOf(f.Name)
			if kind == KindNone {
				continue
			}
			u := b.unit(f, i)
			b.set.Units = append(b.set.Units, u)
			switch {
			case !searched:
				u.State = NotSearched
			case kind.Since() > v:
				u.State = UnknownKind
			case seen[f.Name] != nil:
				u.State, u.Cause = Masked, seen[f.Name]
			case f.Err != "" || len(u.File.Errors) > 0:
				u.State = Unreadable
				if culprit == nil {
					culprit = u
				}
				if f.Err == "" && b.set.broken == nil && hasEndless(u.File) {
					b.set.broken = u
				}
			default:
				// A name counts as seen even where its directory is lost.
				seen[f.Name] = u
				b.set.byName[f.Name] = u
			}
		}
		if culprit != nil && v >= V50 && b.set.broken == nil {
			// Where the generator never gets past a file, that is what the others are
			// lost to, whatever directory they are in.
			for _, u := range b.set.Units[first:] {
				if u.State == Loaded {
					u.State, u.Cause = Collateral, culprit
					delete(b.set.byName, u.Name)
				}
			}
		}
	}
	b.dropins()
}

// isSearched reports whether the release reads a directory.
func isSearched(dir *SourceDir, v Version) bool {
	switch {
	case dir.Depth == 0:
		return true
	case v < V47:
		return false
	case dir.Link && v < V53:
		return false
	}
	return !dir.InDropin || v < V52
}

func (b *builder) unit(f SourceFile, dir int) *Unit {
	d := DialectOf(b.set.Version)
	u := newUnit(f.Path, f.Name, b.set.Version, b.parse(f.Path, f.Content, d), nil)
	u.dir = dir
	u.loadErr = f.Err
	return u
}

// hasEndless looks at the first error only: the generator stops at the first
// line that it cannot read.
func hasEndless(f *unitfile.File) bool {
	return len(f.Errors) > 0 && f.Errors[0].Kind == unitfile.Endless
}

// dropins merges the drop-ins into the units that are loaded.
func (b *builder) dropins() {
	if !b.hasDropins() {
		return
	}
	b.unreadDropins()
	if b.set.Version < V50 {
		return
	}
	for _, u := range b.set.Units {
		if u.State == Loaded {
			b.merge(u)
		}
	}
}

// unreadDropins gathers the files of directories that belong to no unit file.
// What becomes of that unit is another matter.
func (b *builder) unreadDropins() {
	read := map[string]bool{}
	for _, u := range b.set.Units {
		for _, name := range DropinDirs(u.Name, b.set.Version) {
			read[name] = true
		}
	}
	for i := range b.src.Dirs {
		for _, d := range b.src.Dirs[i].Dropins {
			if read[d.Name] {
				continue
			}
			for _, f := range d.Files {
				file := b.parse(f.Path, f.Content, DialectOf(b.set.Version))
				b.set.UnreadDropins = append(b.set.UnreadDropins, UnreadDropin{file, d.Name})
			}
		}
	}
}

func (b *builder) hasDropins() bool {
	for i := range b.src.Dirs {
		if len(b.src.Dirs[i].Dropins) > 0 {
			return true
		}
	}
	return false
}

// merge finds a unit's drop-ins: of equal names the first counts, and they
// apply in name order over all directories.
func (b *builder) merge(u *Unit) {
	byName := map[string]SourceFile{}
	var names []string
	for _, name := range DropinDirs(u.Name, b.set.Version) {
		for i := range b.src.Dirs {
			dir := &b.src.Dirs[i]
			if !isSearched(dir, b.set.Version) {
				continue
			}
			for _, d := range dir.Dropins {
				if d.Name != name {
					continue
				}
				if d.Err != "" {
					path := strings.TrimSuffix(dir.Path, "/") + "/" + d.Name
					b.set.BadDropins = append(b.set.BadDropins, BadDropin{u, &unitfile.File{Name: path}, d.Err})
				}
				for _, f := range d.Files {
					if _, ok := byName[f.Name]; !ok {
						byName[f.Name] = f
						names = append(names, f.Name)
					}
				}
			}
		}
	}
	if len(names) == 0 {
		return
	}
	sort.Strings(names)
	for _, name := range names {
		f := byName[name]
		file := b.parse(f.Path, f.Content, u.dialect)
		if f.Err != "" || len(file.Errors) > 0 {
			b.set.BadDropins = append(b.set.BadDropins, BadDropin{u, file, f.Err})
			if f.Err == "" && b.set.broken == nil && hasEndless(file) {
				b.set.broken = u
			}
			continue
		}
		u.Dropins = append(u.Dropins, file)
		u.merge(file)
	}
}

// DropinDirs are the names of the directories whose *.conf files a release
// merges into a unit, the most specific first; none before Podman 5.0.
func DropinDirs(unitName string, v Version) []string {
	ext := KindOf(unitName).Ext()
	base, instance, isTemplate := strings.Cut(strings.TrimSuffix(unitName, ext), "@")
	switch {
	case v < V50:
		return nil
	case v < V52:
		dirs := []string{unitName + ".d"}
		if base != "" && instance != "" {
			dirs = append(dirs, base+"@"+ext+".d")
		}
		return dirs
	}
	dirs := []string{unitName + ".d"}
	if instance != "" {
		dirs = append(dirs, base+"@"+ext+".d")
	}
	for i := len(base) - 1; i >= 0; i-- {
		if base[i] == '-' {
			if isTemplate {
				dirs = append(dirs, base[:i+1]+"@"+ext+".d")
			}
			dirs = append(dirs, base[:i+1]+ext+".d")
		}
	}
	return append(dirs, strings.TrimPrefix(ext, ".")+".d")
}
