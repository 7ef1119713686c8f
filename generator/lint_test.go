package generator

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// lintFiles returns what the linter has to say about rendered units, errors
// and warnings only, for the release that they were rendered for.
func lintFiles(files []File, podman quadlet.Version) []string {
	dir := quadlet.SourceDir{Path: "."}
	for _, f := range files {
		if quadlet.KindOf(f.Name) != quadlet.KindNone {
			dir.Files = append(dir.Files, quadlet.SourceFile{Path: f.Name, Name: f.Name, Content: string(f.Content)})
		}
	}
	slices.SortFunc(dir.Files, func(a, b quadlet.SourceFile) int { return strings.Compare(a.Name, b.Name) })
	target := lint.Target{Podman: []quadlet.Version{podman}, Manager: lint.UserManager, SELinux: true, Cgroups: "v2"}
	var findings []string
	// How much of the host a container gets is for the flags to say: a plain unit
	// is not a hardened one, which TestHardenedUnitScoresBest is about.
	all := slices.DeleteFunc(rules.All(), func(r lint.Rule) bool { return r.Optional && r.Weight > 0 })
	for _, d := range lint.Run(quadlet.Source{Dirs: []quadlet.SourceDir{dir}, Complete: true}, target, all) {
		if d.Severity == lint.Error || d.Severity == lint.Warning {
			findings = append(findings, fmt.Sprintf("%s:%d: %s [%s]", d.File, d.Span.Start.Line, d.Message, d.Rule))
		}
	}
	return findings
}

// TestRenderedUnitsAreLintClean renders random specs for every release and
// lints them: nothing that gen writes may be an error or a warning. What the
// user has asked for against advice, such as a port of the whole network, is
// warned about by gen itself and left out here.
func TestRenderedUnitsAreLintClean(t *testing.T) {
	for _, target := range quadlet.Versions() {
		t.Run(target.String(), func(t *testing.T) {
			d := newDice(*seed<<16 + uint64(target) + 1<<40)
			for i := range *specs {
				s := d.spec(fmt.Sprintf("u%d", i), target)
				if s.publishes() && !s.loopback() {
					s.PublishHost = "127.0.0.1"
				}
				files, _, err := Units(s)
				if err != nil {
					t.Fatal(err)
				}
				if findings := lintFiles(files, target); findings != nil {
					t.Fatalf("%s\n%s", strings.Join(findings, "\n"), files[len(files)-1].Content)
				}
			}
		})
	}
}
