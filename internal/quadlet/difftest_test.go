package quadlet_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nova-engine/nova-quadlet/internal/corpus"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

var (
	cases = flag.Int("cases", 2000, "how many mutated cases the differential test runs for each generator")
	seed  = flag.Uint64("seed", 1, "where their random numbers begin")
)

// generators are the real ones of `make tools`, and any others that the
// directory in $QUADLET_GENERATORS has as quadlet-X.Y.
func generators(t *testing.T) []realtools.Generator {
	all := realtools.Quadlets(t)
	more, err := filepath.Glob(filepath.Join(os.Getenv("QUADLET_GENERATORS"), "quadlet-?.?"))
	if err != nil || os.Getenv("QUADLET_GENERATORS") == "" {
		return all
	}
	for _, path := range more {
		v := strings.TrimPrefix(filepath.Base(path), "quadlet-")
		if !slices.ContainsFunc(all, func(g realtools.Generator) bool { return g.Version == v }) {
			all = append(all, realtools.Generator{Version: v, Path: path})
		}
	}
	return all
}

// TestVerdictIsTheGenerators compares, for thousands of mutated units, which
// services the real generators make with which we say they make, and what of
// each file they saw with what we see.
func TestVerdictIsTheGenerators(t *testing.T) {
	all := append(corpus.Seeds(), corpus.Mutations(*seed, *cases)...)
	for _, g := range generators(t) {
		t.Run(g.Version, func(t *testing.T) {
			v, err := quadlet.ParseVersion(g.Version)
			if err != nil {
				t.Fatal(err)
			}
			d := differ{g: g, v: v, root: t.TempDir()}
			// The generator looks for each unit's drop-ins in every directory: many
			// small runs are faster than a few large ones.
			for batch := range slices.Chunk(all, 40) {
				d.batch(t, batch)
			}
			t.Logf("podman %s: %d cases, %d files, %d refused, %d hang or crash, %d differences", g.Version, len(all), d.files, d.refused, d.broken, d.differences)
		})
	}
}

type differ struct {
	g    realtools.Generator
	v    quadlet.Version
	root string

	files, refused, broken, differences int
}

// batch runs many cases in one go, each in a directory of its own, and looks
// closer where the sum is not right.
func (d *differ) batch(t *testing.T, batch []corpus.Case) {
	t.Helper()
	var together []corpus.Case
	for _, c := range batch {
		set := d.set(c)
		for _, u := range set.Units {
			d.files++
			if u.Refused() {
				d.refused++
			}
		}
		if stops(set) {
			d.broken++
			if d.broken <= 8 {
				d.compare(t, c)
			}
			continue
		}
		together = append(together, c)
	}
	if len(together) > 0 && d.difference(t, together...) != "" {
		for _, c := range together {
			d.compare(t, c)
		}
	}
}

// stops reports whether a case hangs or crashes the generator.
func stops(set *quadlet.Set) bool {
	return slices.ContainsFunc(set.Units, func(u *quadlet.Unit) bool {
		return slices.ContainsFunc(u.Refusals(), func(r quadlet.Refusal) bool {
			return r.Condition == quadlet.CondEndlessLoop || r.Condition == quadlet.CondCrash
		})
	})
}

func (d *differ) compare(t *testing.T, c corpus.Case) {
	t.Helper()
	diff := d.difference(t, c)
	if diff == "" {
		return
	}
	d.differences++
	if d.differences > 5 {
		t.Errorf("case %s: differs too", c.Name)
		return
	}
	var text strings.Builder
	for _, f := range c.Files {
		fmt.Fprintf(&text, "-- %s --\n%q\n", f.Name, f.Content)
	}
	t.Errorf("case %s, podman %s:\n%s\n%s", c.Name, d.g.Version, diff, text.String())
}

func (d *differ) set(cases ...corpus.Case) *quadlet.Set {
	src := quadlet.Source{Complete: true}
	for _, c := range cases {
		src.Dirs = append(src.Dirs, sourceDir(filepath.Join(d.root, c.Name), c))
	}
	return quadlet.NewSet(src, d.v, quadlet.UserMode, nil)
}

