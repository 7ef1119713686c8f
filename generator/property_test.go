package generator

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

var (
	specs = flag.Int("specs", 60, "how many random specs each target gets in TestRandomSpecs")
	seed  = flag.Uint64("seed", 1, "seed of TestRandomSpecs")
)

// batchSize is how many specs share a directory: one run of a generator takes
// some milliseconds, however many units it reads.
const batchSize = 400

// generators are the real ones that `make tools` fetches, and those that
// $QUADLET_GENERATORS has as quadlet-X.Y, for whoever has built older ones.
func generators(t *testing.T) []realtools.Generator {
	list := realtools.Quadlets(t)
	if dir := os.Getenv("QUADLET_GENERATORS"); dir != "" {
		paths, err := filepath.Glob(filepath.Join(dir, "quadlet-*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			list = append(list, realtools.Generator{Version: strings.TrimPrefix(filepath.Base(p), "quadlet-"), Path: p})
		}
	}
	return list
}

// TestRandomSpecs renders random specs for every release and gives them to the
// real generators of that release and of all later ones: they have to take them
// without a word, and the command line that comes out has to say, option by
// option, what the spec said.
func TestRandomSpecs(t *testing.T) {
	real := generators(t)
	for _, target := range quadlet.Versions() {
		t.Run(target.String(), func(t *testing.T) {
			d := newDice(*seed<<16 + uint64(target))
			checked := 0
			for done := 0; done < *specs; done += batchSize {
				batch := make([]Spec, 0, batchSize)
				for i := range min(batchSize, *specs-done) {
					batch = append(batch, d.spec(fmt.Sprintf("u%d", done+i), target))
				}
				checked += checkBatch(t, real, target, batch)
				if t.Failed() {
					return
				}
			}
			t.Logf("%d command lines of %d specs", checked, *specs)
		})
	}
}

func checkBatch(t *testing.T, real []realtools.Generator, target quadlet.Version, batch []Spec) (checked int) {
	dir, err := os.MkdirTemp("", "nova-quadlet")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, s := range batch {
		files, _, err := Units(s)
		if err != nil {
			t.Fatalf("%v\n%+v", err, s)
		}
		for _, f := range files {
			if err := os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, g := range real {
		if v, err := quadlet.ParseVersion(g.Version); err != nil || v < target {
			continue
		}
		result := g.Run(t, dir, true)
		if len(result.Messages) > 0 || result.Status != 0 {
			text := ""
			for i, m := range result.Messages {
				if i == 5 {
					break
				}
				unit, _ := os.ReadFile(filepath.Join(dir, m.File))
				text += m.Text + "\n" + string(unit)
			}
			t.Errorf("podman %s, status %d: %s", g.Version, result.Status, text)
			return checked
		}
		for _, s := range batch {
			if err := checkServices(s, result.Services); err != nil {
				files, _, _ := Units(s)
				t.Errorf("podman %s: %v\n%s", g.Version, err, files[len(files)-1].Content)
				return checked
			}
			checked++
		}
	}
	return checked
}

// checkServices holds what came out for one spec against what it says.
func checkServices(s Spec, services map[string]string) error {
	container, pod := want(s)
	got, err := commandOf(services[s.UnitName()+".service"], "ExecStart=")
	if err != nil {
		return err
	}
	if diff := cmp.Diff(container, got); diff != "" {
		return fmt.Errorf("podman run (-want +got):\n%s", diff)
	}
	if !s.With.Pod {
		return nil
	}
	got, err = commandOf(services[s.UnitName()+"-pod.service"], "ExecStartPre=")
	if err != nil {
		return err
	}
	got.Flags = without(without(got.Flags, "exit-policy=stop"), "infra-name="+pod.Flags[0])
	got.Flags = slices.DeleteFunc(got.Flags, func(f string) bool {
		return strings.HasPrefix(f, "exit-policy=") || strings.HasPrefix(f, "infra-conmon-pidfile=") || strings.HasPrefix(f, "infra-name=")
	})
	if diff := cmp.Diff(pod, got); diff != "" {
		return fmt.Errorf("podman pod create (-want +got):\n%s", diff)
	}
	return nil
}

// commandOf takes the first line of that key that runs podman apart.
func commandOf(service, key string) (argv, error) {
	for line := range strings.SplitSeq(service, "\n") {
		if command, ok := strings.CutPrefix(line, key); ok && strings.Contains(command, "podman") {
			words, err := execWords(command)
			if err != nil {
				return argv{}, err
			}
			return parseArgv(words)
		}
	}
	return argv{}, fmt.Errorf("no %s in %q", key, service)
}
