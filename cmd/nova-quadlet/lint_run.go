package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/format"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// outcome is what linting one project gave.
type outcome struct {
	findings []lint.Diagnostic
	texts    map[string]string
	// fails says that a finding reaches the project's threshold, or that a diff is
	// not empty.
	fails bool
	errs  []error
}

func runLint(a *app, f lintFlags, args []string) error {
	if err := f.fix.check(); err != nil {
		return err
	}
	if err := f.baseFlags(); err != nil {
		return err
	}
	if _, ok := a.lookupEnv("GOGC"); !ok {
		// Nearly all that a run allocates it needs to the end, so that collecting
		// early finds nothing; docs/performance.md has the figures.
		debug.SetGCPercent(400)
	}
	all := rules.All()
	projects, err := f.config.projects(f.paths(args), f.stdinName, all)
	if err != nil {
		return err
	}
	for _, p := range projects {
		if err := f.merge(p, all); err != nil {
			return err
		}
	}
	if f.config.print {
		printConfig(a, projects)
		return nil
	}
	total := outcome{texts: map[string]string{}}
	ran := map[string]bool{}
	stdin := ""
	done := a.busy("linting")
	defer done()
	for _, p := range projects {
		chosen := p.Choose(all)
		for i := range chosen {
			ran[chosen[i].Name] = true
		}
		got, units, err := f.lint(a, p, chosen, all)
		if err != nil {
			return err
		}
		total.findings = append(total.findings, got.findings...)
		if len(total.texts) == 0 {
			total.texts = got.texts
		} else {
			maps.Copy(total.texts, got.texts)
		}
		total.fails = total.fails || got.fails
		total.errs = append(total.errs, got.errs...)
		stdin = cmp.Or(stdin, units.stdin)
	}
	done()
	// Each project's are sorted; so are all of them together.
	slices.SortStableFunc(total.findings, func(a, b lint.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Start.Offset, b.Span.Start.Offset))
	})
	if !f.fix.diff {
		if err := f.print(a, &total, slices.DeleteFunc(all, func(r lint.Rule) bool { return !ran[r.Name] }), stdin); err != nil {
			return err
		}
	}
	if len(total.errs) > 0 {
		return errors.Join(total.errs...)
	}
	if total.fails && !f.exitZero {
		return errFindings
	}
	return nil
}

// print writes the findings of all projects.
func (f *lintFlags) print(a *app, total *outcome, ran []lint.Rule, stdin string) error {
	out := a.stdout
	if f.fix.fix && stdin != "" {
		// The mended text is the result; findings step aside.
		fmt.Fprint(a.stdout, total.texts[stdin])
		out = a.stderr
	}
	if !f.format.Suppressed {
		total.findings = slices.DeleteFunc(total.findings, func(d lint.Diagnostic) bool { return d.Suppressed != nil })
	}
	if f.show.Severity > lint.Info {
		total.findings = slices.DeleteFunc(total.findings, func(d lint.Diagnostic) bool { return d.Severity < f.show.Severity })
	}
	return f.format.Write(out, &format.Report{
		Findings: total.findings, Rules: ran, Tool: version(), Color: a.color(),
		Source: func(file string) string { return total.texts[file] },
	})
}

// lint lints the arguments that share a configuration.
func (f *lintFlags) lint(a *app, p *project, chosen, all []lint.Rule) (*outcome, *loaded, error) {
	targets, err := f.target.targets(a, p.Config)
	if err != nil {
		return nil, nil, err
	}
	base, err := f.openBaseline(p)
	if err != nil {
		return nil, nil, err
	}
	units, err := f.load(a, targets[0], p.args)
	if err != nil {
		return nil, nil, err
	}
	for _, dir := range units.empty {
		a.warnf("units end in "+kindEndings(), "no Quadlet units in %q", dir)
	}
	locked := p.Locked(all)
	options := lint.Options{
		NoIgnores: f.noIgnores, Locked: locked, Known: ruleNames(all), Severity: p.Severity(all, p.rel),
	}
	check := func(src quadlet.Source) []lint.Diagnostic {
		return units.only(lint.RunAll(src, targets, chosen, options))
	}
	got := &outcome{errs: units.errs}
	src := units.src
	switch {
	case f.fix.diff:
		fixed := f.fix.mend(units, check)
		a.printDiff(fixed.Files)
		got.fails = len(fixed.Files) > 0
		return got, units, nil
	case f.fix.fix:
		fixed := f.fix.mend(units, check)
		if err := a.writeFixed(fixed, units.stdin); err != nil {
			return nil, nil, err
		}
		got.findings, src = fixed.Findings, fixed.Source
	default:
		got.findings = check(src)
	}
	got.texts = texts(src)
	if base != nil {
		if got.findings, err = base.apply(a, got.findings, locked, units, f.updateBaseline); err != nil {
			return nil, nil, err
		}
	}
	threshold := f.failOn
	if !threshold.set && p.FailOn != "" {
		if err := threshold.Set(p.FailOn); err != nil {
			return nil, nil, err
		}
	}
	got.fails = slices.ContainsFunc(got.findings, threshold.reached)
	return got, units, nil
}

// paths are what is asked for: standard input may be named by its flag alone.
func (f *lintFlags) paths(args []string) []string {
	if f.stdinName != "" && len(args) == 0 {
		return []string{"-"}
	}
	return args
}

// load reads what the arguments name.
func (f *lintFlags) load(a *app, target lint.Target, args []string) (*loaded, error) {
	req := loadRequest{paths: args, stdinName: f.stdinName, unitPath: filepath.SplitList(f.unitPath)}
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

// printConfig prints what holds, and where it comes from.
func printConfig(a *app, projects []*project) {
	for i, p := range projects {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		from := "no configuration file"
		if p.file != "" {
			from = shortPath(p.file)
		}
		fmt.Fprintf(a.stdout, "# %s, with the flags given\n%s", from, p.Config)
	}
}

func ruleNames(all []lint.Rule) []string {
	names := make([]string, 0, len(all))
	for i := range all {
		names = append(names, all[i].Name)
	}
	return names
}

// texts are the files that were read.
func texts(src quadlet.Source) map[string]string {
	n := 0
	for _, dir := range src.Dirs {
		n += len(dir.Files)
	}
	m := make(map[string]string, n)
	for _, dir := range src.Dirs {
		for _, f := range dir.Files {
			m[f.Path] = f.Content
		}
		for _, d := range dir.Dropins {
			for _, f := range d.Files {
				m[f.Path] = f.Content
			}
		}
	}
	for _, f := range src.Multi {
		m[f.Path] = f.Content
	}
	return m
}
