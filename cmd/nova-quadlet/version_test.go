package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestVersionLine(t *testing.T) {
	platform := runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH
	for _, test := range []struct {
		name   string
		info   debug.BuildInfo
		linked string
		want   string
	}{
		{name: "module version wins", info: debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, linked: "v9", want: "nova-quadlet v1.2.3 (" + platform + ")"},
		{name: "linked version where the build knows none", info: debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, linked: "v1.2.4", want: "nova-quadlet v1.2.4 (" + platform + ")"},
		{name: "neither", want: "nova-quadlet (devel) (" + platform + ")"},
		{
			name: "a changed checkout says so",
			info: debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}}},
			want: "nova-quadlet (devel) (commit abc, modified, " + platform + ")",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := versionLine(&test.info, test.linked); got != test.want {
				t.Errorf("versionLine() = %q, want %q", got, test.want)
			}
		})
	}
}
