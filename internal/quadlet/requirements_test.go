package quadlet_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// requirementTests: unit text, the lowest release, and what demands it. silent
// says that older releases take the unit all the same, for something else.
var requirementTests = []struct {
	name, file, text string
	min              quadlet.Version // 0: none
	what             string
	silent           bool
}{
	{"plain", "a.container", "[Container]\nImage=quay.io/a/b:1\n", quadlet.V44, "", false},
	{"key", "a.container", "[Container]\nImage=quay.io/a/b:1\nMemory=1g\nHealthCmd=true\n", quadlet.V55, "[Container] Memory=", false},
	{"key of the newest", "a.container", "[Container]\nImage=quay.io/a/b:1\nImageVolume=tmpfs\n", quadlet.V61, "[Container] ImageVolume=", false},
	{"empty assignment of a key", "a.container", "[Container]\nImage=quay.io/a/b:1\nMemory=\n", quadlet.V55, "[Container] Memory=", false},
	{"kind", "a.artifact", "[Artifact]\nArtifact=quay.io/a/b:1\n", quadlet.V57, ".artifact units", true},
	{"section Quadlet", "a.container", "[Container]\nImage=quay.io/a/b:1\n[Quadlet]\nDefaultDependencies=no\n", quadlet.V53, "[Quadlet] DefaultDependencies=", true},
	{"comment with a semicolon", "a.container", "[Container]\n; note\nImage=quay.io/a/b:1\n", quadlet.V54, "how a line is written", false},
	{"comment with a colon", "a.container", "[Container]\n: note\nImage=quay.io/a/b:1\n", 0, "", false},
	{"ports with a variable", "a.container", "[Container]\nImage=quay.io/a/b:1\nPublishPort=${P}:80\n", quadlet.V53, "ports that older generators cannot read", false},
	{"volume options", "a.volume", "[Volume]\nOptions=ro\n", quadlet.V60, "mount options without a device", false},
	{"reference to what is not there", "a.container", "[Unit]\nAfter=b.container\n[Container]\nImage=a.build\nPod=p.pod\n", quadlet.V55, "dependency on a Quadlet file", true},
	{"no image", "a.container", "[Container]\nExec=true\n", 0, "", false},
	{"unknown key", "a.container", "[Container]\nImage=quay.io/a/b:1\nZebra=1\n", 0, "", false},
	{"healthy", "a.container", "[Container]\nImage=quay.io/a/b:1\nHealthCmd=true\nNotify=healthy\n", quadlet.V50, "Notify=healthy", true},
	{"two files", "a.kube", "[Kube]\nYaml=a.yml\nYaml=b.yml\n", quadlet.V57, "several values of Yaml=", true},
	{"two tags", "a.build", "[Build]\nFile=/c\nImageTag=localhost/a\nImageTag=localhost/b\n", quadlet.V53, "several values of ImageTag=", true},
	{"user name", "a.container", "[Container]\nImage=quay.io/a/b:1\nUser=web\n", quadlet.V48, "User= with a name", true},
	{"user number", "a.container", "[Container]\nImage=quay.io/a/b:1\nUser=1000\n", quadlet.V44, "", false},
	{"variable from the host", "a.container", "[Container]\nImage=quay.io/a/b:1\nEnvironment=A=1 HOME\n", quadlet.V56, "Environment= without a value", true},
	{"quotes", "a.container", "[Container]\nImage=\"quay.io/a/b:1\"\n", quadlet.V50, "quotes around Image=", true},
	{"trailing quote", "a.container", "[Container]\nImage=quay.io/a/b:1\nHealthCmd=test \"x\"\n", quadlet.V58, "how HealthCmd= is written", true},
	{"template of a volume", "a@.volume", "[Volume]\n", quadlet.V57, "a template of this kind", true},
	{"template of a container", "a@.container", "[Container]\nImage=quay.io/a/b:1\n[Install]\nDefaultInstance=x\n", quadlet.V50, "[Install] DefaultInstance=", true},
	{"relative source", "a.container", "[Container]\nImage=quay.io/a/b:1\nVolume=./d:/d\n", quadlet.V45, "Volume= with a relative path", true},
	{"mount without a type", "a.container", "[Container]\nImage=quay.io/a/b:1\nMount=source=/a,target=/b\n", quadlet.V56, "a mount without a type", false},
	{"continuation", "a.container", "[Container]\nImage=quay.io/a/b:1\nExec=a \\\n b\nHealthCmd=a \\\n  b\n", quadlet.V45, "[Container] HealthCmd=", false},
	{"continuation with a comment", "a.container", "[Container]\nImage=quay.io/a/b:1\nExec=a \\\n# note\n b\n", quadlet.V54, "how a line is written", false},
	{"continuation with a comment in a list", "a.container", "[Container]\nImage=quay.io/a/b:1\nPodmanArgs=--tls \\\n; note\n --x\n", quadlet.V54, "how a line is written", false},
}

