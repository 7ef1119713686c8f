package quadlet

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

func TestSplitMulti(t *testing.T) {
	const noKind = "unable to detect quadlet type in section %d: no recognized quadlet section found " +
		"(expected [Container], [Volume], [Network], [Kube], [Image], [Build], or [Pod])"
	tests := []struct {
		name, src string
		want      []string // "file: text", or "error"
	}{
		{
			"two units",
			"# FileName=web\n[Container]\nImage=a\n---\n# FileName=data\n[Volume]\n",
			[]string{"web.container: # FileName=web\n[Container]\nImage=a", "data.volume: # FileName=data\n[Volume]"},
		},
		{
			"blanks, line ends, indentation",
			"\r\n  \t#  FileName= web \r\n [Container] \r\nImage=a\r\n  ---  \r\n\n---\n\n",
			[]string{"web.container: #  FileName= web \r\n [Container] \r\nImage=a"},
		},
		{
			"the name may stand anywhere, the first counts",
			"[Unit]\nDescription=x\n[Pod]\n# FileName=a\n# FileName=b\n",
			[]string{"a.pod: [Unit]\nDescription=x\n[Pod]\n# FileName=a\n# FileName=b"},
		},
		{
			"header in any case, ending twice",
			"# FileName=web.container\n[CONTAINER]\n",
			[]string{"web.container.container: # FileName=web.container\n[CONTAINER]"},
		},
		{"one unit without a separator", "[Kube]\n#FileName=k", []string{"k.kube: [Kube]\n#FileName=k"}},
		{"a longer line does not separate", "# FileName=a\n[Image]\n----\n", []string{"a.image: # FileName=a\n[Image]\n----"}},
		{"a semicolon is no name", "; FileName=a\n[Image]\n", []string{"error: section 1: missing required '# FileName=<name>' comment at the beginning of quadlet section"}},
		{"no name", "# FileName=\n[Image]\n", []string{"error: section 1: FileName comment found but no filename specified"}},
		{"path", "# FileName=../a\n[Image]\n", []string{"error: section 1: FileName '../a' cannot contain path separators"}},
		{
			"podman counts empty sections, but not those between two separators",
			"\n---\n---\n# FileName=a\n[Service]\n---\n# FileName=b\n[Build]\n",
			[]string{"error: " + fmt.Sprintf(noKind, 2), "b.build: # FileName=b\n[Build]"},
		},
		{"nothing", "", nil},
		{"only separators", "---\n \n---", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range SplitMulti(tt.src) {
				if p.Err != "" {
					got = append(got, "error: "+p.Err)
					continue
				}
				got = append(got, p.Name+": "+tt.src[p.Start:p.End])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMultiPartKeepsPositions: a part parsed as a file of its own says where it
// stands in the whole.
func TestMultiPartKeepsPositions(t *testing.T) {
	src := "# FileName=ä\n[Container]\nImage=a\n---\n# FileName=data\n[Volume]\nDriver=local\n---\n# FileName=x\n[Pod]\n"
	part := SplitMulti(src)[1]
	if got := src[part.NameStart:part.NameEnd]; got != "data" {
		t.Errorf("the name stands at %q", got)
	}
	f := unitfile.Parse("app.quadlets", part.Text(src), DialectOf(Newest))
	if len(f.Errors) != 0 || len(f.Sections) != 1 {
		t.Fatalf("parsed part: %+v", f.Errors)
	}
	item := f.Sections[0].Items[0]
	span := f.Span(item.NameRange())
	if item.Name != "Driver" || span.Start.Offset != strings.Index(src, "Driver") || span.Start.Line != 7 || span.Start.Col != 1 {
		t.Errorf("%s= stands at %+v", item.Name, span)
	}
}

func FuzzSplitMulti(f *testing.F) {
	f.Add("# FileName=web\n[Container]\nImage=a\n---\n# FileName=data\n[Volume]\n")
	f.Add("---\r\n---\n# FileName=\u0085\n[[Pod]]")
	f.Fuzz(func(t *testing.T, src string) {
		last := 0
		for _, p := range SplitMulti(src) {
			if p.Start < last || p.End <= p.Start || p.End > len(src) || p.NameStart < p.Start || p.NameEnd > p.End || p.NameEnd < p.NameStart {
				t.Fatalf("part out of place: %+v", p)
			}
			if (p.Name == "") != (p.Err != "") {
				t.Fatalf("name and error: %+v", p)
			}
			if p.Err == "" && src[p.NameStart:p.NameEnd]+p.Kind.Ext() != p.Name {
				t.Fatalf("name %q is not what stands there: %+v", p.Name, p)
			}
			text := p.Text(src)
			if len(text) != p.End || strings.Count(text, "\n") != strings.Count(src[:p.End], "\n") || text[p.Start:] != src[p.Start:p.End] {
				t.Fatalf("text of %+v: %q", p, text)
			}
			last = p.End
		}
	})
}
