package generator

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// TestQuadletsFileComesApartAgain takes the one file apart as podman does and
// compares the parts with the files they were.
func TestQuadletsFileComesApartAgain(t *testing.T) {
	s := Default()
	s.Podman = quadlet.V58
	s.With = Companions{Build: true, Network: true, Volume: true, Pod: true}
	s.SourceDir = "/src"
	files, _, err := Units(s)
	if err != nil {
		t.Fatal(err)
	}
	one, _, err := Quadlets(s)
	if err != nil {
		t.Fatal(err)
	}
	if one.Name != "nova-engine.quadlets" {
		t.Errorf("the file is called %s", one.Name)
	}
	src := string(one.Content)
	got, want := map[string]string{}, map[string]string{}
	for _, part := range quadlet.SplitMulti(src) {
		if part.Err != "" {
			t.Error(part.Err)
		}
		got[part.Name] = src[part.Start:part.End] + "\n"
	}
	for _, f := range files {
		want[f.Name] = "# FileName=nova-engine\n" + string(f.Content)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
