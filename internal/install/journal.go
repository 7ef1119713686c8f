package install

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

const journalName = metaDir + "/journal"

// journal exists from the moment before the first rename until the change is final. As long
// as it is there, the old set is what counts.
type journal struct {
	Version     int      `json:"version"`
	Set         string   `json:"set"`
	Directories []string `json:"directories,omitempty"` // created for this change
	Entries     []entry  `json:"entries"`
}

type entry struct {
	Name  string `json:"name"`
	Old   bool   `json:"old"` // there was a file before
	New   bool   `json:"new"` // there is one afterwards
	Aside string `json:"aside,omitempty"`
}

func (s *Store) writeJournal(j *journal) error {
	b, err := json.Marshal(j)
	if err != nil {
		return err
	}
	if err := s.write(journalName, newSuffix, b, 0o600); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	if err := s.step("rename the journal"); err != nil {
		return err
	}
	if err := s.root.Rename(hidden(journalName, newSuffix), journalName); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return s.syncDir(metaDir)
}

func (s *Store) removeJournal() error {
	if err := s.step("remove the journal"); err != nil {
		return err
	}
	if err := s.root.Remove(journalName); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the journal: %w", err)
	}
	return s.syncDir(metaDir)
}

// Rollback brings the old set back. It goes on after an error, so that one name that cannot
// be restored does not keep the others from it, and keeps the journal then: the next run
// tries again.
func (t *Txn) Rollback() error {
	s := t.store
	var errs []error
	for _, e := range slices.Backward(t.journal.Entries) {
		if err := s.restore(e); err != nil {
			errs = append(errs, fmt.Errorf("restore %q: %w", e.Name, err))
		}
	}
	if err := t.syncDirs(); err != nil {
		errs = append(errs, err)
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	if err := s.removeJournal(); err != nil {
		return err
	}
	s.sweep()
	s.RemoveDirs(t.journal.Directories)
	return nil
}

// restore may run any number of times over the same entry.
func (s *Store) restore(e entry) error {
	if err := s.step("restore " + e.Name); err != nil {
		return err
	}
	old := hidden(e.Name, oldSuffix)
	was, oldErr := s.root.Lstat(old)
	switch {
	case oldErr == nil && e.Old:
		// Renaming one name of a file onto another of the same file does nothing and leaves
		// both: then the old file never left its place.
		now, err := s.root.Lstat(e.Name)
		switch {
		case err == nil && os.SameFile(now, was):
		case !s.taken(e):
			// Somebody else wrote, or removed, what this change had not come to yet.
			s.Left = append(s.Left, e.Name)
		default:
			if err := s.root.Rename(old, e.Name); err != nil {
				return err
			}
		}
	case e.Old:
		// Restored by an earlier attempt, or staging stopped before the link was made.
	case e.New:
		// Only the file that this change put there is taken away again: before the swap
		// its hidden sibling still exists, and what stands in its place is not ours.
		if _, err := s.root.Lstat(hidden(e.Name, newSuffix)); err == nil {
			break
		}
		if fi, err := s.root.Lstat(e.Name); err == nil && fi.Mode().IsRegular() && s.swapped() {
			if err := s.root.Remove(e.Name); err != nil {
				return err
			}
		}
	}
	if e.Aside != "" {
		if err := s.root.Remove(e.Aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// taken reports whether this change took the old file from its place. The rename of the new
// file, which does that, leaves no hidden sibling behind; a removal leaves no file.
func (s *Store) taken(e entry) bool {
	name := e.Name
	if e.New {
		name = hidden(e.Name, newSuffix)
	}
	_, err := s.root.Lstat(name)
	return errors.Is(err, fs.ErrNotExist)
}

// swapped reports whether the renames can have begun.
func (s *Store) swapped() bool {
	_, err := s.root.Lstat(journalName)
	return err == nil
}

// recover undoes the change of a run that died, and sweeps up after one that died before
// its journal or after it.
func (s *Store) recover() error {
	f, err := s.look(journalName)
	if err == nil && f.Refuse != "" {
		err = errors.New("it is " + f.Refuse)
	}
	if err != nil {
		return fmt.Errorf("read the journal of an unfinished change: %w", err)
	}
	if f.Exists {
		t := &Txn{store: s, journal: &journal{}}
		err := json.Unmarshal(f.Data, t.journal)
		if err == nil {
			err = t.journal.check()
		}
		if err != nil {
			return fmt.Errorf("read the journal %q of an unfinished change: %w", path.Join(s.opts.Dir, journalName), err)
		}
		if err := t.Rollback(); err != nil {
			return fmt.Errorf("undo an unfinished change: %w", err)
		}
		s.Recovered = t.journal.Set
	}
	s.sweep()
	return nil
}

func (j *journal) check() error {
	for _, e := range j.Entries {
		for _, name := range []string{e.Name, e.Aside} {
			if name == "" || path.Dir(name) == metaDir && fs.ValidPath(name) {
				continue
			}
			if err := checkName(name); err != nil {
				return err
			}
		}
	}
	for _, d := range j.Directories {
		if d != metaDir {
			if err := checkName(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// sweep removes hidden files that no journal speaks of. Under the lock they belong to nobody.
func (s *Store) sweep() {
	_ = fs.WalkDir(s.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // an unreadable corner holds nothing of ours
		}
		if !d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != metaDir && reserved(d.Name()) {
			s.root.Remove(name)
		}
		return nil
	})
}
