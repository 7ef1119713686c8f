//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/install"
)

// homeRequest is what setup wants to find in an account's home.
type homeRequest struct {
	Spec      generator.Spec
	ConfigDir string
	Workspace string
	EnvFile   string
	Launch    string // path of the launch script
	Token     string // to use where there is none; drawn if empty
	DryRun    bool
}

// homeAnswer says what was done, or would be.
type homeAnswer struct {
	Done     []homeChange
	Warnings []generator.Warning
}

// homeChange is one directory or file.
type homeChange struct {
	Path    string
	What    string // what it is, and what happened to it
	Changed bool
}

// homeWorker makes directories and files with the account's own rights.
func homeWorker(_ context.Context, in []byte) (any, error) {
	var req homeRequest
	if err := json.Unmarshal(in, &req); err != nil {
		return nil, err
	}
	return makeHome(req)
}

func makeHome(req homeRequest) (homeAnswer, error) {
	var out homeAnswer
	for _, d := range []string{req.ConfigDir, req.Workspace} {
		c, err := privateDir(d, req.DryRun)
		if err != nil {
			return out, err
		}
		out.Done = append(out.Done, c)
	}
	token := req.Token
	if token == "" {
		raw := make([]byte, 32)
		rand.Read(raw) // never fails
		token = hex.EncodeToString(raw)
	}
	for _, f := range []struct {
		path, what string
		render     func(old []byte) (generator.File, []generator.Warning, error)
	}{
		{req.EnvFile, "environment file", func(old []byte) (generator.File, []generator.Warning, error) {
			return generator.Env(req.Spec, generator.Input{Token: token, Env: old})
		}},
		{filepath.Join(req.ConfigDir, generator.ConfigFileName), "configuration", func(old []byte) (generator.File, []generator.Warning, error) {
			return generator.Config(generator.Input{Config: old})
		}},
		{req.Launch, "launch script", func([]byte) (generator.File, []generator.Warning, error) {
			file, err := generator.Launch(req.Spec)
			return file, nil, err
		}},
	} {
		old, err := readIn(filepath.Dir(f.path), filepath.Base(f.path))
		if err != nil {
			return out, err
		}
		file, warnings, err := f.render(old)
		if err != nil {
			return out, fmt.Errorf("%s: %w", f.path, err)
		}
		out.Warnings = append(out.Warnings, warnings...)
		c, err := putFile(f.path, f.what, old, file, req.DryRun)
		if err != nil {
			return out, fmt.Errorf("%s: %w", f.path, err)
		}
		out.Done = append(out.Done, c)
	}
	return out, nil
}

// privateDir makes sure of a directory that only the account can enter.
func privateDir(dir string, dryRun bool) (homeChange, error) {
	c := homeChange{Path: dir, What: "directory, mode 0700"}
	fi, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.Changed = true
		if dryRun {
			return c, nil
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return c, err
		}
		return c, os.Chmod(dir, 0o700)
	case err != nil:
		return c, err
	case !fi.IsDir():
		return c, fmt.Errorf("%s is not a directory", dir)
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
		return c, fmt.Errorf("%s belongs to uid %d, not to the account", dir, st.Uid)
	}
	if fi.Mode().Perm()&0o077 != 0 {
		c.Changed, c.What = true, fmt.Sprintf("directory, mode %#o becomes 0700", fi.Mode().Perm())
		if !dryRun {
			return c, os.Chmod(dir, 0o700)
		}
	}
	return c, nil
}

// putFile writes a file whole. A script that nova-quadlet did not write is kept aside: it is
// the one that the shell scripts installed, or somebody's own.
func putFile(path, what string, old []byte, file generator.File, dryRun bool) (homeChange, error) {
	c := homeChange{Path: path, What: fmt.Sprintf("%s, mode %#o", what, file.Mode)}
	if file.Content == nil {
		c.What = what + ", left as it is"
		return c, nil
	}
	if old != nil && bytes.Equal(old, file.Content) {
		fi, err := os.Lstat(path)
		if err != nil || fi.Mode().Perm() == file.Mode {
			return c, err
		}
		c.Changed, c.What = true, fmt.Sprintf("%s, mode %#o becomes %#o", what, fi.Mode().Perm(), file.Mode)
	}
	c.Changed = true
	name := filepath.Base(path)
	foreign := file.Mode&0o100 != 0 && old != nil && !bytes.Contains(old, []byte(generator.Mark))
	if dryRun {
		if foreign {
			c.What += "; the old one is kept aside"
		}
		return c, nil
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return c, err
	}
	defer root.Close()
	file.Name = name
	if err := checkPrivate(root, filepath.Dir(path), []generator.File{file}); err != nil {
		return c, err
	}
	if foreign {
		aside, err := install.KeepAside(root, name, name)
		if err != nil {
			return c, fmt.Errorf("keep the old one: %w", err)
		}
		c.What += "; the old one is kept as " + aside
	}
	return c, writeAll(root, []generator.File{file})
}
