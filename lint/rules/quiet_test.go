package rules

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
	"github.com/nova-engine/nova-quadlet/lint"
)

// goodSite is a site of units that run as they are, from a release on.
type goodSite struct {
	name  string
	since quadlet.Version
	files []txtar.File
	src   quadlet.Source
}

func goodSites(t *testing.T) []goodSite {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/corpus/good/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no good units: %v", err)
	}
	var sites []goodSite
	for _, path := range paths {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		needs := regexp.MustCompile(`Needs Podman (\S+)\.\n`).FindStringSubmatch(string(ar.Comment))
		if needs == nil {
			t.Fatalf("%s does not say which Podman it needs", path)
		}
		since, err := quadlet.ParseVersion(needs[1])
		if err != nil {
			t.Fatal(err)
		}
		src, _, _ := readArchive(t, ar)
		src.Complete = true
		sites = append(sites, goodSite{filepath.Base(path), since, ar.Files, src})
	}
	return sites
}

// TestGoodUnitsAreQuiet: units as people write them give no error in any release
// that they are for, and the few warnings and infos that the table has.
func TestGoodUnitsAreQuiet(t *testing.T) {
	table := map[string]int{}
	units := 0
	for _, site := range goodSites(t) {
		units += len(site.files)
		for _, v := range quadlet.Versions() {
			if v < site.since {
				continue
			}
			for _, d := range lint.Run(site.src, lint.Target{Podman: []quadlet.Version{v}}, All()) {
				if d.Severity == lint.Error {
					t.Errorf("%s, Podman %s: %s:%d: %s [%s]", site.name, v, d.File, d.Span.Start.Line, d.Message, d.Rule)
				}
				if v == quadlet.Newest {
					table[d.Rule]++
				}
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Findings in the %d good units of testdata/corpus/good, for Podman %s.\n\n| rule | severity | by default | with `--all` |\n|---|---|--:|--:|\n", units, quadlet.Newest)
	warnings := 0
	for _, name := range slices.Sorted(maps.Keys(table)) {
		rules := All()
		r := rules[slices.IndexFunc(rules, func(r lint.Rule) bool { return r.Name == name })]
		unasked := table[name]
		if r.Optional {
			unasked = 0
		}
		if r.Severity >= lint.Warning {
			warnings += unasked
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %d |\n", name, r.Severity, unasked, table[name])
	}
	const path = "../../testdata/corpus/good/FINDINGS.md"
	want, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
	if warnings*20 > units {
		t.Errorf("%d warnings in %d good units", warnings, units)
	}
}

// TestGoodUnitsAreGood: the real generators make a service of each without a word.
func TestGoodUnitsAreGood(t *testing.T) {
	for _, g := range realtools.Quadlets(t) {
		v, err := quadlet.ParseVersion(g.Version)
		if err != nil {
			t.Fatal(err)
		}
		for _, site := range goodSites(t) {
			if v < site.since {
				continue
			}
			dir := t.TempDir()
			for _, f := range site.files {
				if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got := g.Run(t, dir, true)
			if len(got.Services) != len(site.files) || len(got.Messages) > 0 {
				t.Errorf("%s, Podman %s: %d services of %d units: %v", site.name, g.Version, len(got.Services), len(site.files), got.Messages)
			}
		}
	}
}
