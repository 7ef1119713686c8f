package lint_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/corpus"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// TestSessionFindsWhatRunFinds edits units at random, of a set in which all name
// each other, and wants of the session after each edit what a run over the same
// texts finds, and every file named of which anything else is found than before.
func TestSessionFindsWhatRunFinds(t *testing.T) {
	edits, starts := 0, 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		version := []quadlet.Version{quadlet.V44, quadlet.V49, quadlet.V50, quadlet.V52, quadlet.V53, quadlet.V54, quadlet.V55, quadlet.V58, quadlet.Newest}[r.IntN(9)]
		targets := []lint.Target{{Podman: []quadlet.Version{version}, Manager: lint.UserManager}}
		if seed%8 == 0 {
			targets[0].Podman = []quadlet.Version{quadlet.V49, version}
		}
		w := newWorkspace(r)
		s := lint.NewSession(w.src, targets, rules.All(), lint.Options{})
		before := byFile(s.All())
		for range 40 {
			path := w.edit()
			touched, ok := s.Update(path, w.text(path))
			if !ok {
				t.Fatalf("seed %d: no file %s", seed, path)
			}
			got, want := s.All(), lint.RunAll(w.src, targets, rules.All(), lint.Options{})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d: after an edit of %s, Podman %s (-run +session)\n%s\n%s", seed, path, version, diff, w.text(path))
			}
			after := byFile(got)
			for file := range w.paths() {
				if !slices.Contains(touched, file) && !cmp.Equal(before[file], after[file]) {
					t.Fatalf("seed %d: after an edit of %s other findings in %s, which is not among %q", seed, path, file, touched)
				}
			}
			before = after
			edits++
		}
		starts += s.Starts() - 1
	}
	t.Logf("%d edits, %d of them linted everything", edits, starts)
	if starts > edits/2 {
		t.Errorf("%d of %d edits linted everything: the test says little", starts, edits)
	}
}

func TestSessionUpdate(t *testing.T) {
	src := unitSource("[Container]\nImage=quay.io/a/b:1\n")
	path := src.Dirs[0].Files[0].Path
	s := lint.NewSession(src, []lint.Target{{}}, rules.All(), lint.Options{})
	if _, ok := s.Update("other.container", ""); ok {
		t.Error("a file that is not there was updated")
	}
	touched, ok := s.Update(path, "[Container]\nImage=quay.io/a/b:1\nPublishPort=x\n")
	if diff := cmp.Diff([]string{path}, touched); !ok || diff != "" {
		t.Errorf("%v (-want +got)\n%s", ok, diff)
	}
	if len(s.Findings(path)) == 0 {
		t.Error("a bad port was not found")
	}
	if src.Dirs[0].Files[0].Content != "[Container]\nImage=quay.io/a/b:1\n" {
		t.Error("the caller's text was changed")
	}
}

func byFile(ds []lint.Diagnostic) map[string][]lint.Diagnostic {
	files := map[string][]lint.Diagnostic{}
	for _, d := range ds {
		files[d.File] = append(files[d.File], d)
	}
	return files
}

// workspace is a set of units that name each other.
type workspace struct {
	r     *rand.Rand
	src   lint.Source
	names []string
	cases []corpus.Case
	// broken is a file with a line that cannot be read, if there is one: the next
	// edit mends it, because with it every edit lints everything.
	broken *lint.SourceFile
}

func newWorkspace(r *rand.Rand) *workspace {
	w := &workspace{r: r, cases: corpus.Mutations(r.Uint64(), 40)}
	kinds := []string{"container", "container", "container", "network", "volume", "pod", "build", "image", "kube"}
	dir := lint.SourceDir{Path: "units"}
	for _, base := range []string{"a", "b", "c", "web"} {
		for _, kind := range kinds[2:] {
			if r.IntN(3) > 0 {
				w.names = append(w.names, base+"."+kind)
			}
		}
	}
	slices.Sort(w.names)
	for _, name := range w.names {
		dir.Files = append(dir.Files, lint.SourceFile{Path: "units/" + name, Name: name})
	}
	if r.IntN(3) == 0 {
		dir.Dropins = []lint.SourceDropins{{Name: "container.d", Files: []lint.SourceFile{{Path: "units/container.d/x.conf", Name: "x.conf", Content: "[Container]\nLabel=a=b\n"}}}}
	}
	w.src = lint.Source{Dirs: []lint.SourceDir{dir}, Complete: r.IntN(2) == 0}
	for i := range dir.Files {
		dir.Files[i].Content = w.unit(dir.Files[i].Name)
	}
	return w
}

