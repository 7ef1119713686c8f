package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/format"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// lintFlags are the flags of `lint`.
type lintFlags struct {
	target    targetFlags
	choice    ruleFlags
	unitPath  string
	stdinName string
	format    formatFlag
	failOn    failOnFlag
	exitZero  bool
	noIgnores bool
	fix       fixFlags
}

func newLintCmd(a *app) *cobra.Command {
	f := lintFlags{format: formatFlag{format.All()[0]}, failOn: failOnFlag{lint.Error}}
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
	groupFlags(cmd.Flags(), "Output", func(fs *pflag.FlagSet) {
		fs.Var(&f.format, "format", "`FORMAT` of the findings: "+formatNames())
		fs.Var(&f.failOn, "fail-on", "lowest `SEVERITY` that gives status 1: error, warning, info or never")
		fs.BoolVar(&f.exitZero, "exit-zero", false, "give status 0 whatever is found")
	})
	return cmd
}

func runLint(a *app, f lintFlags, args []string) error {
	if err := f.fix.check(); err != nil {
		return err
	}
	targets, err := f.target.targets(a)
	if err != nil {
		return err
	}
	chosen, err := f.choice.rules(rules.All())
	if err != nil {
		return err
	}
	units, err := f.load(a, targets[0], args)
	if err != nil {
		return err
	}
	check := func(src quadlet.Source) []lint.Diagnostic {
		return units.only(lint.RunAll(src, targets, chosen, lint.Options{NoIgnores: f.noIgnores, Known: allRuleNames()}))
	}
	out, src := a.stdout, units.src
	var findings []lint.Diagnostic
	switch {
	case f.fix.diff:
		fixed := f.fix.mend(units, check)
		a.printDiff(fixed.Files)
		if len(fixed.Files) > 0 {
			return errFindings
		}
		return f.verdict(a, units, nil)
	case f.fix.fix:
		fixed := f.fix.mend(units, check)
		if err := a.writeFixed(fixed, units.stdin); err != nil {
			return err
		}
		findings, src = fixed.Findings, fixed.Source
		if units.stdin != "" {
			// The mended text is the result; findings step aside.
			fmt.Fprint(a.stdout, sources(src)(units.stdin))
			out = a.stderr
		}
	default:
		findings = check(src)
	}
	if !f.format.Suppressed {
		findings = slices.DeleteFunc(findings, func(d lint.Diagnostic) bool { return d.Suppressed != nil })
	}
	report := &format.Report{Findings: findings, Rules: chosen, Source: sources(src), Color: a.color()}
	if err := f.format.Write(out, report); err != nil {
		return err
	}
	return f.verdict(a, units, findings)
}

// load reads what the arguments name.
func (f *lintFlags) load(a *app, target lint.Target, args []string) (*loaded, error) {
	req := loadRequest{paths: args, stdinName: f.stdinName, unitPath: filepath.SplitList(f.unitPath)}
	if f.stdinName != "" && len(args) == 0 {
		req.paths = []string{"-"}
	}
	if f.target.installed && f.unitPath == "" {
		req.installed = f.target.searchPath(a, target)
	}
	if len(req.paths) == 0 && len(req.unitPath) == 0 && !f.target.installed {
		req.paths = []string{"."}
	}
	return a.load(req)
}

// only keeps the findings that were asked for.
func (l *loaded) only(ds []lint.Diagnostic) []lint.Diagnostic {
	if l.asked == nil {
		return ds
	}
	return slices.DeleteFunc(ds, func(d lint.Diagnostic) bool { return !l.asked[d.File] })
}

func allRuleNames() []string {
	all := rules.All()
	names := make([]string, 0, len(all))
	for i := range all {
		names = append(names, all[i].Name)
	}
	return names
}

// verdict says on stderr what kept the job from being done, and chooses the
// exit status.
func (f *lintFlags) verdict(a *app, units *loaded, findings []lint.Diagnostic) error {
	for _, dir := range units.empty {
		a.warnf("units end in "+kindEndings(), "no Quadlet units in %q", dir)
	}
	var result error
	for i := range findings {
		if findings[i].Suppressed == nil && findings[i].Severity >= f.failOn.Severity && f.failOn.Severity != lint.Off && !f.exitZero {
			result = errFindings
			break
		}
	}
	if len(units.errs) == 0 {
		return result
	}
	for _, err := range units.errs {
		a.report(err)
	}
	return &exitError{status: statusFailed}
}

// sources gives the text of the files that were read.
func sources(src quadlet.Source) func(string) string {
	var texts map[string]string
	return func(file string) string {
		if texts == nil {
			texts = map[string]string{}
			for _, dir := range src.Dirs {
				for _, f := range dir.Files {
					texts[f.Path] = f.Content
				}
				for _, d := range dir.Dropins {
					for _, f := range d.Files {
						texts[f.Path] = f.Content
					}
				}
			}
		}
		return texts[file]
	}
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
type failOnFlag struct{ lint.Severity }

func (f *failOnFlag) String() string {
	if f.Severity == lint.Off {
		return "never"
	}
	return f.Severity.String()
}
func (f *failOnFlag) Type() string { return "SEVERITY" }
func (f *failOnFlag) Set(s string) error {
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
