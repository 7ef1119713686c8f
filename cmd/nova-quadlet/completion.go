package main

import (
	"github.com/spf13/cobra"
)

func newCompletionCmd(a *app) *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print the completion script for a shell",
		Long: `completion prints a script that teaches a shell the commands, flags and values
of nova-quadlet.`,
		Example: `  nova-quadlet completion bash > ~/.local/share/bash-completion/completions/nova-quadlet
  nova-quadlet completion zsh > "${fpath[1]}/_nova-quadlet"
  nova-quadlet completion fish > ~/.config/fish/completions/nova-quadlet.fish`,
		GroupID:   groupMore,
		ValidArgs: shells,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("for example: nova-quadlet completion bash", "completion takes one shell: bash, zsh or fish")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			}
			return usagef(didYouMean(args[0], shells), "unknown shell %q", args[0])
		},
	}
}
