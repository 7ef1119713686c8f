package install

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Txn is a plan that has been carried out and can still be undone.
type Txn struct {
	store   *Store
	journal *journal
}

// Apply carries the plan out. First every new file is written beside its place and every
// old one gets a second name, so that what can fail for want of space or rights fails before
// anything has changed; then the journal is written; then come the renames alone. On an
// error the directory is as it was.
//
// The plan must come from a snapshot of this store. After Apply call Commit or Rollback.
func (s *Store) Apply(p Plan) (*Txn, error) {
	if c := p.Conflicts(); len(c) > 0 {
		return nil, fmt.Errorf("%q: %s", c[0].Name, c[0].Reason)
	}
	t := &Txn{store: s, journal: &journal{Version: 1, Set: p.Set}}
	changes := slices.DeleteFunc(slices.Clone(p.Changes), func(c Change) bool { return c.Action == Keep })
	if s.opts.Root == "" {
		c, err := s.manifestChange(p)
		if err != nil {
			return nil, err
		}
		changes = append(changes, c...)
	}
	if len(changes) == 0 {
		return t, nil
	}
	err := t.stage(changes)
	if err == nil {
		err = s.writeJournal(t.journal)
	}
	if err == nil {
		err = t.swap()
	}
	if err != nil {
		return nil, errors.Join(err, t.Rollback())
	}
	return t, nil
}

// manifestChange makes the manifest one more file of the set, replaced with the others.
func (s *Store) manifestChange(p Plan) ([]Change, error) {
	name := path.Join(metaDir, p.Set+".json")
	have, err := s.look(name)
	if err != nil {
		return nil, err
	}
	c := Change{Action: Replace, Name: name, Old: have.Data, Mode: 0o600}
	switch {
	case p.Manifest == nil && !have.Exists:
		return nil, nil
	case p.Manifest == nil:
		c.Action = Remove
	default:
		if c.New, err = p.Manifest.encode(); err != nil {
			return nil, err
		}
		if have.Exists && slices.Equal(have.Data, c.New) {
			return nil, nil
		}
		if !have.Exists {
			c.Action = Create
		}
	}
	return []Change{c}, nil
}

func (t *Txn) stage(changes []Change) error {
	s := t.store
	if err := t.mkdir(metaDir, 0o700); err != nil {
		return err
	}
	for _, c := range changes {
		e := entry{Name: c.Name, Old: c.Old != nil, New: c.Action != Remove}
		// Entered first, so that an error half-way cleans up after itself.
		t.journal.Entries = append(t.journal.Entries, e)
		last := &t.journal.Entries[len(t.journal.Entries)-1]
		if e.New {
			for i, r := range c.Name {
				if r == '/' {
					if err := t.mkdir(c.Name[:i], s.opts.DirMode); err != nil {
						return err
					}
				}
			}
			if err := s.write(c.Name, newSuffix, c.New, c.Mode); err != nil {
				return fmt.Errorf("write %q: %w", c.Name, err)
			}
		}
		if !e.Old {
			continue
		}
		if err := s.keepOld(c, last); err != nil {
			return fmt.Errorf("keep the old %q: %w", c.Name, err)
		}
	}
	return t.syncDirs()
}

// keepOld gives the present file its second names, and makes sure that it still holds what
// the plan was made from.
func (s *Store) keepOld(c Change, e *entry) error {
	old := hidden(c.Name, oldSuffix)
	if err := s.step("link the old " + c.Name); err != nil {
		return err
	}
	if err := s.root.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := s.root.Link(c.Name, old); err != nil {
		return err
	}
	f, err := s.look(old)
	if err != nil {
		return err
	}
	if f.Refuse != "" || !slices.Equal(f.Data, c.Old) {
		return errors.New("it changed since it was looked at")
	}
	if !c.Aside {
		return nil
	}
	if err := s.step("keep aside " + c.Name); err != nil {
		return err
	}
	e.Aside, err = KeepAside(s.root, old, c.Name)
	return err
}

