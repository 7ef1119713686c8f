package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// app is what a command may reach of the world: its streams and its
// environment. Commands get it handed in, so that a test can hand in another.
type app struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer

	// Whether each stream is a terminal. Secrets are kept off a terminal and
	// colour is only ever written to one.
	stdinTTY, stdoutTTY, stderrTTY bool

	lookupEnv func(string) (string, bool)
}

// run carries out one command line and returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := &stickyWriter{w: stdout}
	a := &app{
		stdin:     stdin,
		stdout:    out,
		stderr:    stderr,
		stdinTTY:  isTerminal(stdin),
		stdoutTTY: isTerminal(stdout),
		stderrTTY: isTerminal(stderr),
		lookupEnv: os.LookupEnv,
	}
	root := newRootCmd(a, args)
	// Cobra falls back to os.Args when it is given a nil slice.
	root.SetArgs(append([]string{}, args...))

	err := root.Execute()
	// A full disk behind `>` shows only as a failed write; commands print
	// without looking at each write, so this is where it is noticed.
	if out.err != nil {
		// The path that os gives the stream ("/dev/stdout") says less than its name.
		cause := out.err
		if path := (*os.PathError)(nil); errors.As(cause, &path) {
			cause = path.Err
		}
		err = failf("", "write standard output: %w", cause)
	}
	return a.report(err)
}

// color says whether standard output may carry escape sequences.
func (a *app) color() bool {
	if no, ok := a.lookupEnv("NO_COLOR"); ok && no != "" {
		return false
	}
	if term, _ := a.lookupEnv("TERM"); term == "dumb" {
		return false
	}
	return a.stdoutTTY
}

// warnf tells the user about something that did not stop the command.
func (a *app) warnf(hint, format string, args ...any) {
	a.say("warning", fmt.Sprintf(format, args...))
	if hint != "" {
		a.say("hint", hint)
	}
}

// say writes one prefixed line to standard error. All messages of the program
// take this form, so that they can be told apart in a log of many programs.
func (a *app) say(kind, text string) {
	fmt.Fprintf(a.stderr, "nova-quadlet: %s: %s\n", kind, text)
}

// stickyWriter remembers the first error and writes nothing after it, so that
// a reader never sees output with a hole in it.
type stickyWriter struct {
	w   io.Writer
	err error
}

func (s *stickyWriter) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
