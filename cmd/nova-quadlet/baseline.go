package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/nova-engine/nova-quadlet/lint"
)

// baselineFile is a file of findings that are known.
type baselineFile struct {
	path string
	// old is its text, "" where it is to be made.
	old   string
	known *lint.Baseline
}

func (f *lintFlags) baseFlags() error {
	if f.updateBaseline && f.fix.diff {
		return usagef("", "--update-baseline and --diff exclude each other")
	}
	return nil
}

// openBaseline reads the baseline that holds; nil where there is none.
func (f *lintFlags) openBaseline(p *project) (*baselineFile, error) {
	path := f.baseline
	if path == "" && p.Baseline != "" {
		path = shortPath(filepath.Join(p.dir, p.Baseline))
	}
	if path == "" {
		if f.updateBaseline {
			return nil, usagef("add --baseline FILE, or baseline = \"FILE\" to the configuration", "--update-baseline: which file?")
		}
		return nil, nil
	}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && f.updateBaseline:
		return &baselineFile{path: path}, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, usagef("--update-baseline writes it", "baseline %q: %s", path, reason(err))
	case err != nil:
		return nil, readError(path, err)
	}
	known, err := lint.ParseBaseline(text)
	if err != nil {
		return nil, usagef("", "%s: %w", path, err)
	}
	return &baselineFile{path, string(text), known}, nil
}

// apply takes the known findings away. With update it first writes down what is
// found: all of it into a new file, less than before into one that is there.
func (b *baselineFile) apply(a *app, ds []lint.Diagnostic, locked []string, units *loaded, update bool) ([]lint.Diagnostic, error) {
	if update {
		next := lint.NewBaseline(ds, locked)
		if b.known != nil {
			next = b.known.Shrink(ds, locked, units.linted())
		}
		if err := b.write(next); err != nil {
			return nil, failf("", "%w", err)
		}
		n := 0
		for _, e := range next.Entries {
			n += e.Count
		}
		fmt.Fprintf(a.stderr, "nova-quadlet: %s holds %s\n", b.path, count(n, "finding"))
		b.known = next
	}
	left, _ := b.known.Filter(ds, locked)
	return left, nil
}

func (b *baselineFile) write(next *lint.Baseline) error {
	text := string(next.Bytes())
	if b.known != nil {
		if text == b.old {
			return nil
		}
		return replaceFile(b.path, b.old, text)
	}
	f, err := os.OpenFile(b.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("write %q: %s", b.path, reason(err))
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(b.path)
		return fmt.Errorf("write %q: %w", b.path, err)
	}
	return nil
}

// linted says which units this run can speak for. A directory speaks for the
// units that are no longer there, too.
func (l *loaded) linted() func(unit string) bool {
	if l.asked == nil {
		return func(string) bool { return true }
	}
	names := map[string]bool{}
	for _, dir := range l.src.Dirs {
		for _, f := range dir.Files {
			names[f.Name] = names[f.Name] || l.asked[f.Path]
		}
	}
	return func(unit string) bool { return names[unit] }
}
