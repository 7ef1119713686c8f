package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newManCmd(a *app) *cobra.Command {
	var list bool
	cmd := &cobra.Command{
		Use:   "man [COMMAND…]",
		Short: "Print the manual page of a command",
		Long: `man prints the manual page of a command, or of nova-quadlet itself, in the form
that man(1) reads. The pages are made from the same texts as --help.`,
		Example: `  nova-quadlet man lint | man -l -             # read it
  nova-quadlet man --list                      # every command that has a page
  nova-quadlet man > nova-quadlet.1            # package it`,
		GroupID: groupMore,
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				if err := noArgs(cmd, args); err != nil {
					return err
				}
				for _, c := range documented(cmd.Root()) {
					fmt.Fprintln(a.stdout, c.CommandPath())
				}
				return nil
			}
			at, err := findCommand(cmd.Root(), args)
			if err != nil {
				return err
			}
			writeManPage(a.stdout, at)
			return nil
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "print the command lines that have a page, one a line")
	return cmd
}

// documented returns the command and all below it that a user may run, parents first.
func documented(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			all = append(all, documented(c)...)
		}
	}
	return all
}

// writeManPage writes the page in man(7)'s macros. Cobra's own writer goes
// through Markdown, which costs a parser in the program and turns a
// dash or an underscore in a help text into markup.
func writeManPage(w io.Writer, cmd *cobra.Command) {
	p := roff{w}
	p.printf(".TH %s 1 \"\" nova\\-quadlet \"nova\\-quadlet manual\"\n", roffEscape(strings.ToUpper(pageName(cmd))))
	p.section("NAME")
	p.printf("%s \\- %s\n", roffEscape(pageName(cmd)), roffEscape(cmd.Short))
	p.section("SYNOPSIS")
	p.printf(".B %s\n", roffEscape(usageLine(cmd)))
	p.section("DESCRIPTION")
	p.prose(cmd.Long)
	if subs := documented(cmd)[1:]; len(subs) > 0 {
		p.section("COMMANDS")
		for _, c := range subs {
			if c.Parent() == cmd {
				p.printf(".TP\n.B %s\n%s\n", roffEscape(c.Name()), roffText(c.Short+"."))
			}
		}
	}
	for _, group := range groupedFlags(cmd) {
		title := strings.ToUpper(group.title)
		if title == "FLAGS" {
			title = "OPTIONS"
		}
		p.section(title)
		for _, f := range group.flags {
			p.flag(f)
		}
	}
	p.section("EXIT STATUS")
	for _, s := range [...]struct{ status, meaning string }{
		{"0", "Nothing wrong."},
		{"1", "Findings at or above the threshold, or a failed check."},
		{"2", "A usage or configuration error."},
		{"3", "The job could not be done: unreadable input, an I/O error, systemd."},
	} {
		p.printf(".TP\n.B %s\n%s\n", s.status, s.meaning)
	}
	if cmd.Example != "" {
		p.section("EXAMPLES")
		p.verbatim(strings.Split(strings.Trim(cmd.Example, "\n"), "\n"))
	}
	p.section("SEE ALSO")
	p.seeAlso(cmd)
}

// pageName is the name of a command's page: git's habit, "nova-quadlet-gen-all".
func pageName(cmd *cobra.Command) string {
	return strings.ReplaceAll(cmd.CommandPath(), " ", "-")
}

// roff writes man(7) macros.
type roff struct{ w io.Writer }

func (p roff) printf(format string, args ...any) { fmt.Fprintf(p.w, format, args...) }

func (p roff) section(title string) { p.printf(".SH %s\n", roffEscape(title)) }

// prose writes paragraphs; lines that are indented stand as they are.
func (p roff) prose(text string) {
	var verbatim []string
	blank := false
	flush := func() {
		if len(verbatim) > 0 {
			p.verbatim(verbatim)
			p.printf(".PP\n")
			verbatim, blank = nil, false
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		switch {
		case strings.TrimSpace(line) == "":
			blank = true
		case strings.HasPrefix(line, "  "):
			if blank && len(verbatim) > 0 {
				verbatim = append(verbatim, "")
			}
			verbatim, blank = append(verbatim, line), false
		default:
			flush()
			if blank {
				p.printf(".PP\n")
				blank = false
			}
			p.printf("%s\n", roffText(line))
		}
	}
	if len(verbatim) > 0 {
		p.verbatim(verbatim)
	}
}

func (p roff) verbatim(lines []string) {
	p.printf(".PP\n.nf\n")
	for _, line := range lines {
		p.printf("%s\n", roffText(line))
	}
	p.printf(".fi\n")
}

func (p roff) flag(f *pflag.Flag) {
	value, usage := flagUsage(f)
	p.printf(".TP\n")
	if f.Shorthand != "" {
		p.printf("\\fB\\-%s\\fR, ", roffEscape(f.Shorthand))
	}
	p.printf("\\fB\\-\\-%s\\fR", roffEscape(f.Name))
	if value != "" {
		p.printf(" \\fI%s\\fR", roffEscape(value))
	}
	p.printf("\n%s\n", roffText(usage))
}

// seeAlso names the page above, the pages below and the manuals of the tools.
func (p roff) seeAlso(cmd *cobra.Command) {
	var names []string
	if cmd.HasParent() {
		names = append(names, pageName(cmd.Parent()))
	}
	for _, c := range documented(cmd)[1:] {
		if c.Parent() == cmd {
			names = append(names, pageName(c))
		}
	}
	for _, name := range names {
		p.printf(".BR %s (1),\n", roffEscape(name))
	}
	p.printf(".BR podman\\-systemd.unit (5),\n.BR systemd.unit (5)\n")
}

// roffEscape makes a text stand for itself; a plain "-" would be printed as a
// hyphen, which cannot be pasted into a shell.
func roffEscape(s string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "…", "...").Replace(s)
}

// roffText is roffEscape for a line of its own, where a first "." or "'" would
// make it a request.
func roffText(line string) string {
	line = roffEscape(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		return `\&` + line
	}
	return line
}
