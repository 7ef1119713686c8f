package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/lint/format"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

func newExplainCmd(a *app) *cobra.Command {
	out := "text"
	cmd := &cobra.Command{
		Use:   "explain RULE...",
		Short: "Explain a rule of lint: why, an example, the fix",
		Long: `explain says what a rule finds and why that matters, with a wrong example, what
lint says to it, and the right one. It needs no network; the same text stands
in docs/rules.`,
		Example: `  nova-quadlet explain unknown-key
  nova-quadlet explain --format json unknown-key`,
		GroupID: groupUnits,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(`run "nova-quadlet rules" for the rules`, "explain takes the name of a rule")
			}
			all, err := rulesOf(args)
			if err != nil {
				return err
			}
			switch out {
			case "json":
				return format.WriteRules(a.stdout, all)
			case "text", "markdown":
				pages := make([]string, 0, len(all))
				for i := range all {
					pages = append(pages, rules.Page(&all[i]))
				}
				return a.page(strings.Join(pages, "\n"))
			}
			known := []string{"text", "markdown", "json"}
			return usagef(didYouMeanOr(out, known, "known are "+strings.Join(known, ", ")), "unknown format %q", out)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(rules.All()), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringVar(&out, "format", out, "`FORMAT`: text (which is Markdown) or json")
	return cmd
}

// page shows a text: through the user's pager on a terminal, where it has one.
func (a *app) page(text string) error {
	pager, _ := a.lookupEnv("PAGER")
	if !a.stdoutTTY || pager == "cat" {
		_, err := io.WriteString(a.stdout, text)
		return err
	}
	if pager == "" {
		pager = "less"
	}
	// PAGER is a command line: `less -R` is usual.
	cmd := exec.Command("/bin/sh", "-c", pager)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "LESS="+lessOptions(a))
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 127 {
		_, err = io.WriteString(a.stdout, text)
	}
	if errors.Is(err, syscall.EPIPE) {
		// The reader has seen enough.
		return nil
	}
	return err
}

// lessOptions has less leave a text that fits on the screen, unless the user
// says what it is to do.
func lessOptions(a *app) string {
	if options, ok := a.lookupEnv("LESS"); ok {
		return options
	}
	return "FRX"
}