// edit changes one file and returns its path.
func (w *workspace) edit() string {
	dir := &w.src.Dirs[0]
	if len(dir.Dropins) > 0 && w.r.IntN(20) == 0 {
		f := &dir.Dropins[0].Files[0]
		f.Content = "[Container]\n" + w.line("container") + "\n"
		return f.Path
	}
	f := &dir.Files[w.r.IntN(len(dir.Files))]
	lines := strings.SplitAfter(f.Content, "\n")
	_, kind, _ := strings.Cut(f.Name, ".")
	at := 1 + w.r.IntN(max(1, len(lines)-1))
	if w.broken != nil {
		w.broken.Content = w.unit(w.broken.Name)
		f, w.broken = w.broken, nil
		return f.Path
	}
	switch w.r.IntN(12) {
	case 0:
		f.Content = w.unit(f.Name)
	case 1:
		w.broken = f
		f.Content = w.cases[w.r.IntN(len(w.cases))].Files[0].Content
	case 2:
		f.Content = "# above\n" + f.Content
	case 3, 4:
		f.Content = strings.Join(slices.Delete(lines, at, min(at+1, len(lines))), "")
	case 5:
		f.Content += "[Unit]\n" + w.dependency() + "\n"
	default:
		f.Content = strings.Join(slices.Insert(lines, min(at, len(lines)), w.line(kind)+"\n"), "")
	}
	return f.Path
}

func (w *workspace) text(path string) string {
	for _, dir := range w.src.Dirs {
		for _, f := range dir.Files {
			if f.Path == path {
				return f.Content
			}
		}
		for _, d := range dir.Dropins {
			for _, f := range d.Files {
				if f.Path == path {
					return f.Content
				}
			}
		}
	}
	panic("no file " + path)
}

func (w *workspace) paths() map[string]bool {
	paths := map[string]bool{}
	for _, dir := range w.src.Dirs {
		for _, f := range dir.Files {
			paths[f.Path] = true
		}
		for _, d := range dir.Dropins {
			for _, f := range d.Files {
				paths[f.Path] = true
			}
		}
	}
	return paths
}

// unit is a unit of a kind that can be loaded, and often be converted.
func (w *workspace) unit(name string) string {
	_, kind, _ := strings.Cut(name, ".")
	var b strings.Builder
	if w.r.IntN(2) == 0 {
		fmt.Fprintf(&b, "[Unit]\n%s\n", w.dependency())
	}
	fmt.Fprintf(&b, "[%s]\n", strings.ToUpper(kind[:1])+kind[1:])
	switch kind {
	case "container", "image":
		b.WriteString("Image=quay.io/a/b:1\n")
	case "build":
		b.WriteString("ImageTag=localhost/" + name + "\nFile=/srv/Containerfile\n")
	case "kube":
		b.WriteString("Yaml=/srv/a.yml\n")
	}
	for range w.r.IntN(4) {
		b.WriteString(w.line(kind) + "\n")
	}
	if w.r.IntN(2) == 0 {
		b.WriteString("[Install]\nWantedBy=default.target\n")
	}
	return b.String()
}

// other is a name by which a unit may mean another one.
func (w *workspace) other() string {
	name := w.names[w.r.IntN(len(w.names))]
	base, kind, _ := strings.Cut(name, ".")
	switch w.r.IntN(8) {
	case 0:
		return base
	case 1:
		return base + "-" + kind + ".service"
	case 2:
		return base + ".service"
	case 3:
		return name + ".service"
	case 4:
		return base + "x." + kind
	case 5:
		return "systemd-" + base
	}
	return name
}

func (w *workspace) dependency() string {
	keys := quadlet.DependencyKeys()
	return keys[w.r.IntN(len(keys))] + "=" + w.other()
}

// line is a line of a unit, more often than not one that others care about.
func (w *workspace) line(kind string) string {
	pick := func(s ...string) string { return s[w.r.IntN(len(s))] }
	name := pick("one", "two", "systemd-a", "%N", "web")
	all := []string{
		"Network=" + w.other(), "Network=" + w.other() + ":ip=10.0.0.2", "Volume=" + w.other() + ":/data" + pick("", ":Z", ":z"),
		"Volume=/srv/data:/data" + pick(":Z", ""), "Mount=type=volume,source=" + w.other() + ",target=/x", "Pod=" + w.other(),
		"Image=" + w.other(), "Image=localhost/a.build", "PublishPort=" + pick("8080:80", "127.0.0.1:8080:80", "8000-8100:8000-8100", "x"),
		"ContainerName=" + name, "PodName=" + name, "NetworkName=" + name, "VolumeName=" + name, "ServiceName=" + pick("a", "b", "web-pod"),
		"Subnet=" + pick("10.1.0.0/16", "10.1.2.0/24", "10.2.0.0/24"), "Driver=" + pick("image", "bridge", "macvlan"), "ImageTag=localhost/" + name,
		"PodmanArgs=" + pick("--memory=1g", "--network=host", "--pod=a", "--bogus"), "CgroupsMode=enabled", "UserNS=keep-id", "AddHost=a:1.2.3.4",
		"Imagination=1", "Label=a=b", "Environment=A=b", "EnvironmentFile=/x", "# nova-quadlet:ignore unused-unit -- no", "# a comment", "",
	}
	if kind == "kube" && w.r.IntN(2) == 0 {
		return "ConfigMap=/x"
	}
	return all[w.r.IntN(len(all))]
}
