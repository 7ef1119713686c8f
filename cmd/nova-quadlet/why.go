//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/internal/host"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

func newWhyCmd(a *app) *cobra.Command {
	var (
		at     place
		format string
	)
	cmd := &cobra.Command{
		Use:   "why UNIT",
		Short: "Explain why a unit is not found or does not start",
		Long: `why follows one unit from its file to its process: the file that makes it and
those that it wins over, its drop-ins, what is wrong with them, what systemd says,
the last messages, and what to do next.

UNIT is the service, the unit file, or the name that they share. The status is 1
unless the service runs.`,
		Example: `  nova-quadlet why nova-engine
  sudo nova-quadlet why --user nova-engine nova-engine.container
  nova-quadlet why --format json nova-engine.service`,
		GroupID: groupHost,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("for example: nova-quadlet why nova-engine", "why takes one unit, got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usagef("text or json", "--format: unknown format %q", format)
			}
			who, _, err := at.resolve(a)
			if err != nil {
				return err
			}
			facts, err := gather(cmd.Context(), who, at.userDir)
			if err != nil {
				return err
			}
			service := host.ServiceOf(args[0], facts.Units, facts.Version())
			x := host.Explain(facts, service, unitFindings(facts, service), journalOf(cmd.Context(), facts, service))
			if err := printWhy(a, format, x); err != nil {
				return err
			}
			if !x.Healthy {
				return errFindings
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&at.user, "user", "", "as root: the `ACCOUNT` whose unit it is")
	f.StringVar(&at.userDir, "user-dir", "", "look at the units in `DIR` only")
	f.StringVar(&format, "format", "text", "`FORMAT` of the output: text or json")
	return cmd
}

// unitFindings are the linter's errors in what makes the service, and in files that cannot
// be parsed: each of those drops its whole directory.
func unitFindings(facts host.Facts, service string) []string {
	v := facts.Version()
	set := host.Set(facts.Units, v)
	names := map[string]bool{}
	for _, u := range set.Units {
		if host.ServiceOf(u.Name, facts.Units, v) == service {
			names[u.Path] = true
			for _, d := range u.Dropins {
				names[d.Name] = true
			}
		}
	}
	var out []string
	target := lint.Target{Podman: []quadlet.Version{v}, Manager: lint.UserManager, Cgroups: "v2"}
	for _, d := range lint.RunSet(set, target, rules.All()) {
		if d.Severity == lint.Error && (names[d.File] || d.Rule == "syntax") {
			out = append(out, fmt.Sprintf("%s:%d:%d: %s: %s [%s]", d.File, d.Span.Start.Line, d.Span.Start.Col, d.Severity, d.Message, d.Rule))
		}
	}
	return out
}

// journalOf reads the last messages of the service and those of systemd about it. Root must
// name the account's uid: --user means root's own log, and --machine reaches no log at all.
func journalOf(ctx context.Context, facts host.Facts, service string) []string {
	args := []string{"--no-pager", "--quiet", "--output", "cat", "--lines", "20"}
	if uid := strconv.Itoa(facts.Account.UID); facts.Root || facts.Account.UID < 1000 {
		args = append(args, "_UID="+uid, "_SYSTEMD_USER_UNIT="+service, "+", "_UID="+uid, "USER_UNIT="+service)
	} else {
		args = append(args, "--user", "--unit", service)
	}
	cmd := exec.CommandContext(ctx, "journalctl", args...)
	cmd.Dir = "/"
	out, err := host.Output(cmd)
	if err != nil {
		return nil
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return slices.DeleteFunc(lines, func(l string) bool {
		// Podman logs each of its events; they say nothing that systemd does not.
		return strings.TrimSpace(l) == "" || strings.Contains(l, " UTC m=+")
	})
}

func printWhy(a *app, format string, x host.Explanation) error {
	if format == "json" {
		enc := json.NewEncoder(a.stdout)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(struct {
			Version int `json:"version"`
			host.Explanation
		}{1, x})
	}
	show := func(title string, lines ...string) {
		for i, l := range lines {
			if l == "" {
				continue
			}
			if i > 0 {
				title = ""
			}
			fmt.Fprintf(a.stdout, "%-9s %s\n", title, oneLine(l))
		}
	}
	show("unit", x.Service)
	show("source", x.Source)
	show("wins over", x.Masks...)
	show("drop-ins", x.DropIns...)
	show("verdict", x.Verdict...)
	show("state", x.State)
	show("messages", x.Journal...)
	show("cause", x.Cause)
	show("next", x.Next...)
	return nil
}
