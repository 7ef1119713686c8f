package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// scoreFlags are the flags of `score`.
type scoreFlags struct {
	podman    versionsFlag
	user      bool
	system    bool
	all       bool
	json      bool
	failAbove float64
}

func newScoreCmd(a *app) *cobra.Command {
	f := scoreFlags{failAbove: math.Inf(1)}
	cmd := &cobra.Command{
		Use:   "score [PATH...|-]",
		Short: "Say how exposed the host is to the containers of units",
		Long: `score says for each unit that runs containers how much of the host is within
reach of somebody who takes the container over, from 0.0 (PERFECT) to 10.0
(DANGEROUS), and what adds to it. It is the sum of the weights of the hardening
rules that found something; comments that silence a rule do not lower it. The
ports, networks and user namespace of a pod's members are those of the pod.

PATH is as for lint. "nova-quadlet explain RULE" says why a rule counts and what
to write; "nova-quadlet lint --enable hardening" reports the same as findings.

Exit status:
  0  no unit is above --fail-above
  1  a unit is, or cannot be judged as the generator refuses it
  2  usage error
  3  a file or directory could not be read`,
		Example: `  nova-quadlet score web.container
  nova-quadlet score --all --system units/       # what is as it should be, too
  nova-quadlet score --fail-above 3 units/       # in a pipeline
  nova-quadlet gen --hardened | nova-quadlet score -`,
		GroupID: groupUnits,
		RunE:    func(_ *cobra.Command, args []string) error { return runScore(a, f, args) },
	}
	cmd.Flags().SortFlags = false
	groupFlags(cmd.Flags(), "Target", func(fs *pflag.FlagSet) {
		fs.Var(&f.podman, "podman", "judge for Podman `VERSION` (default: the newest known)")
		fs.BoolVar(&f.user, "user", false, "the units are a user's: rootless Podman")
		fs.BoolVar(&f.system, "system", false, "the units are root's: rootful Podman")
	})
	groupFlags(cmd.Flags(), "Output", func(fs *pflag.FlagSet) {
		fs.Float64Var(&f.failAbove, "fail-above", f.failAbove, "give status 1 where a unit's exposure is above `N`")
		fs.Lookup("fail-above").DefValue = ""
		fs.BoolVar(&f.all, "all", false, "show what is as it should be, too")
		fs.BoolVar(&f.json, "json", false, "print JSON")
	})
	return cmd
}

func runScore(a *app, f scoreFlags, args []string) error {
	switch {
	case f.user && f.system:
		return usagef("", "--user and --system exclude each other")
	case len(f.podman.list) > 1:
		return usagef("run it once for each", "--podman: score judges for one release")
	case math.IsNaN(f.failAbove) || f.failAbove < 0:
		return usagef("the exposure goes from 0 to 10", "--fail-above: %v is no exposure", f.failAbove)
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	units, err := a.load(loadRequest{paths: args})
	if err != nil {
		return err
	}
	for _, dir := range units.empty {
		a.warnf("units end in "+kindEndings(), "no Quadlet units in %q", dir)
	}
	a.noteLater(f.podman.list)
	target := lint.Target{Podman: f.podman.list}
	switch {
	case f.user:
		target.Manager = lint.UserManager
	case f.system:
		target.Manager = lint.SystemManager
	}
	var scores []lint.Exposure
	for _, e := range lint.Exposures(units.src, target, rules.All()) {
		if units.asked == nil || units.asked[e.File] {
			scores = append(scores, e)
		}
	}
	if f.json {
		err = writeScoresJSON(a.stdout, scores)
	} else {
		writeScores(a.stdout, scores, f.all)
	}
	if err != nil {
		return failf("", "write JSON: %w", err)
	}
	if len(units.errs) > 0 {
		for _, err := range units.errs {
			a.report(err)
		}
		return &exitError{status: statusFailed}
	}
	for i := range scores {
		if scores[i].Lost || exposure(&scores[i]) > f.failAbove {
			return errFindings
		}
	}
	return nil
}

// exposure is the points of a unit on the scale of systemd-analyze security.
func exposure(e *lint.Exposure) float64 { return float64(e.Points()) / 10 }

// writeScores prints a line for each unit, and below it what adds to its
// exposure.
func writeScores(w io.Writer, scores []lint.Exposure, all bool) {
	for i := range scores {
		e := &scores[i]
		if e.Lost {
			fmt.Fprintf(w, "%s: not judged: the generator refuses it, see nova-quadlet lint\n", oneLine(e.File))
			continue
		}
		fmt.Fprintf(w, "%s: exposure %.1f %s\n", oneLine(e.File), exposure(e), lint.Level(e.Points()))
		for _, c := range e.Checks {
			switch {
			case len(c.Findings) > 0:
				d := c.Findings[0]
				fmt.Fprintf(w, "  +%.1f  %d:%d: %s [%s]\n", float64(c.Rule.Weight)/10, d.Span.Start.Line, d.Span.Start.Col, strings.TrimSpace(d.Message), c.Rule.Name)
			case all:
				fmt.Fprintf(w, "    ok  not there: %s [%s]\n", c.Rule.Doc.Title, c.Rule.Name)
			}
		}
	}
}

// The JSON form. Fields are added, never changed.
type scoresJSON struct {
	Version int         `json:"version"`
	Units   []scoreJSON `json:"units"`
}

type scoreJSON struct {
	File     string           `json:"file"`
	Kind     string           `json:"kind"`
	Judged   bool             `json:"judged"`
	Exposure float64          `json:"exposure"`
	Level    string           `json:"level"`
	Checks   []scoreCheckJSON `json:"checks"`
}

type scoreCheckJSON struct {
	Rule     string             `json:"rule"`
	Weight   float64            `json:"weight"`
	Exposed  bool               `json:"exposed"`
	Findings []scoreFindingJSON `json:"findings"`
}

type scoreFindingJSON struct {
	File    string       `json:"file"`
	Message string       `json:"message"`
	Hint    string       `json:"hint"`
	Start   positionJSON `json:"start"`
	End     positionJSON `json:"end"`
}

func writeScoresJSON(w io.Writer, scores []lint.Exposure) error {
	doc := scoresJSON{Version: 1, Units: []scoreJSON{}}
	for i := range scores {
		e := &scores[i]
		u := scoreJSON{File: e.File, Kind: e.Kind.String(), Judged: !e.Lost, Checks: []scoreCheckJSON{}}
		if u.Judged {
			u.Exposure, u.Level = exposure(e), lint.Level(e.Points())
		}
		for _, c := range e.Checks {
			check := scoreCheckJSON{Rule: c.Rule.Name, Weight: float64(c.Rule.Weight) / 10, Exposed: len(c.Findings) > 0, Findings: []scoreFindingJSON{}}
			for _, d := range c.Findings {
				check.Findings = append(check.Findings, scoreFindingJSON{d.File, d.Message, d.Hint, newPositionJSON(d.Span.Start), newPositionJSON(d.Span.End)})
			}
			u.Checks = append(u.Checks, check)
		}
		doc.Units = append(doc.Units, u)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}
