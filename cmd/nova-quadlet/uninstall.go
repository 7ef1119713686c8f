//go:build unix

package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/internal/host"
	"github.com/nova-engine/nova-quadlet/internal/install"
)

func newUninstallCmd(a *app) *cobra.Command {
	var (
		at  place
		job install.Job

		purged, yes bool
	)
	cmd := &cobra.Command{
		Use:   "uninstall [SET]",
		Short: "Stop the services of a set and remove exactly its files",
		Long: `uninstall stops the services of a set that install put there, removes the files
that its manifest names, and makes systemd forget them. A file that was edited
since is kept as NAME.saved; nothing else is touched: no configuration, no
workspace, no image. --purge removes what the units keep below the account's
home as well, after asking.

Without SET it is the only set of the unit directory.`,
		Example: `  nova-quadlet uninstall nova-engine
  sudo nova-quadlet uninstall --user nova-engine nova-engine
  nova-quadlet uninstall --dry-run nova-engine`,
		GroupID: groupHost,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			who, dir, err := at.resolve(a)
			if err != nil {
				return err
			}
			if len(args) > 0 {
				job.Set.Name = args[0]
			}
			job.Dir, job.System, job.Remove = dir, at.system, true
			if err := at.stage(&job); err != nil {
				return err
			}
			version, err := podmanVersion(at.podman, func() (string, error) {
				return host.Output(who.Command(cmd.Context(), "podman", "--version"))
			})
			if err != nil {
				return err
			}
			var state []string
			if purged {
				// Looked up, and asked about, before anything goes.
				look := job
				look.DryRun = true
				rep, err := runJob(cmd.Context(), who, look, version)
				if err != nil {
					return jobError(a, rep, job, err)
				}
				state = stateOf(rep.Plan.Changes, who, job.Dir, version)
				if job.DryRun {
					for _, p := range state {
						a.say("note", "--purge would remove "+p)
					}
				} else if err := a.confirm(yes, state); err != nil {
					return err
				}
			}
			rep, err := runJob(cmd.Context(), who, job, version)
			printReport(a, rep, job.DryRun)
			var missing *install.NotInstalledError
			if errors.As(err, &missing) {
				return failf("", "%w", err)
			}
			if err != nil {
				return jobError(a, rep, job, err)
			}
			if len(state) > 0 && !job.DryRun {
				if err := purge(cmd.Context(), who, state); err != nil {
					return failf("", "%w", err)
				}
				for _, p := range state {
					fmt.Fprintf(a.stdout, "%-8s %s\n", "purged", p)
				}
			}
			if rep.Skipped != "" && !job.DryRun {
				a.warnf("afterwards: "+systemctl(who, job.System)+" daemon-reload", "systemd has not forgotten the units: %s", rep.Skipped)
			}
			return nil
		},
	}
	at.flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&job.DryRun, "dry-run", false, "print what would be removed as a unified diff, and remove nothing")
	f.BoolVar(&job.NoReload, "no-reload", false, "leave systemd alone: stop nothing, reload nothing")
	f.BoolVar(&purged, "purge", false, "remove what the units keep below the account's home, too")
	f.BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}
