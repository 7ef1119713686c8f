package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

// Groups of commands, in the order in which help shows them.
const (
	groupUnits = "units"
	groupHost  = "host"
	groupMore  = "more"
)

// workerCommand is how root starts this program again with an account's rights. What
// travels over the pipes is data; whatever the account has put in the way of the process
// that has its rights can lead to nothing that is not the account's already.
const workerCommand = "__work"

// command is one that can be given first.
type command struct {
	name string
	new  func(*app) *cobra.Command
	// whole says that it looks at all others.
	whole bool
}

// commands are in the order in which help shows them; each has a file of its own.
var commands = []command{
	{name: "gen", new: newGenCmd},
	{name: "lint", new: newLintCmd},
	{name: "fmt", new: newFmtCmd},
	{name: "rules", new: newRulesCmd},
	{name: "explain", new: newExplainCmd},
	{name: "min-version", new: newMinVersionCmd},
	{name: "score", new: newScoreCmd},
	{name: "install", new: newInstallCmd},
	{name: "uninstall", new: newUninstallCmd},
	{name: "setup", new: newSetupCmd},
	{name: "doctor", new: newDoctorCmd},
	{name: "why", new: newWhyCmd},
	{name: workerCommand, new: newWorkerCmd},
	{name: "version", new: newVersionCmd},
	{name: "completion", new: newCompletionCmd, whole: true},
	{name: "export", new: newExportCmd},
	{name: "man", new: newManCmd, whole: true},
}

// newRootCmd builds the command tree: of the command alone that the arguments begin
// with, where it is one that does not look at the others. The hundreds of flags of
// the rest would take longer than linting a file does.
func newRootCmd(a *app, args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "nova-quadlet",
		Short: "Nova Engine in a rootless Podman container, as a systemd service",
		Long: `nova-quadlet writes, checks and installs the Podman Quadlet units that run
Nova Engine as a rootless systemd user service.`,
		Example: `  nova-quadlet gen > nova-engine.container     # the unit, to read first
  nova-quadlet gen all --generate-token --output ./out   # everything that belongs to it`,
		Args:              subcommandOnly,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.PersistentFlags().BoolP("help", "h", false, "show this help")
	showVersion := root.Flags().Bool("version", false, "print the version and exit")
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		if *showVersion {
			return printVersion(a)
		}
		fmt.Fprint(a.stderr, helpText(cmd))
		return &exitError{status: statusUsage}
	}
	root.AddGroup(
		&cobra.Group{ID: groupUnits, Title: "Units"},
		&cobra.Group{ID: groupHost, Title: "This host"},
		&cobra.Group{ID: groupMore, Title: "More"},
	)
	alone := slices.ContainsFunc(commands, func(c command) bool { return len(args) > 0 && c.name == args[0] && !c.whole })
	for _, c := range commands {
		if !alone || c.name == args[0] {
			root.AddCommand(c.new(a))
		}
	}
	root.SetHelpCommand(newHelpCmd(a))
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(a.stdout, helpText(cmd)) })
	root.SetFlagErrorFunc(flagError)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	return root
}