// KeepAside gives the file a further name, the first free one of name.saved, name.saved.2
// and so on, and returns that. What was kept aside earlier is never touched.
func KeepAside(root *os.Root, file, name string) (string, error) {
	for n := 1; ; n++ {
		aside := name + ".saved"
		if n > 1 {
			aside = fmt.Sprintf("%s.saved.%d", name, n)
		}
		err := root.Link(file, aside)
		if err == nil {
			return aside, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
}

// write creates the hidden sibling of name. O_EXCL refuses whatever was planted there,
// links included; what a dead run left was removed before.
func (s *Store) write(name, suffix string, data []byte, mode fs.FileMode) error {
	tmp := hidden(name, suffix)
	if err := s.step("create " + tmp); err != nil {
		return err
	}
	if err := s.root.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := s.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	for _, do := range []struct {
		step string
		f    func() error
	}{
		{"write ", func() error { _, err := f.Write(data); return err }},
		{"chmod ", func() error { return f.Chmod(mode) }},
		{"fsync ", f.Sync},
	} {
		if err = s.step(do.step + tmp); err == nil {
			err = do.f()
		}
		if err != nil {
			f.Close()
			return err
		}
	}
	return f.Close()
}

// swap is the part that must not stop half-way: nothing but renames and removals.
func (t *Txn) swap() error {
	s := t.store
	for _, e := range t.journal.Entries {
		if err := s.step("swap " + e.Name); err != nil {
			return err
		}
		fi, err := s.root.Lstat(e.Name)
		switch {
		case e.Old && err == nil:
			old, err := s.root.Lstat(hidden(e.Name, oldSuffix))
			if err != nil || !os.SameFile(fi, old) {
				return fmt.Errorf("%q was changed by somebody else meanwhile, and is left as it is", e.Name)
			}
		case e.Old || !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%q was changed by somebody else meanwhile, and is left as it is", e.Name)
		}
		if e.New {
			err = s.root.Rename(hidden(e.Name, newSuffix), e.Name)
		} else {
			err = s.root.Remove(e.Name)
		}
		if err != nil {
			return fmt.Errorf("put %q in place: %w", e.Name, err)
		}
	}
	return t.syncDirs()
}

// Commit makes the change final.
func (t *Txn) Commit() error {
	s := t.store
	if len(t.journal.Entries) == 0 {
		return nil
	}
	// Without the journal the new set counts; what follows is only tidying.
	if err := s.removeJournal(); err != nil {
		return err
	}
	for _, e := range t.journal.Entries {
		if err := s.step("tidy " + e.Name); err != nil {
			return err
		}
		if err := s.root.Remove(hidden(e.Name, oldSuffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("tidy up: %w", err)
		}
	}
	return t.syncDirs()
}

// RemoveDirs removes those of the directories that are empty, the deepest first.
func (s *Store) RemoveDirs(dirs []string) {
	sorted := slices.Clone(dirs)
	slices.SortFunc(sorted, func(a, b string) int { return strings.Compare(b, a) })
	for _, d := range append(sorted, metaDir) {
		// A symbolic link in a directory's place is not ours, and Remove would take it.
		if fi, err := s.root.Lstat(d); err == nil && fi.IsDir() {
			s.root.Remove(d)
		}
	}
}

func (t *Txn) mkdir(name string, mode fs.FileMode) error {
	s := t.store
	if err := s.step("mkdir " + name); err != nil {
		return err
	}
	err := s.root.Mkdir(name, mode)
	if errors.Is(err, fs.ErrExist) {
		return s.checkDir(name)
	}
	if err != nil {
		return err
	}
	t.journal.Directories = append(t.journal.Directories, name)
	return s.root.Chmod(name, mode)
}

// syncDirs makes the names themselves durable: fsync of a file says nothing of its entry.
func (t *Txn) syncDirs() error {
	dirs := []string{".", metaDir}
	for _, e := range t.journal.Entries {
		dirs = append(dirs, path.Dir(e.Name))
	}
	slices.Sort(dirs)
	for _, d := range slices.Compact(dirs) {
		if err := t.store.syncDir(d); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) syncDir(dir string) error {
	if err := s.step("fsync " + dir); err != nil {
		return err
	}
	d, err := s.root.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func (s *Store) step(name string) error {
	if s.hook == nil {
		return nil
	}
	return s.hook(name)
}

func hidden(name, suffix string) string {
	return path.Join(path.Dir(name), "."+path.Base(name)+suffix)
}
