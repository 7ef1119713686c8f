package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
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
	parityCases = flag.Int("cases", 1200, "how many mutated units the parity test lints for each generator")
	paritySeed  = flag.Uint64("seed", 2, "where their random numbers begin")
)

// TestParity runs the linter and the real generators over the same files: a file
// that gives no service has an error of the generator, and a file that gives one
// has none. A file masked by another of its name has a warning instead.
func TestParity(t *testing.T) {
	all := append(corpus.Seeds(), corpus.Mutations(*paritySeed, *parityCases)...)
	for _, g := range parityGenerators(t) {
		t.Run(g.Version, func(t *testing.T) {
			p := newParity(t, g)
			for batch := range slices.Chunk(all, 40) {
				var dirs []string
				for _, c := range batch {
					dir := p.write(t, c.Name, c.Files)
					if p.version < quadlet.V57 && p.stops(t, dir) {
						continue
					}
					dirs = append(dirs, dir)
				}
				p.compare(t, dirs)
			}
			t.Logf("podman %s: %d cases, %d files, %d refused, %d differences", g.Version, len(all), p.files, p.refused, p.differences)
		})
	}
}

// TestParityOfTrees does the same for search paths: several directories,
// sub-directories, links, files of one name, drop-ins out of place.
func TestParityOfTrees(t *testing.T) {
	for _, g := range parityGenerators(t) {
		t.Run(g.Version, func(t *testing.T) {
			p := newParity(t, g)
			if p.version < quadlet.V53 {
				t.Skip("services of this release do not tell which of several files of one name they come from")
			}
			for i := range 150 {
				p.compare(t, p.tree(t, fmt.Sprintf("t%d", i), rand.New(rand.NewPCG(uint64(i), *paritySeed))))
			}
			t.Logf("podman %s: %d files, %d refused, %d differences", g.Version, p.files, p.refused, p.differences)
		})
	}
}