func TestRequirements(t *testing.T) {
	for _, tt := range requirementTests {
		t.Run(tt.name, func(t *testing.T) {
			r := requirement(tt.file, tt.text)
			what := ""
			if len(r.Needs) > 0 && r.Min != 0 {
				what = r.Needs[0].What
				if r.Needs[0].Version != r.Min {
					t.Errorf("the first need is for %v, the minimum is %v", r.Needs[0].Version, r.Min)
				}
			}
			if r.Min != tt.min || what != tt.what {
				t.Errorf("min %v for %q, want %v for %q", r.Min, what, tt.min, tt.what)
			}
			if (r.Refusal != nil) != (tt.min == 0) {
				t.Errorf("refusal: %+v", r.Refusal)
			}
			for _, n := range r.Needs {
				if !n.At.IsValid() || n.Before == "" {
					t.Errorf("%s: incomplete need %+v", n.What, n)
				}
			}
		})
	}
}

func requirement(file, text string) quadlet.Requirement {
	src := quadlet.Source{Dirs: []quadlet.SourceDir{{
		Path:  ".",
		Files: []quadlet.SourceFile{{Path: file, Name: file, Content: text}},
	}}}
	return quadlet.Requirements(src, quadlet.UserMode)[0]
}

// TestRequirementsAgainstGenerators: a real generator makes a service in every
// release from the minimum on, and in older ones only where the difference is a
// silent one.
func TestRequirementsAgainstGenerators(t *testing.T) {
	for _, g := range realtools.Quadlets(t) {
		checkRequirements(t, g)
	}
}

func checkRequirements(t *testing.T, g realtools.Generator) {
	v, err := quadlet.ParseVersion(g.Version)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range requirementTests {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, tt.file), []byte(tt.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if !quadlet.KindOf(tt.file).In(v) {
			continue
		}
		made := len(g.Run(t, dir, true).Services) == 1
		r := requirement(tt.file, tt.text)
		switch {
		case r.Min != 0 && v >= r.Min && !made && !strings.HasPrefix(tt.name, "reference"):
			t.Errorf("%s: the minimum is %v, but podman %v refuses the unit", tt.name, r.Min, v)
		case (r.Min == 0 || v < r.Min) && made && !tt.silent:
			t.Errorf("%s: the minimum is %v, but podman %v makes a service", tt.name, r.Min, v)
		}
	}
}

func TestRequirementsOfASet(t *testing.T) {
	file := func(p, text string) quadlet.SourceFile {
		return quadlet.SourceFile{Path: p, Name: path.Base(p), Content: text}
	}
	src := quadlet.Source{Complete: true, Dirs: []quadlet.SourceDir{
		{
			Path: "u",
			Files: []quadlet.SourceFile{
				file("u/a.container", "[Unit]\nAfter=b.container\n[Container]\nImage=i.image\nNetwork=b.container\nPod=p.pod\n"),
				file("u/b.container", "[Container]\nImage=quay.io/a/b:1\nMount=type=image,source=i.image,target=/x\n"),
				file("u/i.image", "[Image]\nImage=quay.io/a/b:1\n"),
				file("u/p.pod", ""),
				file("u/web-x.container", "[Container]\nImage=quay.io/a/b:1\n"),
			},
			Dropins: []quadlet.SourceDropins{
				{Name: "b.container.d", Files: []quadlet.SourceFile{file("u/b.container.d/1.conf", "[Container]\nMask=/x\n")}},
				{Name: "web-.container.d", Files: []quadlet.SourceFile{file("u/web-.container.d/1.conf", "")}},
			},
		},
		{Path: "u/sub", Depth: 1, Files: []quadlet.SourceFile{
			file("u/sub/c.container", "[Container]\nImage=quay.io/a/b:1\n"),
			file("u/sub/b.container", "[Container]\nImage=masked\n"),
		}},
		{Path: "u/zoo", Depth: 1, Files: []quadlet.SourceFile{file("u/zoo/bad.container", "[Container]\nno assignment\n")}},
	}}
	var got []string
	for _, r := range quadlet.Requirements(src, quadlet.UserMode) {
		line := fmt.Sprintf("%s %v:", r.Unit.Path, r.Min)
		for _, n := range r.Needs {
			line += fmt.Sprintf(" %s (%v, %s)", n.What, n.Version, n.At.File.Name)
		}
		if r.Refusal != nil {
			line += " refused: " + string(r.Refusal.Condition)
		}
		got = append(got, strings.TrimSuffix(line, ":"))
	}
	slices.Sort(got)
	want := []string{
		"u/a.container 5.5: dependency on a Quadlet file (5.5, u/a.container) Network= of a .container unit (5.3, u/a.container) [Container] Pod= (5.0, u/a.container) Image= of an .image unit (4.8, u/a.container)",
		"u/b.container 5.3: Mount= of an .image unit (5.3, u/b.container) a drop-in (5.0, u/b.container.d/1.conf) [Container] Mask= (4.6, u/b.container.d/1.conf) [Container] Mount= (4.5, u/b.container)",
		"u/i.image 4.8: .image units (4.8, u/i.image)",
		"u/p.pod 5.0: .pod units (5.0, u/p.pod)",
		"u/sub/c.container 4.7: a directory below the search path (4.7, u/sub/c.container)",
		"u/web-x.container 5.2: a drop-in for many units (5.2, u/web-.container.d/1.conf)",
		"u/zoo/bad.container : refused: syntax",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requirements (-want +got):\n%s", diff)
	}
}
