package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// write puts the files into the output directory and prints their paths. All
// are written beside their places before the first is renamed into its own, so
// a full disk leaves everything as it was.
func (j *genJob) write(a *app, files []generator.File) error {
	var saved []generator.File
	for _, f := range files {
		old, err := j.mayReplace(f)
		if err != nil {
			return err
		}
		if old == nil || bytes.Equal(old, f.Content) || !replaces(f) || j.tree {
			continue
		}
		aside, err := j.aside(f, old)
		if err != nil {
			return err
		}
		saved = append(saved, aside)
	}
	if err := j.checkClashes(files); err != nil {
		return err
	}
	made, err := makeDir(j.output)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(j.output)
	if err != nil {
		return failf("", "open %q: %w", j.output, pathCause(err))
	}
	defer root.Close()
	if err = checkPrivate(root, j.output, files); err == nil {
		// The old ones first: at no time is there neither.
		err = writeAll(root, append(slices.Clone(saved), files...))
	}
	if err != nil {
		if made {
			os.Remove(j.output) // fails where something was put into place
		}
		return failf(cmp.Or(hintOf(err), "nothing was changed"), "write into %q: %w", j.output, pathCause(err))
	}
	for _, f := range saved {
		a.say("note", fmt.Sprintf("what stood there before is kept as %q", filepath.Join(j.output, filepath.FromSlash(f.Name))))
	}
	for _, f := range files {
		fmt.Fprintln(a.stdout, filepath.Join(j.output, filepath.FromSlash(f.Name)))
	}
	if a.stderrTTY && slices.ContainsFunc(files, func(f generator.File) bool { return quadlet.KindOf(f.Name) != quadlet.KindNone }) {
		a.say("next", "read them, then: nova-quadlet install "+j.output)
	}
	return nil
}

// mayReplace refuses to replace a unit or script that gen did not write, and
// returns what is there, nil where nothing is.
func (j *genJob) mayReplace(f generator.File) ([]byte, error) {
	old, err := readIn(j.output, f.Name)
	if err != nil || old == nil || j.force || !replaces(f) || bytes.Contains(old, []byte(generator.Mark)) {
		return old, err
	}
	return nil, failf("--force replaces it and keeps the old one aside", "%q was not written by nova-quadlet", filepath.Join(j.output, f.Name))
}

// replaces reports whether gen puts a new file in the place of an old one. The
// others it only adds to, or leaves alone.
func replaces(f generator.File) bool {
	return quadlet.KindOf(f.Name) != quadlet.KindNone || path.Ext(f.Name) == ".sh"
}

// aside is an old file under the first free name beside it: somebody may have
// edited it.
func (j *genJob) aside(f generator.File, old []byte) (generator.File, error) {
	for n := 1; ; n++ {
		name := f.Name + ".saved"
		if n > 1 {
			name = fmt.Sprintf("%s.%d", name, n)
		}
		there, err := readIn(j.output, name)
		if err != nil {
			return generator.File{}, err
		}
		if there == nil || bytes.Equal(there, old) {
			return generator.File{Name: name, Mode: f.Mode, Content: old}, nil
		}
	}
}

// checkClashes refuses to put a unit beside another that wants the same port or
// name: only one of the two could start.
func (j *genJob) checkClashes(files []generator.File) error {
	if !slices.ContainsFunc(files, func(f generator.File) bool { return quadlet.KindOf(f.Name) == quadlet.Container }) {
		return nil
	}
	entries, err := os.ReadDir(j.output)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failf("", "read %q: %w", j.output, pathCause(err))
	}
	var clashes []error
	for _, entry := range entries {
		kind := quadlet.KindOf(entry.Name())
		ours := slices.ContainsFunc(files, func(f generator.File) bool { return f.Name == entry.Name() })
		if ours || kind != quadlet.Container && kind != quadlet.Pod || !entry.Type().IsRegular() {
			continue
		}
		text, err := readIn(j.output, entry.Name())
		if err != nil {
			return err
		}
		clashes = append(clashes, j.spec.Clashes(filepath.Join(j.output, entry.Name()), string(text))...)
	}
	if clashes == nil {
		return nil
	}
	return &exitError{status: statusUsage, err: errors.Join(clashes...)}
}

// makeDir makes the output directory where it is not there, and says whether.
func makeDir(dir string) (made bool, err error) {
	_, err = os.Stat(dir)
	if err == nil {
		return false, nil
	}
	if err = os.MkdirAll(dir, 0o700); err != nil {
		return false, failf("", "create %q: %w", dir, pathCause(err))
	}
	return true, nil
}

// checkPrivate refuses to put a secret where others could exchange it.
func checkPrivate(root *os.Root, dir string, files []generator.File) error {
	info, err := root.Stat(".")
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Secret && info.Mode().Perm()&0o022 != 0 {
			return &exitError{statusFailed, fmt.Errorf("others can write the directory, and %s holds the token", f.Name), "chmod go-w " + dir}
		}
	}
	return nil
}

// writeAll writes every file whole or none of them, also when it is interrupted:
// a token must not stay behind in a hidden file.
func writeAll(root *os.Root, files []generator.File) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return writeUntil(ctx, root, files)
}

// writeUntil is writeAll, given up where ctx ends before the first rename.
func writeUntil(ctx context.Context, root *os.Root, files []generator.File) (err error) {
	var staged []string
	var made []string
	defer func() {
		if err == nil {
			return
		}
		for _, name := range staged {
			root.Remove(name)
		}
		for _, dir := range made {
			root.Remove(dir)
		}
	}()
	for _, f := range files {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if dir := path.Dir(f.Name); dir != "." {
			if _, err := root.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
				if err := root.Mkdir(dir, 0o700); err != nil {
					return err
				}
				made = append(made, dir)
			}
		}
		temporary := temporaryName(f.Name)
		staged = append(staged, temporary)
		if err := writeSynced(root, temporary, f); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for i, f := range files {
		if err := root.Rename(staged[i], f.Name); err != nil {
			return err
		}
	}
	return syncDir(root)
}

// temporaryName is a hidden name beside name that nobody can have foreseen.
func temporaryName(name string) string {
	random := make([]byte, 8)
	rand.Read(random) // never fails
	return path.Join(path.Dir(name), "."+path.Base(name)+"."+hex.EncodeToString(random)+".new")
}

// writeSynced writes f as name and returns once it is on the disk. The mode is
// set explicitly: what the caller's umask takes away depends on the caller.
func writeSynced(root *os.Root, name string, f generator.File) error {
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = out.Write(f.Content)
	if err == nil {
		err = out.Chmod(f.Mode)
	}
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

func syncDir(root *os.Root) error {
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
