package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/internal/layout"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// fmtFlags are the flags of `fmt`.
type fmtFlags struct {
	check, diff bool
	podman      versionsFlag
	stdinName   string
}

func newFmtCmd(a *app) *cobra.Command {
	var f fmtFlags
	cmd := &cobra.Command{
		Use:   "fmt [PATH...|-]",
		Short: "Give Quadlet units their canonical layout",
		Long: `fmt lays units out: one empty line between sections, nothing around "=", no
blanks at the ends of lines, no indentation, "\n" as the line's end. Comments,
the order of everything and continued values stay as they are.

A change after which some Podman from 4.4 on would read another value is not
made: each text is read again, by the parser of every release. With --podman
only the releases named count.

PATH is a unit, a drop-in, a directory, or "-" for standard input, which goes
to standard output; without PATH it is this directory.`,
		Example: `  nova-quadlet fmt                   # all units in and below this directory
  nova-quadlet fmt --check units/    # status 1 and the names, if any would change
  nova-quadlet fmt --diff web.container
  nova-quadlet fmt - <web.container`,
		GroupID: groupUnits,
		RunE:    func(_ *cobra.Command, args []string) error { return runFmt(a, f, args) },
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().BoolVar(&f.check, "check", false, "change nothing; name the files that would change, with status 1")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "change nothing; show what would change, with status 1 if that is anything")
	cmd.Flags().Var(&f.podman, "podman", "only Podman `VERSION`s have to go on reading the same (default: all from 4.4)")
	cmd.Flags().StringVar(&f.stdinName, "stdin-filename", "", "the `PATH` that standard input stands for, in messages")
	return cmd
}

func runFmt(a *app, f fmtFlags, args []string) error {
	if f.check && f.diff {
		return usagef("", "--check and --diff exclude each other")
	}
	if len(args) == 0 {
		args = []string{"."}
		if f.stdinName != "" {
			args = []string{"-"}
		}
	}
	units, err := a.load(loadRequest{paths: args, stdinName: f.stdinName})
	if err != nil {
		return err
	}
	for _, dir := range units.empty {
		a.warnf("units end in "+kindEndings(), "no Quadlet units in %q", dir)
	}
	errs := units.errs
	changed := 0
	for file := range units.files() {
		text, err := layout.Format(file.Content, dialects(f.podman.list))
		if err != nil {
			errs = append(errs, failf("nova-quadlet lint "+file.Path+" says where", "format %q: %w", file.Path, err))
		}
		if err := a.laidOut(f, units, file, text); err != nil {
			errs = append(errs, failf("", "%w", err))
		}
		if text != file.Content {
			changed++
		}
	}
	switch {
	case len(errs) > 0:
		return errors.Join(errs...)
	case changed > 0 && (f.check || f.diff):
		return errFindings
	}
	return nil
}

// laidOut does with one file what the flags say.
func (a *app) laidOut(f fmtFlags, units *loaded, file quadlet.SourceFile, text string) error {
	switch {
	case f.check:
		if text != file.Content {
			fmt.Fprintln(a.stdout, file.Path)
		}
	case f.diff:
		if text != file.Content {
			a.printDiff([]lint.FixedFile{{Path: file.Path, Before: file.Content, After: text}})
		}
	case units.stdin == file.Path:
		fmt.Fprint(a.stdout, text)
	case text != file.Content:
		return replaceFile(file.Path, file.Content, text)
	}
	return nil
}

// files are the files that were asked for and could be read, each once.
func (l *loaded) files() func(yield func(quadlet.SourceFile) bool) {
	return func(yield func(quadlet.SourceFile) bool) {
		for _, dir := range l.src.Dirs {
			list := slices.Clone(dir.Files)
			for _, d := range dir.Dropins {
				list = append(list, d.Files...)
			}
			for _, f := range list {
				if f.Err == "" && (l.asked == nil || l.asked[f.Path]) && !yield(f) {
					return
				}
			}
		}
	}
}

// dialects are how releases read unit files, oldest first; none for all.
func dialects(versions []quadlet.Version) []unitfile.Dialect {
	var list []unitfile.Dialect
	for _, v := range versions {
		d := quadlet.DialectOf(v.Known())
		if !slices.ContainsFunc(list, func(o unitfile.Dialect) bool { return o.Name == d.Name }) {
			list = append(list, d)
		}
	}
	return list
}
