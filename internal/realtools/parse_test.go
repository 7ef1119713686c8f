package realtools

import (
	"slices"
	"testing"
)

func TestParseMessages(t *testing.T) {
	tests := []struct {
		name, stderr string
		want         []Message
	}{
		{
			name: "podman 5: two errors joined in one record",
			stderr: "quadlet-generator[7]: Loading source unit file /d/a.container\n" +
				"quadlet-generator[7]: converting \"a.container\": no Image or Rootfs key specified\n" +
				"converting \"b.container\": unsupported key 'Foo' in group 'Container' in /d/b.container\n" +
				"quadlet-generator[7]: processing encountered some errors\n",
			want: []Message{
				{File: "a.container", Text: `converting "a.container": no Image or Rootfs key specified`},
				{File: "b.container", Text: `converting "b.container": unsupported key 'Foo' in group 'Container' in /d/b.container`},
			},
		},
		{
			name:   "podman 5: a file that cannot be loaded",
			stderr: "quadlet-generator[7]: error loading \"/d/a.container\", file contains line 1: x\n",
			want:   []Message{{File: "a.container", Text: `error loading "/d/a.container", file contains line 1: x`}},
		},
		{
			name:   "podman 4: single quotes",
			stderr: "quadlet-generator[7]: Error loading '/d/a.container', ignoring: file contains line 1: x\n",
			want:   []Message{{File: "a.container", Text: `Error loading '/d/a.container', ignoring: file contains line 1: x`}},
		},
		{
			name:   "a warning that names no file",
			stderr: "quadlet-generator[7]: Warning: using key User in the Service group is not supported\n",
			want:   []Message{{Warning: true, Text: "Warning: using key User in the Service group is not supported"}},
		},
		{
			name:   "the second line of one error",
			stderr: "quadlet-generator[7]: converting \"a.container\": bad value \"x\ny\"\n",
			want:   []Message{{File: "a.container", Text: "converting \"a.container\": bad value \"x\ny\""}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := parseMessages(tt.stderr); !slices.Equal(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}