// parityGenerators are the real generators of make tools; others may lie in
// $QUADLET_GENERATORS.
func parityGenerators(t *testing.T) []realtools.Generator {
	all := realtools.Quadlets(t)
	dir := os.Getenv("QUADLET_GENERATORS")
	if dir == "" {
		return all
	}
	more, err := filepath.Glob(filepath.Join(dir, "quadlet-?.?"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range more {
		v := strings.TrimPrefix(filepath.Base(path), "quadlet-")
		if !slices.ContainsFunc(all, func(g realtools.Generator) bool { return g.Version == v }) {
			all = append(all, realtools.Generator{Version: v, Path: path})
		}
	}
	return all
}

type parity struct {
	g       realtools.Generator
	version quadlet.Version
	root    string
	stopped int

	files, refused, differences int
}

func newParity(t *testing.T, g realtools.Generator) *parity {
	t.Helper()
	v, err := quadlet.ParseVersion(g.Version)
	if err != nil {
		t.Fatal(err)
	}
	return &parity{g: g, version: v, root: t.TempDir()}
}

// stops reports whether the linter says that the generator hangs or crashes at a
// case; that it does is tried for a few, as each takes its time.
func (p *parity) stops(t *testing.T, dir string) bool {
	t.Helper()
	errors, _ := p.lint(t, dir)
	for _, e := range errors {
		if !strings.HasPrefix(e, "endless-loop:") && !strings.HasPrefix(e, "generator-crash:") {
			continue
		}
		if p.stopped++; p.stopped <= 5 {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			cmd := p.command(ctx, dir)
			if cmd.Run(); ctx.Err() == nil && cmd.ProcessState.ExitCode() != 2 {
				p.differ(t, dir, "does not stop the generator: "+e)
			}
		}
		return true
	}
	return false
}

func (p *parity) command(ctx context.Context, path string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.g.Path, "-dryrun", "-user", "-no-kmsg-log")
	cmd.Env = []string{"QUADLET_UNIT_DIRS=" + path, "HOME=/nonexistent", "PATH=/usr/bin:/bin"}
	return cmd
}

func (p *parity) write(t *testing.T, name string, files []corpus.File) string {
	t.Helper()
	dir := filepath.Join(p.root, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
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

// tree makes a search path of three directories full of oddities.
func (p *parity) tree(t *testing.T, name string, r *rand.Rand) []string {
	t.Helper()
	good := []string{
		"[Container]\nImage=quay.io/a/b:1\n", "[Container]\nImage=quay.io/a/b:1\nNetwork=net.network\n", "[Container]\nImage=quay.io/a/b:1\nPod=pod.pod\n",
		"[Container]\nExec=x\n", "broken\n", "[Container]\nImage=img.image\n", "[Container]\nImage=quay.io/a/b:1\nNetwork=web.container\n",
	}
	names := []string{"web.container", "app.container", "db.container", "net.network", "pod.pod", "img.image", "vol.volume", "odd.CONTAINER", "art.artifact", "t@.container", "t@x.container", ".hidden.container", "readme.md"}
	places := []string{"a", "b", "c", "a/sub", "a/sub/deep", "b/web.container.d", "b/x.d", "b/x.d/inner", "c/.dot"}
	var dirs []string
	for _, d := range []string{"a", "b", "c"} {
		dirs = append(dirs, p.write(t, filepath.Join(name, d), nil))
	}
	base := filepath.Join(p.root, name)
	try := func(err error) {
		if err != nil && !os.IsExist(err) {
			t.Fatal(err)
		}
	}
	for range 3 + r.IntN(8) {
		dir := filepath.Join(base, places[r.IntN(len(places))])
		try(os.MkdirAll(dir, 0o755))
		file := names[r.IntN(len(names))]
		content := good[r.IntN(len(good))]
		if !strings.HasSuffix(strings.ToLower(file), ".container") && r.IntN(6) > 0 {
			section := strings.TrimPrefix(filepath.Ext(file), ".")
			content = "[" + strings.ToUpper(section[:1]) + section[1:] + "]\n"
			if section == "image" || section == "artifact" {
				content += strings.ToUpper(section[:1]) + section[1:] + "=quay.io/x/y:1\n"
			}
		}
		path := filepath.Join(dir, file)
		if _, err := os.Lstat(path); err == nil {
			continue
		}
		try(os.WriteFile(path, []byte(content), 0o644))
	}
	for range r.IntN(4) {
		dir := filepath.Join(base, places[r.IntN(4)])
		try(os.MkdirAll(dir, 0o755))
		switch r.IntN(7) {
		case 0:
			try(os.Symlink("missing", filepath.Join(dir, "link.container")))
		case 1:
			try(os.Symlink(filepath.Join(base, "b", "web.container"), filepath.Join(dir, "alias.container")))
		case 2:
			try(os.Symlink(filepath.Join(base, "b"), filepath.Join(dir, "linkdir")))
		case 3:
			try(os.MkdirAll(filepath.Join(dir, "dir.container"), 0o755))
		case 4:
			try(os.MkdirAll(filepath.Join(dir, "web.container.d"), 0o755))
			try(os.WriteFile(filepath.Join(dir, "web.container.d", "10.conf"), []byte("[Container]\nImage=quay.io/drop/in:1\n"), 0o644))
		case 5:
			try(os.MkdirAll(filepath.Join(dir, "container.d"), 0o755))
			try(os.WriteFile(filepath.Join(dir, "container.d", "20.conf"), []byte("[Container]\nImge=x\n"), 0o644))
		case 6:
			try(os.Symlink(filepath.Join(base, "b", "x.d"), filepath.Join(dir, "plain")))
		}
	}
	return dirs
}

// compare lints directories as a search path and asks the generator about them.
func (p *parity) compare(t *testing.T, dirs []string) {
	t.Helper()
	path := strings.Join(dirs, ":")
	made := p.generate(t, path)
	errors, masked := p.lint(t, path)
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(file string, _ os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if quadlet.KindOf(file) == quadlet.KindNone {
				return nil
			}
			p.files++
			refused := errors[file] != ""
			if refused {
				p.refused++
			}
			isMade := made[file]
			if p.version < quadlet.V53 {
				isMade = made[quadlet.ServiceName(filepath.Base(file), "", p.version)+".service"]
			}
			switch {
			case masked[file] && !isMade:
			case isMade && refused:
				p.differ(t, file, "is generated, but has the error: "+errors[file])
			case !isMade && !refused:
				p.differ(t, file, "is not generated, and has no error")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (p *parity) differ(t *testing.T, file, what string) {
	t.Helper()
	p.differences++
	if p.differences > 6 {
		return
	}
	text, err := os.ReadFile(file)
	if err != nil {
		text = []byte(err.Error())
	}
	t.Errorf("podman %s: %s %s\n%q", p.g.Version, file, what, text)
}

// generate gives the files that the generator makes services from, and the names
// of the services: before Podman 5.3 not all of them say their file.
func (p *parity) generate(t *testing.T, path string) map[string]bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := p.command(ctx, path)
	out, err := cmd.Output()
	if cmd.ProcessState == nil || ctx.Err() != nil {
		t.Fatal(err)
	}
	made := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSuffix(line, "\n")
		if file, ok := strings.CutPrefix(line, "SourcePath="); ok {
			made[file] = true
		}
		if name, ok := strings.CutPrefix(line, "---"); ok {
			made[strings.TrimSuffix(name, "---")] = true
		}
	}
	return made
}

// lint gives the files that have an error of the generator, and those that are
// masked.
func (p *parity) lint(t *testing.T, path string) (errors map[string]string, masked map[string]bool) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	run([]string{"lint", "--user", "--podman", p.g.Version, "--format", "json", "--unit-path", path}, strings.NewReader(""), &stdout, &stderr)
	var report struct {
		Findings []struct {
			File, Rule, Severity, Message string
			RefusedBy                     string `json:"refused_by"`
		}
	}
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	errors, masked = map[string]string{}, map[string]bool{}
	for _, f := range report.Findings {
		file := f.File
		if real, err := filepath.EvalSymlinks(filepath.Dir(file)); err == nil {
			file = filepath.Join(real, filepath.Base(file))
		}
		if f.Severity == "error" && f.RefusedBy == "generator" {
			errors[file] = f.Rule + ": " + f.Message
		}
		if f.Rule == "masked-unit" {
			masked[file] = true
		}
	}
	return errors, masked
}
