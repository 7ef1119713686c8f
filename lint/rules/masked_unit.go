package rules

import (
	"fmt"

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
		p.Report(lint.Finding{
			Severity: clashSeverity(p.Unit, p.Unit.Cause),
			Message:  fmt.Sprintf("not read: %q is read in place of %q", p.Unit.Cause.Path, p.Unit.Path),
			Hint:     "give the file another name, or remove one of the two",
			Related:  []lint.Note{{At: p.Unit.Cause.Top(), Message: "the file that is read"}},
		})
	},
}
