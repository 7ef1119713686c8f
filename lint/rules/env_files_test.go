package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// TestServiceEnvironmentFiles: files that [Service] names are read by systemd's
// grammar. Their paths are those of the machine, which no archive has.
func TestServiceEnvironmentFiles(t *testing.T) {
	src := quadlet.Source{
		Dirs: []quadlet.SourceDir{{Path: "units", Files: []quadlet.SourceFile{{
			Path: "units/web.container", Name: "web.container",
			Content: "[Container]\nImage=docker.io/library/nginx:1.29\n[Service]\nEnvironmentFile=-/etc/web.env\n",
		}}}},
		EnvFiles: []quadlet.SourceFile{{Path: "/etc/web.env", Content: "A=\"b c\"\nno equals sign\n1A=b\nB='open\n"}},
	}
	var got []string
	for _, d := range lint.Run(src, lint.Target{}, []lint.Rule{misreadEnvironmentLine, badEnvironmentLine}) {
		got = append(got, d.File+": "+d.Message)
	}
	want := []string{
		"/etc/web.env: systemd drops the line: it has no equals sign",
		"/etc/web.env: systemd drops the line: names are letters, digits and underscores",
		"/etc/web.env: the quote is not closed: systemd takes the rest of the file for the value",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
