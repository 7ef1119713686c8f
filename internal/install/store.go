package install

import (
	"context"
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
	"time"
)

// metaDir holds manifests and journals. Podman's generator descends into it and finds
// nothing that ends like a unit.
const metaDir = ".nova-quadlet"

// Suffixes of the hidden files that exist while a change is under way.
const (
	newSuffix = ".nova-quadlet-new"
	oldSuffix = ".nova-quadlet-old"
)

func reserved(element string) bool {
	return element == metaDir || strings.HasSuffix(element, newSuffix) || strings.HasSuffix(element, oldSuffix)
}

// Options say where a store lives.
type Options struct {
	Dir     string // absolute path of the unit directory
	Root    string // staging: Dir lies below this directory, and no manifest is kept
	DryRun  bool   // look only: create, lock and recover nothing
	DirMode fs.FileMode
}

// Store is an open, locked unit directory.
type Store struct {
	Recovered string   // the set whose unfinished change was undone by Open, or empty
	Left      []string // names that an undone change left as somebody else made them meanwhile

	opts Options
	root *os.Root // nil in a dry run over a directory that does not exist
	lock *os.File
	hook func(step string) error // before every step that changes something; tests only
}

// Open opens the unit directory, creates it if need be, waits for the lock until ctx ends,
// and undoes what a run that died has left.
func Open(ctx context.Context, opts Options) (*Store, error) {
	return open(ctx, opts, nil)
}

func open(ctx context.Context, opts Options, hook func(string) error) (_ *Store, err error) {
	s := &Store{opts: opts, hook: hook}
	if s.root, err = openRoot(opts); err != nil || s.root == nil {
		return s, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if err := s.checkDir("."); err != nil {
		return nil, err
	}
	if opts.DryRun {
		if _, err := s.root.Lstat(journalName); err == nil {
			return nil, fmt.Errorf("%s: an earlier change has not finished; the next one that is not a dry run undoes it", opts.Dir)
		}
		return s, nil
	}
	if err := s.takeLock(ctx); err != nil {
		return nil, err
	}
	return s, s.recover()
}

// openRoot returns nil without an error for a dry run where there is no directory yet.
func openRoot(opts Options) (*os.Root, error) {
	if !filepath.IsAbs(opts.Dir) {
		return nil, fmt.Errorf("unit directory %q is not absolute", opts.Dir)
	}
	base, rel := "/", strings.TrimPrefix(filepath.Clean(opts.Dir), "/")
	if opts.Root != "" {
		base = opts.Root
	}
	if rel == "" {
		return nil, errors.New("the unit directory cannot be the root directory")
	}
	top, err := os.OpenRoot(base)
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", base, err)
	}
	defer top.Close()
	dir, err := top.OpenRoot(rel)
	if errors.Is(err, fs.ErrNotExist) {
		if opts.DryRun {
			return nil, nil
		}
		if err = mkdirs(top, rel, opts.DirMode); err != nil {
			return nil, err
		}
		dir, err = top.OpenRoot(rel)
	}
	if err != nil && opts.Root == "" && !errors.Is(err, fs.ErrNotExist) {
		// An account may lead ~/.config elsewhere by a link; with the account's own rights
		// that is its own affair. Only staging is confined.
		dir, err = os.OpenRoot(opts.Dir)
	}
	if err != nil {
		return nil, fmt.Errorf("open the unit directory: %w", err)
	}
	return dir, nil
}

// mkdirs creates the missing directories with an exact mode: os.MkdirAll obeys the umask.
func mkdirs(root *os.Root, dir string, mode fs.FileMode) error {
	for i := range len(dir) + 1 {
		if i < len(dir) && dir[i] != '/' {
			continue
		}
		switch err := root.Mkdir(dir[:i], mode); {
		case errors.Is(err, fs.ErrExist):
		case err != nil:
			return fmt.Errorf("create the directory: %w", err)
		default:
			if err := root.Chmod(dir[:i], mode); err != nil {
				return fmt.Errorf("set the mode of the directory: %w", err)
			}
		}
	}
	return nil
}

// Close gives the lock back.
func (s *Store) Close() error {
	if s.lock != nil {
		s.lock.Close()
	}
	if s.root == nil {
		return nil
	}
	if s.opts.Root != "" && !s.opts.DryRun {
		s.root.Remove(metaDir) // only if empty: a journal stays for the next run
	}
	return s.root.Close()
}

