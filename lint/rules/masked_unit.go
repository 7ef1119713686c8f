package rules

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var maskedUnit = lint.Rule{
	Name:     "masked-unit",
	Severity: lint.Warning,
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "a unit file is not read because another has the same name",
		Why: "A unit is known by its file name alone. Of two files of one name in the search path, also in different " +
			"sub-directories, the generator reads the one that it meets first and passes over the other without a word.",
		Bad: "-- app/db.container --\n[Container]\nImage=docker.io/library/postgres:17\n" +
			"-- blog/db.container --\n[Container]\nImage=docker.io/library/mariadb:11\n",
		Good: "-- app/app-db.container --\n[Container]\nImage=docker.io/library/postgres:17\n" +
			"-- blog/blog-db.container --\n[Container]\nImage=docker.io/library/mariadb:11\n",
		Refs: []string{"podman-systemd.unit(5), Podman unit search path", "Podman, cmd/quadlet/main.go: loadUnitsFromDir"},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.State != quadlet.Masked || p.Unit.Cause == nil {
			return
		}
		severity := lint.Warning
		if here, there := filepath.Dir(p.Unit.Path), filepath.Dir(p.Unit.Cause.Path); !within(here, there) && !within(there, here) {
			// Directories beside each other may well be meant for different hosts.
			severity = lint.Info
		}
		p.Report(lint.Finding{
			Severity: severity,
			Message:  fmt.Sprintf("not read: %q is read in place of %q", p.Unit.Cause.Path, p.Unit.Path),
			Hint:     "give the file another name, or remove one of the two",
			Related:  []lint.Note{{At: p.Unit.Cause.Top(), Message: "the file that is read"}},
		})
	},
}

// within reports whether a directory is another or lies below it.
func within(dir, other string) bool {
	return other == "." || dir == other || strings.HasPrefix(dir, strings.TrimSuffix(other, "/")+"/")
}
