package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coreos/go-systemd/v22/unit"
	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// TestGoSystemdReadsWhatWeWrite asks go-systemd's reader for a second opinion on
// every unit that gen and export write: it sees the sections, keys and values
// that our own reader sees, in the dialect of every Podman and of systemd.
func TestGoSystemdReadsWhatWeWrite(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	writeFile(t, token, aToken)
	units := 0
	for i, args := range [][]string{
		{"gen", "all"},
		{"gen", "all", "--hardened", "--health", "--memory", "1g", "--label", "a=b c", "--env", "GREETING=say \"hi\" to 100%", "--env", `PATHS=C:\x $HOME`},
		{"gen", "all", "--with", "build,network,volume,pod", "--source-dir", "/src/nova engine"},
		{"gen", "all", "--podman", "4.4", "--env", "A=b c", "--workspace-dir", "/srv/work space/100%"},
		{"gen", "all", "--instance", "two", "--gateway-port", "18889", "--bridge-port", "18890"},
		{"export", "nfpm", "--maintainer", "Ops <ops@example.com>"},
	} {
		dir := filepath.Join(t.TempDir(), "out")
		if args[0] == "gen" {
			args = append(args, "--token-file", token)
		}
		var stdout, stderr bytes.Buffer
		if status := run(append(args, "--output", dir), strings.NewReader(""), &stdout, &stderr); status != 0 {
			t.Fatalf("%d: %q: status %d\n%s", i, args, status, stderr.String())
		}
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || quadlet.KindOf(path) == quadlet.KindNone {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			units++
			theirs, err := unit.DeserializeSections(bytes.NewReader(text))
			if err != nil {
				t.Errorf("%q: %s: %v", args, path, err)
				return nil
			}
			for _, dialect := range unitfile.Dialects() {
				if diff := cmp.Diff(theirs, sectionsOf(t, path, string(text), dialect)); diff != "" {
					t.Errorf("%q: %s, %s: (-go-systemd +ours)\n%s", args, filepath.Base(path), dialect.Name, diff)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if units < 9 {
		t.Errorf("only %d units were written", units)
	}
}

func sectionsOf(t *testing.T, path, text string, d unitfile.Dialect) []*unit.UnitSection {
	t.Helper()
	f := unitfile.Parse(path, text, d)
	if len(f.Errors) > 0 {
		t.Errorf("%s: %s cannot read it: %v", path, d.Name, f.Errors)
	}
	var sections []*unit.UnitSection
	for _, s := range f.Sections {
		section := &unit.UnitSection{Section: s.Name}
		for _, it := range s.Items {
			if it.Kind == unitfile.Assignment {
				section.Entries = append(section.Entries, &unit.UnitEntry{Name: it.Name, Value: it.Value})
			}
		}
		sections = append(sections, section)
	}
	return sections
}
