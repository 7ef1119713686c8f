package main

import (
	"fmt"
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
			at := cmd.Root()
			for _, word := range args {
				next, _, err := at.Find([]string{word})
				if err != nil || next == at {
					return subcommandOnly(at, []string{word})
				}
				at = next
			}
			fmt.Fprint(a.stdout, helpText(at))
			return nil
		},
	}
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

// writeFlags lists the flags of each group under its heading, in the order in
// which they were defined.
func writeFlags(b *strings.Builder, cmd *cobra.Command) {
	var titles []string
	groups := map[string][]*pflag.Flag{}
	add := func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		title := "Flags"
		if g := f.Annotations[flagGroup]; len(g) > 0 {
			title = g[0]
		}
		if groups[title] == nil {
			titles = append(titles, title)
		}
		groups[title] = append(groups[title], f)
	}
	local := cmd.LocalFlags()
	local.SortFlags = false
	local.VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	for _, title := range titles {
		fmt.Fprintf(b, "\n%s:\n", title)
		for _, f := range groups[title] {
			writeFlag(b, f)
		}
	}
}

// The columns of a flag list: names, what they do, the right margin.
const (
	flagIndent = 26
	lineWidth  = 80
)

// writeFlag prints one flag. pflag's own listing aligns everything to the
// longest name, which leaves no room on a terminal for what a flag does.
func writeFlag(b *strings.Builder, f *pflag.Flag) {
	value, usage := pflag.UnquoteUsage(f)
	name := "      --" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", --" + f.Name
	}
	if f.NoOptDefVal == "" && value != "" {
		name += " " + value
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" {
		usage += fmt.Sprintf(" (default %s)", f.DefValue)
	}
	indent := strings.Repeat(" ", flagIndent)
	lines := wrap(usage, lineWidth-flagIndent)
	if len(name)+2 > flagIndent {
		fmt.Fprintln(b, name)
		name = ""
	}
	fmt.Fprintf(b, "%-*s%s\n", flagIndent, name, strings.Join(lines, "\n"+indent))
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