// difference says what is not as predicted, "" if nothing is.
func (d *differ) difference(t *testing.T, cases ...corpus.Case) string {
	t.Helper()
	set := d.set(cases...)
	var dirs []string
	for _, c := range cases {
		dirs = append(dirs, writeCase(t, d.root, c))
	}
	out := run(t, d.g, dirs)
	var want []string
	for _, u := range set.Units {
		if !u.Refused() {
			// A name with slashes becomes a path, which is cleaned.
			want = append(want, path.Clean(u.ServiceName()+".service"))
		}
	}
	slices.Sort(want)
	if out.stopped {
		if !stops(set) {
			return "the generator hangs or crashes: " + tail(out.stderr)
		}
		return ""
	}
	if stops(set) && len(want) == 0 && len(out.names) > 0 && d.v >= quadlet.V47 {
		return fmt.Sprintf("the generator neither hangs nor crashes, and makes %q", out.names)
	}
	if stops(set) {
		return "the generator neither hangs nor crashes"
	}
	if !slices.Equal(want, out.names) {
		return fmt.Sprintf("services: want %s, got %s\n%s", without(want, out.names), without(out.names, want), tail(out.stderr))
	}
	if d.v < quadlet.V54 {
		return ""
	}
	for _, u := range set.Units {
		text, ok := out.services[u.ServiceName()+".service"]
		if u.Refused() || !ok || !strings.Contains(text, "\nSourcePath="+u.Path+"\n") {
			continue
		}
		if diff := compareService(u, text); diff != "" {
			return u.Name + ": " + diff
		}
	}
	return ""
}

func without(a, b []string) []string {
	var rest []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			rest = append(rest, s)
		}
	}
	return rest
}

func tail(s string) string { return s[max(0, len(s)-1500):] }

// sourceDir is the case as a loader would hand it over.
func sourceDir(path string, c corpus.Case) quadlet.SourceDir {
	dir := quadlet.SourceDir{Path: path}
	dropins := map[string][]quadlet.SourceFile{}
	for _, f := range c.Files {
		file := quadlet.SourceFile{Path: filepath.Join(path, f.Name), Name: filepath.Base(f.Name), Content: f.Content}
		if parent := filepath.Dir(f.Name); parent != "." {
			dropins[parent] = append(dropins[parent], file)
			continue
		}
		dir.Files = append(dir.Files, file)
	}
	byName := func(a, b quadlet.SourceFile) int { return strings.Compare(a.Name, b.Name) }
	slices.SortFunc(dir.Files, byName)
	for _, name := range slices.Sorted(maps.Keys(dropins)) {
		slices.SortFunc(dropins[name], byName)
		dir.Dropins = append(dir.Dropins, quadlet.SourceDropins{Name: name, Files: dropins[name]})
	}
	return dir
}

func writeCase(t *testing.T, root string, c corpus.Case) string {
	t.Helper()
	dir := filepath.Join(root, c.Name)
	for _, f := range c.Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(f.Content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

type output struct {
	names    []string // of the services, sorted, repeated ones too
	services map[string]string
	stderr   string
	stopped  bool
}

// run gives the generator the directories as its search path.
func run(t *testing.T, g realtools.Generator, dirs []string) output {
	t.Helper()
	// A generator that hangs says nothing more; the others take milliseconds.
	limit := 60 * time.Second
	if len(dirs) == 1 {
		limit = 3 * time.Second
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, g.Path, "-dryrun", "-user", "-no-kmsg-log")
	cmd.Env = []string{"QUADLET_UNIT_DIRS=" + strings.Join(dirs, ":"), "HOME=/nonexistent", "PATH=/usr/bin:/bin"}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	out := output{services: map[string]string{}, stderr: stderr.String()}
	out.stopped = ctx.Err() != nil || cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == 2
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	name := ""
	for line := range strings.Lines(stdout.String()) {
		if n, ok := strings.CutPrefix(line, "---"); ok && strings.HasSuffix(n, ".service---\n") {
			name = strings.TrimSuffix(n, "---\n")
			out.names = append(out.names, name)
			out.services[name] = "\n"
			continue
		}
		out.services[name] += line
	}
	slices.Sort(out.names)
	return out
}
