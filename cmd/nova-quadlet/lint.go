package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/format"
)

// lintFlags are the flags of `lint`.
type lintFlags struct {
	target    targetFlags
	choice    ruleFlags
	unitPath  string
	stdinName string
	format    formatFlag
	failOn    failOnFlag
	show      failOnFlag
	exitZero  bool
	noIgnores bool
	fix       fixFlags
	config    configFlags
	baseline  string
	// updateBaseline writes the baseline anew.
	updateBaseline bool
}

func newLintCmd(a *app) *cobra.Command {
	f := lintFlags{format: formatFlag{format.All()[0]}, failOn: failOnFlag{Severity: lint.Error}, show: failOnFlag{Severity: lint.Info}}
	cmd := &cobra.Command{
		Use:   "lint [PATH...|-]",
		Short: "Find what Podman, systemd or people would trip over in Quadlet units",
		Long: `lint reads Quadlet units and says what is wrong with them, without Podman. An
error is a proof: the generator, Podman or systemd of the target refuses the
unit or drops the line. A warning is accepted and most probably not meant.

PATH is a unit file, a directory with all that is below it, or "-" for standard
input; without PATH it is this directory. A file given by name is judged alone,
with its drop-ins; a directory is judged as a search path of the generator, in
which a reference that leads nowhere is an error.

A comment of its own line above a key or section silences rules there:
  # nova-quadlet:ignore RULE[,RULE] -- REASON
With ignore-file in place of ignore, before the first key, it counts for the
file. Comments that silence nothing or do not say why are findings.

What a project decides stands in .nova-quadlet.toml beside or above the units.

Exit status, in every format:
  0  no findings at or above --fail-on
  1  findings at or above --fail-on
  2  usage or configuration error
  3  a file or directory could not be read, or the job not be done`,
		Example: `  nova-quadlet lint                              # units in and below this directory
  nova-quadlet lint --distro debian13 web.container
  nova-quadlet lint --podman 4.4..6.1 --format json units/
  nova-quadlet lint --installed --user           # what runs on this machine
  nova-quadlet lint --diff                       # what --fix would change
  nova-quadlet lint --stdin-filename web.container - <web.container`,
		GroupID: groupUnits,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("unit-path") {
				f.unitPath, _ = a.lookupEnv("QUADLET_UNIT_DIRS")
			}
			return runLint(a, f, args)
		},
	}
	cmd.Flags().SortFlags = false
	groupFlags(cmd.Flags(), "Target", f.target.define)
	groupFlags(cmd.Flags(), "Input", func(fs *pflag.FlagSet) {
		fs.StringVar(&f.unitPath, "unit-path", "", "`DIR:DIR` in which references are looked up; without PATH, what to lint (default $QUADLET_UNIT_DIRS)")
		fs.StringVar(&f.stdinName, "stdin-filename", "", "the `PATH` that standard input stands for")
	})
	groupFlags(cmd.Flags(), "Rules", func(fs *pflag.FlagSet) {
		f.choice.define(fs)
		fs.BoolVar(&f.noIgnores, "no-inline-ignores", false, "report what comments in the units suppress, too")
	})
	groupFlags(cmd.Flags(), "Fixes", f.fix.define)
	groupFlags(cmd.Flags(), "Project", func(fs *pflag.FlagSet) {
		f.config.define(fs)
		fs.StringVar(&f.baseline, "baseline", "", "`FILE` of findings that are known and not reported")
		fs.BoolVar(&f.updateBaseline, "update-baseline", false, "write the baseline: all findings into a new file; an old one only shrinks")
	})
	groupFlags(cmd.Flags(), "Output", func(fs *pflag.FlagSet) {
		fs.Var(&f.format, "format", "`FORMAT` of the findings: "+formatNames())
		fs.Var(&f.failOn, "fail-on", "lowest `SEVERITY` that gives status 1: error, warning, info or never")
		fs.Var(&f.show, "min-severity", "lowest `SEVERITY` that is reported: error, warning or info")
		fs.BoolVar(&f.exitZero, "exit-zero", false, "give status 0 whatever is found")
	})
	return cmd
}

// formatFlag is an output format.
type formatFlag struct{ format.Format }

func (f *formatFlag) String() string { return f.Name }
func (f *formatFlag) Type() string   { return "FORMAT" }
func (f *formatFlag) Set(s string) error {
	found, ok := format.Lookup(s)
	if !ok {
		names := strings.Split(formatNames(), ", ")
		return &hintedError{fmt.Errorf("unknown format %q", s), didYouMeanOr(s, names, "known are "+formatNames())}
	}
	f.Format = found
	return nil
}

func formatNames() string {
	var names []string
	for _, f := range format.All() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// failOnFlag is the severity from which findings give status 1; lint.Off for
// never.
type failOnFlag struct {
	lint.Severity
	set bool
}

// reached reports whether a finding is at or above the threshold.
func (f *failOnFlag) reached(d lint.Diagnostic) bool {
	return f.Severity != lint.Off && d.Suppressed == nil && d.Severity >= f.Severity
}

func (f *failOnFlag) String() string {
	if f.Severity == lint.Off {
		return "never"
	}
	return f.Severity.String()
}
func (f *failOnFlag) Type() string { return "SEVERITY" }
func (f *failOnFlag) Set(s string) error {
	f.set = true
	switch s {
	case "error":
		f.Severity = lint.Error
	case "warning":
		f.Severity = lint.Warning
	case "info":
		f.Severity = lint.Info
	case "never":
		f.Severity = lint.Off
	default:
		words := []string{"error", "warning", "info", "never"}
		return &hintedError{fmt.Errorf("%q is no severity", s), didYouMeanOr(s, words, "known are "+strings.Join(words, ", "))}
	}
	return nil
}

// hintedError is an error that knows what to do about it.
type hintedError struct {
	error
	hint string
}

// Hint is what to do.
func (e *hintedError) Hint() string { return e.hint }

func didYouMeanOr(word string, candidates []string, otherwise string) string {
	if hint := didYouMean(word, candidates); hint != "" {
		return hint
	}
	return otherwise
}
