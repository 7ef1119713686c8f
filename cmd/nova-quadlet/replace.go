package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// replaceFile gives a file a new text, whole or not at all. It keeps mode and
// owner; where path is a link, the file that it leads to is replaced and the
// link stays. want is the text that the change was made for: a file that has
// changed since is left alone.
func replaceFile(path, want, text string) (err error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("write %q: %s", path, reason(err))
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %q: %w", path, err)
		}
	}()
	root, err := os.OpenRoot(filepath.Dir(real))
	if err != nil {
		return errors.New(reason(err))
	}
	defer root.Close()
	name := filepath.Base(real)
	info, err := root.Lstat(name)
	if err != nil {
		return errors.New(reason(err))
	}
	if !info.Mode().IsRegular() {
		return errors.New("not a regular file")
	}
	if now, err := root.ReadFile(name); err != nil || string(now) != want {
		return errors.New("it has changed since it was read")
	}
	// The name is fixed, so that a run that was killed leaves one file at most.
	temp := "." + name + ".nova-quadlet"
	if err := root.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return errors.New(reason(err))
	}
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errors.New(reason(err))
	}
	defer func() {
		if err != nil {
			f.Close()
			root.Remove(temp)
		}
	}()
	if _, err := f.WriteString(text); err != nil {
		return errors.New(reason(err))
	}
	if uid, gid, ok := ownerOf(info); ok && (uid != os.Geteuid() || gid != os.Getegid()) {
		if err := f.Chown(uid, gid); err != nil {
			return fmt.Errorf("keep the owner: %s", reason(err))
		}
	}
	// After chown, which takes set-id bits away.
	if err := f.Chmod(info.Mode()); err != nil {
		return errors.New(reason(err))
	}
	if err := f.Sync(); err != nil {
		return errors.New(reason(err))
	}
	if err := f.Close(); err != nil {
		return errors.New(reason(err))
	}
	if err := root.Rename(temp, name); err != nil {
		return errors.New(reason(err))
	}
	if dir, err := root.Open("."); err == nil {
		// The new text is in place; whether its name would survive a power cut is
		// all that this can tell.
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}
