package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// minVersionFlags are the flags of `min-version`.
type minVersionFlags struct {
	podman  versionsFlag
	distros distrosFlag
	user    bool
	system  bool
	all     bool
	json    bool
}

func newMinVersionCmd(a *app) *cobra.Command {
	var f minVersionFlags
	cmd := &cobra.Command{
		Use:   "min-version [PATH...|-]",
		Short: "Say which Podman units need, and what demands it",
		Long: `min-version says for each unit from which Podman release on it can be used as
it is meant, and what demands that release: a kind of unit, a key, a feature
such as a drop-in, or how a line is written. Older releases refuse the unit or
read it as something else without a word.

PATH is as for lint. With --podman or --distro it checks that the units can be
used there.

Exit status:
  0  each unit can be used, in the releases asked for
  1  a unit needs a later release, or is refused by all
  2  usage error
  3  a file or directory could not be read`,
		Example: `  nova-quadlet min-version                       # units in and below this directory
  nova-quadlet min-version --all web.container   # everything that not every release has
  nova-quadlet min-version --distro ubuntu24.04 units/
  nova-quadlet min-version --json units/ | jq -r .min`,
		GroupID: groupUnits,
		RunE:    func(_ *cobra.Command, args []string) error { return runMinVersion(a, f, args) },
	}
	cmd.Flags().SortFlags = false
	groupFlags(cmd.Flags(), "Target", func(fs *pflag.FlagSet) {
		fs.Var(&f.podman, "podman", "check for Podman `VERSION`: 5.4, or several as 4.9,5.4")
		fs.Var(&f.distros, "distro", "check for the Podman of `DISTRO`: debian13, or several as debian13,ubuntu24.04")
		fs.BoolVar(&f.user, "user", false, "the units are a user's: rootless Podman")
		fs.BoolVar(&f.system, "system", false, "the units are root's: rootful Podman")
	})
	groupFlags(cmd.Flags(), "Output", func(fs *pflag.FlagSet) {
		fs.BoolVar(&f.all, "all", false, "show everything that a release lacks, not only what demands the most")
		fs.BoolVar(&f.json, "json", false, "print JSON")
	})
	return cmd
}

func runMinVersion(a *app, f minVersionFlags, args []string) error {
	if f.user && f.system {
		return usagef("", "--user and --system exclude each other")
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	units, err := a.load(loadRequest{paths: args})
	if err != nil {
		return err
	}
	mode := quadlet.AnyMode
	switch {
	case f.user:
		mode = quadlet.UserMode
	case f.system:
		mode = quadlet.SystemMode
	}
	// A unit that is not there is no question of the release.
	units.src.Complete = false
	var requirements []quadlet.Requirement
	for _, r := range quadlet.Requirements(units.src, mode) {
		if units.asked == nil || units.asked[r.Unit.Path] {
			if quadlet.IsMulti(r.Unit.Path) && r.Min != 0 && r.Min < quadlet.V58 {
				r.Min = quadlet.V58
				r.Needs = []quadlet.Need{{Version: quadlet.V58, At: r.Unit.Top(), What: "a .quadlets file", Before: "podman does not install it"}}
			}
			requirements = append(requirements, r)
		}
	}
	if f.json {
		err = writeRequirementsJSON(a.stdout, requirements)
	} else {
		writeRequirements(a.stdout, requirements, f.all)
	}
	if err != nil {
		return failf("", "write JSON: %w", err)
	}
	for _, dir := range units.empty {
		a.warnf("units end in "+kindEndings(), "no Quadlet units in %q", dir)
	}
	if len(units.errs) > 0 {
		for _, err := range units.errs {
			a.report(err)
		}
		return &exitError{status: statusFailed}
	}
	return f.verdict(a, requirements)
}

// verdict checks what was found against the releases asked for.
func (f minVersionFlags) verdict(a *app, requirements []quadlet.Requirement) error {
	type target struct {
		name    string
		version quadlet.Version
	}
	var targets []target
	for _, v := range f.podman.list {
		targets = append(targets, target{"Podman " + v.String(), v})
	}
	for _, d := range f.distros.list {
		targets = append(targets, target{fmt.Sprintf("Podman %s of %s", d.PodmanFull, d.Name), d.Podman})
	}
	var result error
	for _, r := range requirements {
		if r.Min == 0 {
			result = errFindings
			continue
		}
		for _, t := range targets {
			if t.version < r.Min {
				a.say("error", oneLine(fmt.Sprintf("%s needs Podman %v: too new for %s", r.Unit.Path, r.Min, t.name)))
				result = errFindings
			}
		}
	}
	return result
}

// writeRequirements prints a line for each unit, and behind it what demands the
// release.
func writeRequirements(w io.Writer, requirements []quadlet.Requirement, all bool) {
	for _, r := range requirements {
		if r.Min == 0 {
			at := r.Refusal.At
			fmt.Fprintf(w, "%s: no release takes it: %s:%d: %s\n", r.Unit.Path, at.File.Name, at.File.Span(at.Range).Start.Line, refusalText(r.Refusal))
			continue
		}
		fmt.Fprintf(w, "%s: Podman %v\n", r.Unit.Path, r.Min)
		for _, n := range r.Needs {
			if all || n.Version == r.Min {
				fmt.Fprintf(w, "  %v  %s:%d: %s; before, %s\n", n.Version, n.At.File.Name, n.At.File.Span(n.At.Range).Start.Line, n.What, n.Before)
			}
		}
	}
}

// refusalText is the generator's message, without the path that some begin with.
func refusalText(r *quadlet.Refusal) string {
	if loading, ok := strings.CutPrefix(r.Says, "error loading "); ok {
		_, says, _ := strings.Cut(loading, `", `)
		return says
	}
	return cmp.Or(r.Says, string(r.Condition))
}

// The JSON form. Fields are added, never changed.
type requirementsJSON struct {
	Version string            `json:"version"`
	Min     string            `json:"min"` // "" where a unit has none
	Units   []requirementJSON `json:"units"`
}

type requirementJSON struct {
	File    string     `json:"file"`
	Kind    string     `json:"kind"`
	Min     string     `json:"min"`
	Needs   []needJSON `json:"needs"`
	Refused string     `json:"refused,omitempty"`
}

type needJSON struct {
	Podman string       `json:"podman"`
	What   string       `json:"what"`
	Before string       `json:"before"`
	File   string       `json:"file"`
	Start  positionJSON `json:"start"`
	End    positionJSON `json:"end"`
}

type positionJSON struct {
	Offset int `json:"offset"`
	Line   int `json:"line"`
	Column int `json:"column"`
}

func writeRequirementsJSON(w io.Writer, requirements []quadlet.Requirement) error {
	doc := requirementsJSON{Version: "1", Units: []requirementJSON{}}
	minimum, none := quadlet.Oldest, false
	for _, r := range requirements {
		u := requirementJSON{File: r.Unit.Path, Kind: r.Unit.Kind.String(), Min: r.Min.String(), Needs: []needJSON{}}
		if r.Min == 0 {
			none = true
			u.Refused = refusalText(r.Refusal)
		}
		minimum = max(minimum, r.Min)
		for _, n := range r.Needs {
			span := n.At.File.Span(n.At.Range)
			u.Needs = append(u.Needs, needJSON{
				n.Version.String(), n.What, n.Before, n.At.File.Name, newPositionJSON(span.Start), newPositionJSON(span.End),
			})
		}
		doc.Units = append(doc.Units, u)
	}
	if !none {
		doc.Min = minimum.String()
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}

func newPositionJSON(p unitfile.Pos) positionJSON {
	return positionJSON{p.Offset, p.Line, p.Col}
}
