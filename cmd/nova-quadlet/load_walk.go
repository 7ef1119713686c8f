package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// maxUnitSize keeps a device or an image that happens to be called x.container
// from filling the memory.
const maxUnitSize = 64 << 20

// walker reads directories the way the generator looks through its search path.
// It remembers which directories it has seen, so that one that is reached twice
// is read once and a loop of links ends.
type walker struct {
	dirs []quadlet.SourceDir
	// seen has the directories that were read, with links resolved.
	seen map[string]bool
	// files are the slots to be filled by read.
	files []*quadlet.SourceFile
	// skipped says that git ignores a unit file that was come across.
	skipped bool
	errs    []error
}

// visit is a directory during the walk.
type visit struct {
	path   string // as reached from the argument
	real   string // with links resolved
	depth  int
	link   bool
	inDot  bool // called something.d or below one
	ignore *gitIgnore
	// enter says of which directories the files are read; nil for all.
	enter func(dir string) bool
	// flat says that sub-directories count as search directories themselves.
	flat bool
}

// walk reads a directory and what is below it, each directory before those that
// it holds, in name order.
func (w *walker) walk(at visit) {
	own := at.enter == nil || at.enter(at.real)
	id := at.real
	if !own {
		// The same directory may come again as one that is read.
		id = "below " + id
	}
	if w.seen[id] {
		return
	}
	w.seen[id] = true
	entries, err := os.ReadDir(orDot(at.path))
	if err != nil {
		w.errs = append(w.errs, readError(at.path, err))
		return
	}
	at.inDot = at.inDot || strings.HasSuffix(at.real, ".d")
	at.ignore = at.ignore.enter(at.real)
	dir := quadlet.SourceDir{Path: orDot(at.path), Depth: at.depth, InDropin: at.inDot, Link: at.link}
	var below []visit
	for _, e := range entries {
		name := e.Name()
		// The generator passes .quadlets files over; they are for installing.
		isUnit, isDropins := quadlet.IsUnitFile(name) && (at.enter == nil || !quadlet.IsMulti(name)), isDropinDir(name)
		mode := e.Type()
		path := joinPath(at.path, name)
		var linkErr error
		isLink := mode&fs.ModeSymlink != 0
		if isLink {
			var info fs.FileInfo
			if info, linkErr = os.Stat(path); linkErr == nil {
				mode = info.Mode().Type()
			}
		}
		if !mode.IsDir() && !isUnit && !isDropins || name == ".git" && mode.IsDir() {
			continue
		}
		if at.ignore.skips(at.real+"/"+name, mode.IsDir()) {
			w.skipped = w.skipped || isUnit && !mode.IsDir()
			continue
		}
		if isDropins {
			dir.Dropins = append(dir.Dropins, w.dropins(path, name, mode))
		}
		if isUnit {
			dir.Files = append(dir.Files, unitFile(path, name, mode, linkErr))
		}
		if mode.IsDir() {
			next := visit{
				path: path, real: joinPath(at.real, name), depth: at.depth + 1, link: at.link,
				inDot: at.inDot, ignore: at.ignore, enter: at.enter, flat: at.flat,
			}
			if at.flat {
				next.depth = 0
			}
			if isLink {
				next.link = true
				if next.real, err = filepath.EvalSymlinks(path); err != nil {
					continue
				}
			}
			below = append(below, next)
		}
	}
	if own && len(dir.Files)+len(dir.Dropins) > 0 {
		w.add(dir)
	}
	for _, next := range below {
		w.walk(next)
	}
}

// add takes a directory over; from here on its files stay where they are.
func (w *walker) add(dir quadlet.SourceDir) {
	for i := range dir.Files {
		w.files = append(w.files, &dir.Files[i])
	}
	for i := range dir.Dropins {
		for j := range dir.Dropins[i].Files {
			w.files = append(w.files, &dir.Dropins[i].Files[j])
		}
	}
	w.dirs = append(w.dirs, dir)
}

