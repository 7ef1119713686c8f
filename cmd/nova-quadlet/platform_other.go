//go:build !unix

package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

// openSafely are the flags for a file that another account may have planted; here
// there are none that help, and what was opened is compared with what was seen.
const openSafely = os.O_RDONLY

var errIsLink = errors.New("is a link")

// ownerOf is who owns a file; here the system does not say.
func ownerOf(fs.FileInfo) (uid, gid int, ok bool) { return 0, 0, false }

// The commands about a host work where there is Podman and systemd. They are
// there all the same: who looks for them in the help is told where they work.
func newInstallCmd(a *app) *cobra.Command { return linuxOnly(a, "install", "Install units") }

func newUninstallCmd(a *app) *cobra.Command {
	return linuxOnly(a, "uninstall", "Remove installed units")
}
func newSetupCmd(a *app) *cobra.Command  { return linuxOnly(a, "setup", "Set a host up") }
func newDoctorCmd(a *app) *cobra.Command { return linuxOnly(a, "doctor", "Check a host") }
func newWhyCmd(a *app) *cobra.Command {
	return linuxOnly(a, "why", "Explain why a unit does not start")
}

func newWorkerCmd(a *app) *cobra.Command {
	cmd := linuxOnly(a, "__work", "")
	cmd.Hidden = true
	return cmd
}

func linuxOnly(_ *app, name, short string) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: short + " (on Linux)", GroupID: groupHost, DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error {
			return failf("lint, gen, fmt, score and min-version work here", "%s needs Podman and systemd: run it on Linux", name)
		},
	}
}
