package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagGroup is the annotation that puts a flag under a heading of its own in
// the help of its command; see groupFlags.
const flagGroup = "nova-quadlet-group"

// newHelpCmd is `nova-quadlet help COMMAND`.
func newHelpCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show what a command does, with an example",
		Long:    "help shows what a command does, its flags and an example. `--help` after any\ncommand does the same.",
		Example: "  nova-quadlet help gen",
		GroupID: groupMore,
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := findCommand(cmd.Root(), args)
			if err != nil {
				return err
			}
			fmt.Fprint(a.stdout, helpText(at))
			return nil
		},
	}
}

// findCommand walks down from root to the command that the words name.
func findCommand(root *cobra.Command, words []string) (*cobra.Command, error) {
	at := root
	for _, word := range words {
		next, _, err := at.Find([]string{word})
		if err != nil || next == at {
			return nil, subcommandOnly(at, []string{word})
		}
		at = next
	}
	return at, nil
}

// helpText lays out what a person needs in the order in which it is needed:
// what the command does, how it is called, an example, then the details.
func helpText(cmd *cobra.Command) string {
	var b strings.Builder
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	fmt.Fprintf(&b, "%s\n\nUsage:\n  %s\n", strings.TrimSpace(long), usageLine(cmd))
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", strings.TrimRight(cmd.Example, "\n"))
	}
	writeCommands(&b, cmd)
	writeFlags(&b, cmd)
	if !cmd.HasParent() {
		b.WriteString(`
Exit status: 0 nothing wrong, 1 findings or a failed check, 2 usage or
configuration error, 3 the job could not be done. Results go to standard
output, everything else to standard error.

Run "nova-quadlet help COMMAND" for a command's flags and examples.
`)
	}
	return b.String()
}

func usageLine(cmd *cobra.Command) string {
	if cmd.HasAvailableSubCommands() && !cmd.HasParent() {
		return cmd.CommandPath() + " COMMAND"
	}
	return cmd.UseLine()
}

func writeCommands(b *strings.Builder, cmd *cobra.Command) {
	width := 0
	for _, c := range cmd.Commands() {
		width = max(width, len(c.Name()))
	}
	list := func(title, group string) {
		for _, c := range cmd.Commands() {
			if !c.IsAvailableCommand() || c.GroupID != group {
				continue
			}
			if title != "" {
				fmt.Fprintf(b, "\n%s:\n", title)
				title = ""
			}
			fmt.Fprintf(b, "  %-*s  %s\n", width, c.Name(), c.Short)
		}
	}
	for _, g := range cmd.Groups() {
		list(g.Title, g.ID)
	}
	list("Commands", "")
}

// writeFlags lists the flags of each group under its heading.
func writeFlags(b *strings.Builder, cmd *cobra.Command) {
	for _, group := range groupedFlags(cmd) {
		fmt.Fprintf(b, "\n%s:\n", group.title)
		for _, f := range group.flags {
			writeFlag(b, f)
		}
	}
}

// flagList is the flags under one heading of a help text.
type flagList struct {
	title string
	flags []*pflag.Flag
}

// groupedFlags returns the flags of cmd under their headings, in the order in
// which they were defined.
func groupedFlags(cmd *cobra.Command) []flagList {
	var groups []flagList
	add := func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		title := "Flags"
		if g := f.Annotations[flagGroup]; len(g) > 0 {
			title = g[0]
		}
		at := slices.IndexFunc(groups, func(g flagList) bool { return g.title == title })
		if at < 0 {
			at = len(groups)
			groups = append(groups, flagList{title: title})
		}
		groups[at].flags = append(groups[at].flags, f)
	}
	local := cmd.LocalFlags()
	local.SortFlags = false
	local.VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	return groups
}

// The columns of a flag list: names, what they do, the right margin.
const (
	flagIndent = 26
	lineWidth  = 80
)

// writeFlag prints one flag. pflag's own listing aligns everything to the
// longest name, which leaves no room on a terminal for what a flag does.
func writeFlag(b *strings.Builder, f *pflag.Flag) {
	value, usage := flagUsage(f)
	name := "      --" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", --" + f.Name
	}
	if value != "" {
		name += " " + value
	}
	indent := strings.Repeat(" ", flagIndent)
	lines := wrap(usage, lineWidth-flagIndent)
	if len(name)+2 > flagIndent {
		fmt.Fprintln(b, name)
		name = ""
	}
	fmt.Fprintf(b, "%-*s%s\n", flagIndent, name, strings.Join(lines, "\n"+indent))
}

// flagUsage returns the name of a flag's value, "" where it takes none, and
// what the flag does, its default included.
func flagUsage(f *pflag.Flag) (value, usage string) {
	value, usage = pflag.UnquoteUsage(f)
	if f.NoOptDefVal != "" {
		value = ""
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" {
		usage += fmt.Sprintf(" (default %s)", f.DefValue)
	}
	return value, usage
}

// wrap breaks text between words into lines of at most width columns.
func wrap(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len(*last)+1+len(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}

// groupFlags puts the flags that define adds to fs under a heading.
func groupFlags(fs *pflag.FlagSet, title string, define func(*pflag.FlagSet)) {
	group := pflag.NewFlagSet(title, pflag.ContinueOnError)
	group.SortFlags = false
	define(group)
	group.VisitAll(func(f *pflag.Flag) {
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[flagGroup] = []string{title}
		fs.AddFlag(f)
	})
}
