package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// The archives are made up: small generators in the two forms that Podman's
// source has had, with every way of naming a key.
func TestScan(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r := release{files: map[string][]byte{}}
			want := ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
				} else {
					r.files[f.Name] = f.Data
				}
			}
			f, err := scan(r)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, describe(f)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

func describe(f facts) string {
	var b strings.Builder
	for _, section := range []string{"Container", "Quadlet", "Volume"} {
		var names []string
		for id := range f.supported {
			if id.section == section {
				names = append(names, id.name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			id := keyID{section, name}
			fmt.Fprintf(&b, "%s.%s %v %s\n", section, name, lookupOf(f.methods[id]), f.flags[id])
		}
	}
	fmt.Fprintf(&b, "%v %v\n", f.extensions, f.dependencies)
	return b.String()
}

func TestScanRefusesAnUnknownForm(t *testing.T) {
	_, err := scan(release{files: map[string][]byte{"a.go": []byte("package quadlet\n")}})
	if err == nil || !strings.Contains(err.Error(), "does not know") {
		t.Errorf("scan of an empty generator: %v", err)
	}
}

// factsOf is what a source that agrees with the table would give.
func factsOf(v quadlet.Version) facts {
	methods := map[quadlet.Lookup][]string{
		quadlet.LookupLast: {"Lookup"}, quadlet.LookupLastRaw: {"LookupLast"}, quadlet.LookupLastArgs: {"LookupLastArgs"},
		quadlet.LookupBool: {"LookupBoolean"}, quadlet.LookupBoolOrString: {"Lookup", "LookupBooleanWithDefault"},
		quadlet.LookupUint32: {"LookupUint32"}, quadlet.LookupList: {"LookupAll"}, quadlet.LookupWords: {"Lookup", "LookupAllStrv"},
		quadlet.LookupArgs: {"LookupAllArgs"}, quadlet.LookupKeyVal: {"LookupAllKeyVal"},
	}
	f := facts{
		supported: map[keyID]bool{}, methods: map[keyID]map[string]bool{},
		flags: map[keyID]string{}, extensions: map[string]int{},
	}
	for _, k := range quadlet.Keys() {
		if !k.In(v) {
			continue
		}
		id := keyID{k.Section, k.Name}
		f.supported[id] = true
		f.methods[id] = map[string]bool{}
		for _, m := range methods[k.LookupAt(v)] {
			f.methods[id][m] = true
		}
		f.flags[id] = strings.TrimSuffix(k.Flag, "=")
	}
	for _, kind := range quadlet.Kinds() {
		if kind.In(v) {
			f.extensions[kind.Ext()] = kind.Info().SortOrder
		}
	}
	if v >= quadlet.V55 {
		f.dependencies = quadlet.DependencyKeys()
	}
	return f
}

func TestCompareFindsNothingInAgreement(t *testing.T) {
	for _, v := range quadlet.Versions() {
		if got := compare(v, factsOf(v), true); len(got) != 0 {
			t.Errorf("%v: %q", v, got)
		}
	}
}

func TestCompare(t *testing.T) {
	image := keyID{"Container", "Image"}
	tests := []struct {
		name   string
		change func(facts)
		want   string
	}{
		{"new key", func(f facts) {
			f.supported[keyID{"Container", "Gpu"}] = true
			f.methods[keyID{"Container", "Gpu"}] = map[string]bool{"LookupAll": true}
		}, `[Container] Gpu=: not in the table, read as list`},
		{
			"key that came later", func(f facts) { f.supported[keyID{"Container", "Memory"}] = true },
			`[Container] Memory=: the source has it, the table says 5.5 to 6.1`,
		},
		{
			"key gone", func(f facts) { delete(f.supported, image) },
			`[Container] Image=: the table has it, the source does not`,
		},
		{
			"other lookup", func(f facts) { f.methods[image] = map[string]bool{"LookupAll": true} },
			`[Container] Image=: read as list, the table says last`,
		},
		{
			"no lookup found", func(f facts) { delete(f.methods, image) },
			`[Container] Image=: read as none, the table says last`,
		},
		{
			"other option", func(f facts) { f.flags[keyID{"Container", "Timezone"}] = "--timezone" },
			`[Container] Timezone=: becomes --timezone, the table says "--tz"`,
		},
		{"new kind", func(f facts) { f.extensions[".gpu"] = 1 }, `reads .gpu files, the table has no such kind`},
		{"other order", func(f facts) { f.extensions[".pod"] = 1 }, `.pod files are number 1 in order, the table says 5`},
		{
			"kind too early", func(f facts) { f.extensions[".artifact"] = 1 },
			`.artifact files: read is true, the table says since 5.7`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := factsOf(quadlet.V54)
			tt.change(f)
			if diff := cmp.Diff([]string{tt.want}, compare(quadlet.V54, f, true)); diff != "" {
				t.Errorf("differences (-want +got):\n%s", diff)
			}
		})
	}
	f := factsOf(quadlet.V55)
	f.dependencies = f.dependencies[1:]
	if got := compare(quadlet.V55, f, false); len(got) != 1 || !strings.HasPrefix(got[0], "translates the dependencies") {
		t.Errorf("missing dependency key: %q", got)
	}
}

func TestReadReleases(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	source := filepath.Join(dir, "pkg/systemd/quadlet/quadlet.go")
	for _, d := range []string{filepath.Dir(source), filepath.Join(dir, "cmd/quadlet"), filepath.Join(dir, "version/rawversion")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "version/rawversion/version.go"), "package rawversion\n\nconst RawVersion = \"5.8.1-dev\"\n")
	write(source, "package quadlet\n")
	write(strings.TrimSuffix(source, ".go")+"_test.go", "package quadlet\n")

	plain, err := readReleases(dir)
	if err != nil || len(plain) != 1 || plain[0].version != quadlet.V58 || len(plain[0].files) != 1 {
		t.Fatalf("plain tree: %+v, %v", plain, err)
	}

	command := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=n", "-c", "user.email=n@example.org"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	command("init", "-q")
	for _, tag := range []string{"v4.3.1", "v5.8.1", "v5.8.10", "v5.8.2", "v5.9.0-rc1", "v4.9.5", "other"} {
		write(source, "package quadlet\n\n// "+tag+"\n")
		command("add", ".")
		command("commit", "-q", "-m", tag)
		command("tag", tag)
	}
	tagged, err := readReleases(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range tagged {
		text := r.files["pkg/systemd/quadlet/quadlet.go"]
		if !bytes.Contains(text, []byte("// "+r.name+"\n")) {
			t.Errorf("%s has the source of another release: %q", r.name, text)
		}
		got = append(got, r.version.String()+" "+r.name)
	}
	if diff := cmp.Diff([]string{"4.9 v4.9.5", "5.8 v5.8.10"}, got); diff != "" {
		t.Errorf("releases (-want +got):\n%s", diff)
	}
}

func TestRunUsage(t *testing.T) {
	for _, args := range [][]string{nil, {""}, {"a", "b"}, {t.TempDir()}} {
		var out, errOut bytes.Buffer
		if status := run(args, &out, &errOut); status != 2 || out.Len() != 0 || errOut.Len() == 0 {
			t.Errorf("run(%q) = %d, %q, %q", args, status, out.String(), errOut.String())
		}
	}
}
