package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit statuses, the same for every command and every output format.
const (
	statusOK       = 0 // nothing wrong
	statusFindings = 1 // findings at or above the threshold, or a failed check
	statusUsage    = 2 // usage or configuration error
	statusFailed   = 3 // the job could not be done: unreadable input, I/O, systemd
)

// errFindings ends a command whose results, already printed, say what is
// wrong: status 1 and not a word more.
var errFindings = &exitError{status: statusFindings}

// exitError is an error that knows the exit status it stands for and, where
// there is something to do about it, the hint that says so.
type exitError struct {
	status int
	err    error // nil: say nothing
	hint   string
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// Hint is what the user can do about the error, or "".
func (e *exitError) Hint() string { return e.hint }

// usagef is an error in what the user asked for (status 2).
func usagef(hint, format string, args ...any) error {
	return &exitError{statusUsage, fmt.Errorf(format, args...), hint}
}

// failf is a job that could not be done (status 3). It is also the status of
// any error that does not carry one.
func failf(hint, format string, args ...any) error {
	return &exitError{statusFailed, fmt.Errorf(format, args...), hint}
}

// withHint adds a hint to an error of another package.
func withHint(err error, hint string) error { return &exitError{statusUsage, err, hint} }

// hinter is an error of another package that knows a hint.
type hinter interface{ Hint() string }

// report prints err, one "error:" line and at most one "hint:" line for each
// error joined in it, and returns the exit status: the highest of them.
func (a *app) report(err error) int {
	if err == nil {
		return statusOK
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		status := statusOK
		for _, e := range joined.Unwrap() {
			status = max(status, a.report(e))
		}
		return status
	}
	status := statusFailed
	var exit *exitError
	if errors.As(err, &exit) {
		status = exit.status
		if exit.err == nil {
			return status
		}
		// usagef("", "…: %w", errors.Join(…)) keeps its status for each part.
		if joined, ok := exit.err.(interface{ Unwrap() []error }); ok && exit == err {
			for _, e := range joined.Unwrap() {
				a.report(&exitError{status, e, exit.hint})
			}
			return status
		}
	}
	a.say("error", oneLine(err.Error()))
	var h hinter
	if errors.As(err, &h) && h.Hint() != "" {
		a.say("hint", oneLine(h.Hint()))
	} else if errors.As(errors.Unwrap(err), &h) && h.Hint() != "" {
		a.say("hint", oneLine(h.Hint()))
	}
	return status
}

// oneLine keeps a message on its line: a value quoted in it must not be able
// to forge another message.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// flagError turns what pflag says about a command line into our words.
func flagError(cmd *cobra.Command, err error) error {
	help := fmt.Sprintf("run %q for the flags", cmd.CommandPath()+" --help")
	var (
		unknown  *pflag.NotExistError
		noValue  *pflag.ValueRequiredError
		badValue *pflag.InvalidValueError
		syntax   *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return usagef(help, "unknown flag -%s", unknown.GetSpecifiedName())
	case errors.As(err, &unknown):
		return usagef(cmp.Or(didYouMean("--"+unknown.GetSpecifiedName(), flagNames(cmd)), help),
			"unknown flag --%s", unknown.GetSpecifiedName())
	case errors.As(err, &noValue):
		return usagef(help, "flag --%s needs a value", noValue.GetFlag().Name)
	case errors.As(err, &badValue):
		hint := ""
		var h hinter
		if errors.As(badValue.Unwrap(), &h) {
			hint = h.Hint()
		}
		return usagef(hint, "--%s: %w", badValue.GetFlag().Name, badValue.Unwrap())
	case errors.As(err, &syntax):
		return usagef(help, "bad flag syntax %q", syntax.GetSpecifiedFlag())
	}
	return usagef(help, "%w", err)
}

// flagNames lists the flags that cmd takes, with their dashes.
func flagNames(cmd *cobra.Command) []string {
	var names []string
	add := func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, "--"+f.Name)
		}
	}
	cmd.LocalFlags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	return names
}

// noArgs is the Args of a command that takes none.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usagef(fmt.Sprintf("run %q", cmd.CommandPath()+" --help"),
		"%s takes no argument, got %q", cmd.CommandPath(), args[0])
}

// subcommandOnly is the Args of a command that only holds others.
func subcommandOnly(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := didYouMean(args[0], commandNames(cmd))
	return usagef(cmp.Or(hint, fmt.Sprintf("run %q for the commands", cmd.CommandPath()+" --help")),
		"unknown command %q", args[0])
}

// pathCause drops the path that the message names already.
func pathCause(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}
