package install

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const unitA = "[Container]\nImage=localhost/app:1\nExec=a\n\n[Service]\nRestart=on-failure\n"

// setA and setB differ in every way that one installation over another can: a file that
// changes, one that comes, one that goes, one that stays, a drop-in directory that is new.
func setA() Set {
	return Set{Name: "app", Files: []File{
		{"app.container", 0o644, []byte(unitA)},
		{"app.env", 0o600, []byte("A=1\n")},
		{"same.network", 0o644, []byte("[Network]\n")},
		{"gone.container.d/10-x.conf", 0o644, []byte("[Container]\nMemory=1g\n")},
	}}
}

func setB() Set {
	return Set{Name: "app", Files: []File{
		{"app.container", 0o644, []byte(strings.Replace(unitA, "app:1", "app:2", 1))},
		{"app.container.d/10-b.conf", 0o644, []byte("[Container]\nEnvironment=B=2\n")},
		{"app.env", 0o600, []byte("A=2\n")},
		{"new.volume", 0o644, []byte("[Volume]\n" + strings.Repeat("# filler that makes the file larger than a page\n", 200))},
		{"same.network", 0o644, []byte("[Network]\n")},
	}}
}

// apply installs the set over whatever is there.
func apply(ctx context.Context, dir string, set Set, hook func(string) error) error {
	store, err := open(ctx, Options{Dir: dir, DirMode: 0o755}, hook)
	if err != nil {
		return err
	}
	defer store.Close()
	p, err := store.plan(Job{Set: set, Dir: dir})
	if err != nil {
		return err
	}
	txn, err := store.Apply(p)
	if err != nil {
		return err
	}
	return txn.Commit()
}

// tree is every file below dir: mode and content by name. Directories do not count: an empty
// drop-in directory that a dead run left means nothing to Podman.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		fi, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		out[rel] = fi.Mode().String()
		if fi.Mode().IsRegular() {
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			out[rel] += " " + string(b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// outcomes returns what the directory looks like with set A, and after B came over it.
func outcomes(t *testing.T) (a, b map[string]string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "systemd")
	for i, set := range []Set{setA(), setB()} {
		if err := apply(t.Context(), dir, set, nil); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			a = tree(t, dir)
		}
	}
	return a, tree(t, dir)
}

func fresh(t *testing.T, parent string) string {
	t.Helper()
	dir, err := os.MkdirTemp(parent, "units")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := apply(t.Context(), dir, setA(), nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

// settle lets the next run look at the directory, as it would, and then demands exactly one
// of the two sets. It returns which.
func settle(t *testing.T, what, dir string, a, b map[string]string) string {
	t.Helper()
	store, err := Open(t.Context(), Options{Dir: dir, DirMode: 0o755})
	if err != nil {
		t.Fatalf("%s: the next run: %v", what, err)
	}
	store.Close()
	got := tree(t, dir)
	if cmp.Equal(got, b) {
		return "new"
	}
	if d := cmp.Diff(a, got); d != "" {
		t.Fatalf("%s: neither the old set nor the new one; against the old (-want +got):\n%s", what, d)
	}
	return "old"
}

// whole demands that every file that a reader can see now is one of the two versions.
func whole(t *testing.T, what, dir string, a, b map[string]string) {
	t.Helper()
	for name, got := range tree(t, dir) {
		hidden := slices.ContainsFunc(strings.Split(name, "/"), func(e string) bool { return strings.HasPrefix(e, ".") })
		if !hidden && got != a[name] && got != b[name] {
			t.Errorf("%s: %s is neither old nor new: %.80q", what, name, got)
		}
	}
}

func countSteps(t *testing.T) []string {
	t.Helper()
	var steps []string
	dir := fresh(t, t.TempDir())
	err := apply(t.Context(), dir, setB(), func(s string) error { steps = append(steps, s); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) < 30 {
		t.Fatalf("only %d steps: %q", len(steps), steps)
	}
	return steps
}

// tally counts how often each outcome was seen, for the log.
type tally map[string]int

func (c tally) String() string {
	n := 0
	for _, v := range c {
		n += v
	}
	return fmt.Sprintf("%d points: %d ended with the old set, %d with the new", n, c["old"], c["new"])
}