// dropins lists a drop-in directory.
func (w *walker) dropins(path, name string, mode fs.FileMode) quadlet.SourceDropins {
	d := quadlet.SourceDropins{Name: name}
	if !mode.IsDir() {
		d.Err = "not a directory"
		return d
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		d.Err = reason(err)
		w.errs = append(w.errs, readError(path, err))
		return d
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".conf") {
			continue
		}
		file := filepath.Join(path, e.Name())
		mode := e.Type()
		var linkErr error
		if mode&fs.ModeSymlink != 0 {
			var info fs.FileInfo
			if info, linkErr = os.Stat(file); linkErr == nil {
				mode = info.Mode().Type()
			}
		}
		d.Files = append(d.Files, unitFile(path+"/"+e.Name(), e.Name(), mode, linkErr))
	}
	return d
}

// unitFile is a file that is still to be read, or the reason why it cannot be,
// in the words in which the generator logs it.
func unitFile(path, name string, mode fs.FileMode, err error) quadlet.SourceFile {
	f := quadlet.SourceFile{Path: path, Name: name}
	switch {
	case err != nil:
		f.Err = "open " + path + ": " + reason(err)
	case mode.IsDir():
		f.Err = "read " + path + ": is a directory"
	case mode&fs.ModeCharDevice != 0 && isNull(path):
		// A link to /dev/null is an empty file, as for the generator.
	case !mode.IsRegular():
		f.Err = "read " + path + ": not a regular file"
	}
	return f
}

func isNull(path string) bool {
	a, err := os.Stat(path)
	b, nullErr := os.Stat(os.DevNull)
	return err == nil && nullErr == nil && os.SameFile(a, b)
}

// read fills the files in, several at a time.
func (w *walker) read() {
	workers := min(runtime.GOMAXPROCS(0), len(w.files)/32+1)
	errs := make([]error, len(w.files))
	var wg sync.WaitGroup
	for n := range workers {
		wg.Go(func() {
			var buffer []byte
			for i := n * len(w.files) / workers; i < (n+1)*len(w.files)/workers; i++ {
				if f := w.files[i]; f.Err == "" && f.Content == "" {
					errs[i] = readUnit(f, &buffer)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			w.errs = append(w.errs, err)
		}
	}
}

// readUnit fills a file in. buffer is used from file to file, so that each costs
// the memory of its text and no more.
func readUnit(f *quadlet.SourceFile, buffer *[]byte) error {
	file, err := os.Open(f.Path)
	if err != nil {
		f.Err = "open " + f.Path + ": " + reason(err)
		return readError(f.Path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil && info.Size() > maxUnitSize {
		err = syscall.EFBIG
	}
	var text []byte
	if err == nil {
		*buffer = slices.Grow((*buffer)[:0], int(info.Size()))
		text = (*buffer)[:info.Size()]
		var n int
		n, err = io.ReadFull(file, text)
		text = text[:n]
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = nil // it has become shorter since
		}
	}
	if err != nil {
		f.Err = "read " + f.Path + ": " + reason(err)
		return readError(f.Path, err)
	}
	f.Content = string(text)
	return nil
}

// isDropinDir reports whether a name is that of a directory of drop-ins for some
// unit: web.container.d, web-.container.d, container.d.
func isDropinDir(name string) bool {
	stem, ok := strings.CutSuffix(name, ".d")
	if !ok {
		return false
	}
	return quadlet.KindOf(stem) != quadlet.KindNone || quadlet.KindOf("."+stem) != quadlet.KindNone
}

// joinPath keeps the spelling of the argument: filepath.Join would turn ./units
// into units.
func joinPath(dir, name string) string {
	switch {
	case dir == "":
		return name
	case strings.HasSuffix(dir, "/"):
		return dir + name
	}
	return dir + "/" + name
}

func orDot(path string) string {
	if path == "" {
		return "."
	}
	return path
}

// reason is an error of the system without the operation and the path, which
// the message has already.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return err.Error()
}

func readError(path string, err error) error {
	return failf("", "read %q: %s", orDot(path), reason(err))
}
