package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxToken is the size in bytes of the longest file that is taken for a token.
const maxToken = 1 << 16

// maxOld is the size in bytes of the longest file of the output directory that is
// taken for one that gen has written.
const maxOld = 1 << 20

// readIn reads a file of the output directory, nil if there is none. A link is
// not followed: it could lead to a file of somebody else's.
func readIn(dir, name string) ([]byte, error) {
	p := filepath.Join(dir, filepath.FromSlash(name))
	info, err := os.Lstat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, failf("", "read %q: %w", p, pathCause(err))
	case !info.Mode().IsRegular():
		return nil, failf("remove it, or choose another directory", "%q is not a regular file", p)
	}
	data, err := readSame(p, info)
	if err != nil {
		return nil, failf("", "read %q: %w", p, pathCause(err))
	}
	return data, nil
}

// readSame reads the file that info was seen of, and not what another account
// has put in its place since: a link is not followed and a FIFO not waited for.
func readSame(p string, info fs.FileInfo) ([]byte, error) {
	f, err := os.OpenFile(p, openSafely, 0)
	if errors.Is(err, errIsLink) {
		return nil, errChanged
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	now, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !now.Mode().IsRegular() || !os.SameFile(info, now) {
		return nil, errChanged
	}
	return readAtMost(f, maxOld)
}

var errChanged = errors.New("it was replaced while being read")

// readAtMost reads all of r, which is refused beyond limit bytes; never nil
// without an error.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("it is larger than %d KiB", limit>>10)
	}
	return data, err
}

// readToken reads the file of --token-file. It may be a link or a pipe: secret
// stores hand out the one and shells, for <(COMMAND), the other.
func readToken(a *app, name string) ([]byte, error) {
	if name == "-" {
		return readAtMost(a.stdin, maxToken)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAtMost(f, maxToken)
}
