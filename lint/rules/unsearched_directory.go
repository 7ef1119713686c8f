package rules

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unsearchedDirectory = lint.Rule{
	Name:      "unsearched-directory",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondNotSearched},
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a unit in a directory that the generator does not read",
		Why: "Sub-directories of the search path are read since Podman 4.7, links to directories since 5.3, and since 5.2 " +
			"no unit is taken from a directory whose name ends in .d. Units there are passed over without a word.",
		Bad:     "-- shop/web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good:    "-- web.container --\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Options: []string{"--podman=4.6"},
		Refs:    []string{"pkg/systemd/quadlet/unitdirs.go", "podman-systemd.unit(5), SUBDIRECTORIES"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			refused(p, r, lint.Finding{
				Message: "the directory is not searched: " + unsearchedBecause(p),
				Hint:    "move the file into a directory of the search path",
			})
		}
	},
}

// unsearchedBecause tells the three cases apart by what the release could do.
func unsearchedBecause(p *lint.Pass) string {
	inDropin := slices.ContainsFunc(strings.Split(filepath.Dir(p.Unit.Path), string(filepath.Separator)),
		func(dir string) bool { return strings.HasSuffix(dir, ".d") })
	switch {
	case p.Version < quadlet.V47:
		return "sub-directories are read since Podman 4.7"
	case inDropin && p.Version >= quadlet.V52:
		return "directories named *.d hold drop-ins, and no units since Podman 5.2"
	case p.Version < quadlet.V53:
		return "links to directories are followed since Podman 5.3"
	}
	return "it leads to a directory named *.d, which holds no units"
}
