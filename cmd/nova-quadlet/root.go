package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// Groups of commands, in the order in which help shows them.
const (
	groupUnits = "units"
	groupHost  = "host"
	groupMore  = "more"
)

// newRootCmd builds the command tree. Every command is one line here and one
// file of its own.
func newRootCmd(a *app) *cobra.Command {
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
	for _, newCmd := range []func(*app) *cobra.Command{
		newGenCmd,
		newLintCmd,
		newFmtCmd,
		newRulesCmd,
		newExplainCmd,
		newMinVersionCmd,
		newScoreCmd,
		newInstallCmd,
		newUninstallCmd,
		newSetupCmd,
		newDoctorCmd,
		newWhyCmd,
		newWorkerCmd,
		newVersionCmd,
		newCompletionCmd,
		newExportCmd,
		newManCmd,
	} {
		root.AddCommand(newCmd(a))
	}
	root.SetHelpCommand(newHelpCmd(a))
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(a.stdout, helpText(cmd)) })
	root.SetFlagErrorFunc(flagError)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	return root
}
