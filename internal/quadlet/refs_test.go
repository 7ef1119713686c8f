package quadlet_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

func TestRefs(t *testing.T) {
	files := []quadlet.SourceFile{
		{Path: "a.container", Name: "a.container", Content: `[Unit]
After=b.container other.service
Before=net.network
Wants="p.pod"
[Container]
Image=i.image
Network=net.network:ip=10.0.0.2
Network=b.container
Network=host
Volume=data.volume:/data:ro
Volume=data.volume
Volume=/srv/x.volume:/x
Mount=type=volume,source=data.volume,target=/y
Mount=type=image,source=i.image,target=/z
Mount=type=tmpfs,source=data.volume,target=/t
Pod=p.pod
`},
		{Path: "b.container", Name: "b.container", Content: "[Container]\nImage=missing.build\n"},
		{Path: "data.volume", Name: "data.volume", Content: "[Volume]\nDriver=image\nImage=i.image\n"},
		{Path: "i.image", Name: "i.image", Content: "[Image]\nImage=quay.io/a/b:1\n"},
		{Path: "net.network", Name: "net.network", Content: "[Network]\n"},
		{Path: "p.pod", Name: "p.pod", Content: "[Pod]\nVolume=art.artifact:/a\n"},
	}
	tests := []struct {
		version quadlet.Version
		want    []string
	}{
		{quadlet.V61, []string{
			"a.container: Image=i.image after pulls",
			"a.container: Network=net.network after pulls",
			"a.container: Network=b.container after pulls",
			"a.container: Volume=data.volume after pulls",
			"a.container: Mount=data.volume after pulls",
			"a.container: Mount=i.image after pulls",
			"a.container: Pod=p.pod after pulls",
			"a.container: After=b.container after",
			"a.container: Before=net.network",
			"a.container: Wants=p.pod pulls",
			"b.container: Image=missing.build after pulls (not there)",
			"data.volume: Image=i.image after pulls",
			"p.pod: Volume=art.artifact after pulls (not there)",
		}},
		{quadlet.V52, []string{
			"a.container: Image=i.image after pulls",
			"a.container: Network=net.network after pulls",
			"a.container: Volume=data.volume after pulls",
			"a.container: Mount=data.volume after pulls",
			"a.container: Pod=p.pod after pulls",
			"b.container: Image=missing.build after pulls (not there)",
			"data.volume: Image=i.image after pulls",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.version.String(), func(t *testing.T) {
			set := quadlet.NewSet(quadlet.Source{Dirs: []quadlet.SourceDir{{Path: ".", Files: files}}}, tt.version, quadlet.AnyMode, nil)
			var got []string
			for _, u := range set.Units {
				for _, r := range set.Refs(u) {
					line := fmt.Sprintf("%s: %s=%s", u.Name, r.Value.Item.Name, r.Name)
					if r.After {
						line += " after"
					}
					if r.Pulls {
						line += " pulls"
					}
					if r.Target == nil {
						line += " (not there)"
					}
					at := r.At.File.Src[r.At.Range.Start:r.At.Range.End]
					if r.Value.Item.Name != "Mount" && at != r.Name && at != `"`+r.Name+`"` {
						t.Errorf("%s stands at %q", line, at)
					}
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("references (-want +got):\n%s", diff)
			}
		})
	}
}
