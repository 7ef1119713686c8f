package realtools

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A Generator is the Quadlet generator of one Podman release.
type Generator struct {
	Version string // X.Y
	Path    string
}

// A Result is what one run of a generator said.
type Result struct {
	// Services are the generated units: file name ("web.service") to text.
	Services map[string]string
	// Messages are the complaints in the order printed, without the lines
	// that only tell what was read.
	Messages []Message
	// Status is the exit status, or -1 where the run was killed.
	Status int
	// TimedOut says that the generator did not end: some old releases loop
	// for ever on certain input.
	TimedOut bool
	// Stderr is everything printed there, as it came.
	Stderr string
}

// A Message is one complaint of a generator.
type Message struct {
	// File is the base name of the file complained about, "" where the
	// message names none.
	File string
	// Warning tells a remark from a refusal.
	Warning bool
	// Text is the message without the program's name and process id.
	Text string
}

// Refused reports whether the generator refused the file of that base name.
func (r Result) Refused(file string) bool {
	for _, m := range r.Messages {
		if !m.Warning && m.File == file {
			return true
		}
	}
	return false
}

// generatorTimeout is far above what a run takes (some 10 ms), as the tests
// may share a slow machine.
const generatorTimeout = 20 * time.Second

// Run runs the generator over the units of dir and its sub-directories, as for
// a user's manager where user is set and as for the system's otherwise. Nothing
// outside dir is read and nothing is written.
func (g Generator) Run(t testing.TB, dir string, user bool) Result {
	t.Helper()
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-dryrun", "-no-kmsg-log"}
	if user {
		args = append(args, "-user")
	}
	ctx, cancel := context.WithTimeout(t.Context(), generatorTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, g.Path, args...)
	cmd.Env = environ("QUADLET_UNIT_DIRS=" + abs)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		t.Fatalf("run the generator of podman %s: %v", g.Version, err)
	}
	return Result{
		Services: splitServices(stdout.String()),
		Messages: parseMessages(stderr.String()),
		Status:   cmd.ProcessState.ExitCode(),
		TimedOut: ctx.Err() != nil,
		Stderr:   stderr.String(),
	}
}

// splitServices cuts the output of -dryrun at its "---NAME---" lines. Each
// unit is followed by one empty line that is not part of it.
func splitServices(out string) map[string]string {
	services := make(map[string]string)
	name, start := "", 0
	finish := func(end int) {
		if name != "" {
			services[name] = strings.TrimSuffix(out[start:end], "\n")
		}
	}
	pos := 0
	for line := range strings.Lines(out) {
		next := pos + len(line)
		if n, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "---"); ok {
			if n, ok = strings.CutSuffix(n, "---"); ok {
				finish(pos)
				name, start = n, next
			}
		}
		pos = next
	}
	finish(pos)
	return services
}

// parseMessages reads what generators print to stderr. Several errors may
// come joined in one record, each on a line of its own, and only the first
// line of a record carries the program's name.
func parseMessages(stderr string) []Message {
	var all []Message
	for line := range strings.Lines(stderr) {
		text := strings.TrimSuffix(line, "\n")
		prefixed := false
		if rest, ok := strings.CutPrefix(text, "quadlet-generator["); ok {
			if _, rest, ok = strings.Cut(rest, "]: "); ok {
				text, prefixed = rest, true
			}
		}
		if narration(text) {
			continue
		}
		m := Message{File: namedFile(text), Text: text}
		m.Warning = strings.HasPrefix(text, "Warning: ")
		if !prefixed && m.File == "" && len(all) > 0 {
			all[len(all)-1].Text += "\n" + text
			continue
		}
		all = append(all, m)
	}
	return all
}

// narration reports whether a line only tells what the generator does.
func narration(text string) bool {
	for _, prefix := range [...]string{
		"Loading source unit file ", "Loading source drop-in file ", "Starting quadlet-generator",
		"No files parsed from ", "No files to parse from ", "processing encountered some errors",
	} {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}

// namedFile returns the base name of the file that a message is about. Podman
// 5 quotes it with ", Podman 4 with '; a warning has it as the first word.
func namedFile(text string) string {
	for _, form := range [...]struct{ before, after string }{
		{`converting "`, `"`},
		{`error loading "`, `"`},
		{`Error converting '`, `'`},
		{`Error loading '`, `'`},
		{`parsing `, `: `},
		{`Unsupported file type "`, `"`},
		{`Unsupported file type '`, `'`},
	} {
		if rest, ok := strings.CutPrefix(text, form.before); ok {
			name, _, _ := strings.Cut(rest, form.after)
			return filepath.Base(name)
		}
	}
	if rest, ok := strings.CutPrefix(text, "Warning: "); ok {
		if name, _, ok := strings.Cut(rest, " specifies "); ok {
			return name
		}
	}
	return ""
}
