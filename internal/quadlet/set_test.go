package quadlet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

func TestOfService(t *testing.T) {
	files := []quadlet.SourceFile{
		{Path: "db.container", Name: "db.container", Content: "[Container]\nImage=quay.io/a/b:1\n"},
		{Path: "lan.network", Name: "lan.network", Content: "[Network]\n"},
		{Path: "web.container", Name: "web.container", Content: "[Container]\nImage=quay.io/a/b:1\nServiceName=db\n"},
	}
	src := quadlet.Source{Dirs: []quadlet.SourceDir{{Path: ".", Files: files}}}
	for _, tc := range []struct {
		version quadlet.Version
		service string
		want    []string
	}{
		{quadlet.V54, "db", []string{"db.container", "web.container"}},
		{quadlet.V49, "db", []string{"db.container"}}, // ServiceName= came later
		{quadlet.V49, "web", []string{"web.container"}},
		{quadlet.V54, "lan-network", []string{"lan.network"}},
		{quadlet.V54, "lan", nil},
	} {
		var got []string
		for _, u := range quadlet.NewSet(src, tc.version, quadlet.AnyMode, nil).OfService(tc.service) {
			got = append(got, u.Name)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s in %s (-want +got)\n%s", tc.service, tc.version, diff)
		}
	}
}