// takeLock locks the directory itself: there is no lock file to leave behind or to plant.
func (s *Store) takeLock(ctx context.Context) error {
	d, err := s.root.Open(".")
	if err != nil {
		return fmt.Errorf("lock the unit directory: %w", err)
	}
	s.lock = d
	for {
		err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return fmt.Errorf("lock the unit directory: %w", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: another nova-quadlet is at work here: %w", s.opts.Dir, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// checkDir refuses a directory that somebody else could change under our hands.
func (s *Store) checkDir(name string) error {
	fi, err := s.root.Lstat(name)
	if err != nil {
		return err
	}
	if !fi.IsDir() {
		return fmt.Errorf("%q is %s, not a directory", path.Join(s.opts.Dir, name), kindOf(fi.Mode()))
	}
	if s.opts.Root != "" {
		return nil
	}
	if uid := owner(fi); uid != os.Geteuid() && uid != 0 {
		return fmt.Errorf("directory %q belongs to uid %d", path.Join(s.opts.Dir, name), uid)
	}
	// Not the group: many systems give each account a group of its own and a umask of 002, so
	// that an ordinary ~/.config is writable for a group of one. Whoever else is in the group
	// was let in by the owner, which says nothing of everybody.
	if fi.Mode()&0o002 != 0 {
		return fmt.Errorf("directory %q is writable for everybody", path.Join(s.opts.Dir, name))
	}
	return nil
}

// Snapshot reads what the plan of a set needs to know: its manifest, and the files under
// the given names and those of the manifest.
func (s *Store) Snapshot(set string, names []string) (Snapshot, error) {
	now := Snapshot{Files: map[string]Found{}, Owners: map[string]string{}}
	if s.root == nil {
		return now, nil
	}
	manifests, err := s.Manifests()
	if err != nil {
		return now, err
	}
	for _, m := range manifests {
		for _, r := range m.Files {
			if m.Set == set {
				names = append(slices.Clip(names), r.Name)
			} else {
				now.Owners[r.Name] = m.Set
			}
		}
		if m.Set == set {
			now.Manifest = m
		}
	}
	for _, name := range names {
		f, err := s.look(name)
		if err != nil {
			return now, err
		}
		now.Files[name] = f
	}
	return now, nil
}

// Manifests returns those of all sets of the directory, by set name.
func (s *Store) Manifests() ([]*Manifest, error) {
	if s.root == nil {
		return nil, nil
	}
	entries, err := fs.ReadDir(s.root.FS(), metaDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the manifests: %w", err)
	}
	if err := s.checkDir(metaDir); err != nil {
		return nil, err
	}
	var out []*Manifest
	for _, e := range entries {
		set, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok || e.Name() == path.Base(journalName) {
			continue
		}
		f, err := s.look(path.Join(metaDir, e.Name()))
		if err == nil && f.Refuse != "" {
			err = errors.New("is " + f.Refuse)
		}
		if err != nil {
			return nil, fmt.Errorf("read the manifest of %q: %w", set, err)
		}
		m, err := decodeManifest(f.Data)
		if err != nil {
			return nil, fmt.Errorf("read the manifest of %q: %w", set, err)
		}
		m.Set = set
		out = append(out, m)
	}
	return out, nil
}

// look reads one name without following a link, waiting on a FIFO or waking a device.
func (s *Store) look(name string) (Found, error) {
	for i, c := range name {
		if c != '/' {
			continue
		}
		fi, err := s.root.Lstat(name[:i])
		if errors.Is(err, fs.ErrNotExist) {
			return Found{}, nil
		}
		if err != nil {
			return Found{}, err
		}
		if !fi.IsDir() {
			return Found{Exists: true, Refuse: kindOf(fi.Mode()) + " at " + name[:i]}, nil
		}
		if err := s.checkDir(name[:i]); err != nil {
			return Found{Exists: true, Refuse: err.Error()}, nil
		}
	}
	before, err := s.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Found{}, nil
	}
	if err != nil {
		return Found{}, err
	}
	found := Found{Exists: true, Mode: before.Mode()}
	if !before.Mode().IsRegular() {
		found.Refuse = kindOf(before.Mode())
		return found, nil
	}
	if uid := owner(before); uid != os.Geteuid() && s.opts.Root == "" {
		found.Refuse = fmt.Sprintf("a file of uid %d", uid)
		return found, nil
	}
	f, err := s.root.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return found, fmt.Errorf("read %q: %w", name, err)
	}
	defer f.Close()
	after, err := f.Stat()
	if err != nil || !os.SameFile(before, after) {
		return found, fmt.Errorf("read %q: it changed while being read", name)
	}
	// A manifest holds copies of many files, in base64; nothing else may be that large.
	limit := int64(MaxFile)
	if path.Dir(name) == metaDir {
		limit *= 64
	}
	found.Data, err = io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(found.Data)) > limit {
		found.Refuse = "a file that is too large"
	}
	return found, err
}

func owner(fi fs.FileInfo) int {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return int(st.Uid)
	}
	return -1
}

func kindOf(m fs.FileMode) string {
	switch {
	case m.IsRegular():
		return "a file"
	case m.IsDir():
		return "a directory"
	case m&fs.ModeSymlink != 0:
		return "a symbolic link"
	case m&fs.ModeNamedPipe != 0:
		return "a FIFO"
	case m&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}
