//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/internal/host"
)

func newDoctorCmd(a *app) *cobra.Command {
	var (
		at          place
		format      string
		fix, strict bool
	)
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check whether this host can run rootless Quadlets, and say what mends it",
		Long: `doctor looks at the host, at one account and at the units that are installed for
it, and changes nothing. For each thing that is wrong it prints the command that
mends it; --fix runs those that destroy nothing.

The status is 1 if a check failed. With --strict a warning counts as a failure.`,
		Example: `  nova-quadlet doctor                              # this account
  sudo nova-quadlet doctor --user nova-engine      # a service account
  nova-quadlet doctor --format json`,
		GroupID: groupHost,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usagef("text or json", "--format: unknown format %q", format)
			}
			who, _, err := at.resolve(a)
			if err != nil {
				return err
			}
			results, err := examine(cmd.Context(), who, at.userDir)
			if err != nil {
				return err
			}
			if fix && mend(cmd.Context(), a, results) {
				if results, err = examine(cmd.Context(), who, at.userDir); err != nil {
					return err
				}
			}
			if err := printResults(a, format, results); err != nil {
				return err
			}
			for _, r := range results {
				if r.Status == host.Fail || strict && r.Status == host.Warn {
					return errFindings
				}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&at.user, "user", "", "as root: the `ACCOUNT` to look at")
	f.StringVar(&at.userDir, "user-dir", "", "look at the units in `DIR` only")
	f.StringVar(&format, "format", "text", "`FORMAT` of the output: text or json")
	f.BoolVar(&fix, "fix", false, "run the mending commands that destroy nothing, then look again")
	f.BoolVar(&strict, "strict", false, "a warning is a failure too")
	return cmd
}

// examine gathers the facts, those of the account with its rights, and runs the checks.
func examine(ctx context.Context, who host.Account, unitDir string) ([]host.Result, error) {
	facts, err := gather(ctx, who, unitDir)
	if err != nil {
		return nil, err
	}
	return host.Examine(facts), nil
}

func gather(ctx context.Context, who host.Account, unitDir string) (host.Facts, error) {
	facts := host.System(ctx, who)
	facts.UnitDir = unitDir
	if who.Self() {
		return host.Gather(ctx, facts), nil
	}
	err := workAs(ctx, who, "facts", facts, &facts)
	if err != nil {
		return facts, failf("", "%w", err)
	}
	return facts, nil
}

func factsWorker(ctx context.Context, in []byte) (any, error) {
	var facts host.Facts
	if err := json.Unmarshal(in, &facts); err != nil {
		return nil, err
	}
	return host.Gather(ctx, facts), nil
}

// mend runs the safe commands and reports whether there were any.
func mend(ctx context.Context, a *app, results []host.Result) bool {
	ran := false
	for _, r := range results {
		if !r.Safe || r.Fix == "" || r.Status != host.Fail && r.Status != host.Warn {
			continue
		}
		ran = true
		fmt.Fprintf(a.stderr, "nova-quadlet: fix: %s\n", r.Fix)
		cmd := exec.CommandContext(ctx, "/bin/sh", "-c", r.Fix)
		cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = "/", os.Stdin, a.stderr, a.stderr
		if err := cmd.Run(); err != nil {
			a.warnf("", "%s: %v", r.Fix, err)
		}
	}
	return ran
}

func printResults(a *app, format string, results []host.Result) error {
	if format == "json" {
		enc := json.NewEncoder(a.stdout)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(struct {
			Version int           `json:"version"`
			Results []host.Result `json:"results"`
		}{1, results})
	}
	for _, r := range results {
		fmt.Fprintf(a.stdout, "%-8s %s: %s\n", r.Status, r.Check, oneLine(r.Detail))
		if r.Fix != "" {
			fmt.Fprintf(a.stdout, "%8s %s\n", "", r.Fix)
		}
	}
	return nil
}
