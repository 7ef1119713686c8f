//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/internal/host"
	"github.com/nova-engine/nova-quadlet/internal/install"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// place is for whom and where units are installed: the flags that install and
// uninstall share.
type place struct {
	user    string // another account, as root
	system  bool   // the system's units
	userDir string
	root    string
	podman  string
}

func (p *place) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.user, "user", "", "as root: the `ACCOUNT` whose units these are, with its rights")
	f.BoolVar(&p.system, "system", false, "as root: the system's own units, in "+systemUnits)
	f.StringVar(&p.userDir, "user-dir", "", "another unit `DIR` than ~/.config/containers/systemd")
	f.StringVar(&p.podman, "podman", "", "the Podman `VERSION` that reads the units (default: the installed one)")
}

const systemUnits = "/etc/containers/systemd"

// resolve says whose the units are, and where.
func (p *place) resolve(a *app) (host.Account, string, error) {
	if p.user != "" && p.system {
		return host.Account{}, "", usagef("", "--user and --system exclude each other")
	}
	who, err := host.Current()
	if p.user != "" {
		who, err = host.Lookup(p.user)
		if err == nil && !who.Self() && os.Geteuid() != 0 {
			err = fmt.Errorf("only root may work for another account")
		}
	}
	if err != nil {
		return who, "", usagef("", "--user: %w", err)
	}
	if p.system && os.Geteuid() != 0 && p.root == "" && p.userDir == "" {
		return who, "", usagef("run it with sudo", "--system: only root may change %s", systemUnits)
	}
	dir := filepath.Join(who.Home, ".config/containers/systemd")
	if config, ok := a.lookupEnv("XDG_CONFIG_HOME"); ok && filepath.IsAbs(config) && p.user == "" {
		dir = filepath.Join(config, "containers/systemd")
	}
	switch {
	case p.userDir != "":
		if dir, err = filepath.Abs(p.userDir); err != nil {
			return who, "", usagef("", "--user-dir: %w", err)
		}
	case p.system:
		dir = systemUnits
	}
	return who, dir, nil
}

func newInstallCmd(a *app) *cobra.Command {
	var (
		at  place
		job install.Job
	)
	cmd := &cobra.Command{
		Use:   "install [PATH…]",
		Short: "Install units: check, write atomically, reload systemd, verify",
		Long: `install puts Quadlet units, their drop-ins and the files that they name by a
relative path into a unit directory. It refuses units with lint errors, writes
all files or none, makes systemd read them and takes them back if systemd does
not load each unit from its new file.

A PATH is a unit file or a directory of them; without one it is this directory.
What was installed together is one set, named after the first PATH (--set).
Installing it again upgrades it: edits made in the unit directory are kept where
they do not touch what changed, and otherwise nothing is written.`,
		Example: `  nova-quadlet install nova-engine.container           # for this account
  nova-quadlet install --dry-run ./units               # only show the differences
  sudo nova-quadlet install --user nova-engine ./units # for a service account
  nova-quadlet install --root ./stage --user-dir /etc/containers/systemd/users ./units`,
		GroupID: groupHost,
		RunE: func(cmd *cobra.Command, args []string) error {
			who, dir, err := at.resolve(a)
			if err != nil {
				return err
			}
			set, err := readSet(job.Set.Name, args, !who.Self())
			if err != nil {
				return err
			}
			job.Set, job.Dir, job.System = set, dir, at.system
			if err := at.stage(&job); err != nil {
				return err
			}
			version, err := podmanVersion(at.podman, func() (string, error) {
				if job.Root != "" {
					return "", fmt.Errorf("the target is another system")
				}
				return host.Output(who.Command(cmd.Context(), "podman", "--version"))
			})
			if err != nil {
				return err
			}
			if err := lintGate(a, set, version, at.system); err != nil {
				return err
			}
			rep, err := runJob(cmd.Context(), who, job, version)
			printReport(a, rep, job.DryRun)
			if err != nil {
				return jobError(a, rep, job, err)
			}
			if !job.DryRun {
				tellStart(a, who, job, rep, version)
			}
			return nil
		},
	}
	at.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&job.Set.Name, "set", "", "the `NAME` of the set (default: from the first PATH)")
	f.StringVar(&at.root, "root", "", "stage below this `DIR`, for packages and images: no systemd, no podman, no manifest")
	f.BoolVar(&job.DryRun, "dry-run", false, "print what would change as a unified diff, and change nothing")
	f.BoolVar(&job.Force, "force", false, "replace files that were edited or are not ours; the old ones are kept as NAME.saved")
	f.BoolVar(&job.NoReload, "no-reload", false, "do not make systemd read the units")
	f.BoolVar(&job.Start, "start", false, "start the services that do not run")
	f.BoolVar(&job.RestartChanged, "restart-changed", false, "restart the running services whose files changed")
	return cmd
}

// stage makes the staging directory absolute: the job may run with another working directory.
func (p *place) stage(job *install.Job) error {
	job.DirMode = 0o755
	if p.root == "" {
		if !p.system {
			job.DirMode = 0o700
		}
		return nil
	}
	abs, err := filepath.Abs(p.root)
	if err != nil {
		return usagef("", "--root: %w", err)
	}
	if fi, err := os.Stat(abs); err != nil || !fi.IsDir() {
		return usagef("create it first", "--root: %q is not a directory", p.root)
	}
	job.Root = abs
	return nil
}

// lintGate refuses what Podman or systemd would refuse.
func lintGate(a *app, set install.Set, v quadlet.Version, system bool) error {
	target := lint.Target{Podman: []quadlet.Version{v}, Manager: lint.UserManager, Cgroups: "v2"}
	if system {
		target.Manager = lint.SystemManager
	}
	n := 0
	for _, d := range lint.Run(sourceOf(set.Files, ""), target, rules.All()) {
		if d.Severity < lint.Error || d.Suppressed != nil {
			continue
		}
		n++
		fmt.Fprintf(a.stdout, "%s:%d:%d: %s: %s [%s]\n", d.File, d.Span.Start.Line, d.Span.Start.Col, d.Severity, d.Message, d.Rule)
	}
	if n == 0 {
		return nil
	}
	return &exitError{
		statusFindings, fmt.Errorf("nothing installed: %d %s for Podman %s", n, plural(n, "error", "errors"), v),
		"`nova-quadlet lint` shows all findings, and `nova-quadlet explain RULE` what is behind one",
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// printReport shows the changes: as a diff where nothing was done, else one line a file.
func printReport(a *app, rep install.Report, dryRun bool) {
	if rep.Recovered != "" {
		a.warnf("", "an earlier change of the set %q had not finished; its old files are back", rep.Recovered)
	}
	warnLeft(a, rep)
	for _, c := range rep.Plan.Changes {
		if c.Action == install.Conflict {
			continue // told as the error
		}
		switch {
		case dryRun:
			fmt.Fprint(a.stdout, c.Diff())
			if c.Reason != "" {
				a.say("note", c.Name+": "+c.Reason)
			}
		case c.Reason != "":
			fmt.Fprintf(a.stdout, "%-8s %s (%s)\n", c.Action, c.Name, c.Reason)
		default:
			fmt.Fprintf(a.stdout, "%-8s %s\n", c.Action, c.Name)
		}
	}
	for _, s := range rep.Stopped {
		fmt.Fprintf(a.stdout, "%-8s %s\n", "stopped", s)
	}
	for _, s := range rep.Started {
		fmt.Fprintf(a.stdout, "%-8s %s\n", "started", s)
	}
}

// warnLeft names what a change that was undone did not put back.
func warnLeft(a *app, rep install.Report) {
	for _, name := range rep.Left {
		a.warnf("", "%s was changed by somebody else meanwhile, and is left as it is", name)
	}
}

// tellStart says what was not done and what comes next. Generated units are never enabled:
// [Install] in the unit does that, and systemctl enable fails on them.
func tellStart(a *app, who host.Account, job install.Job, rep install.Report, v quadlet.Version) {
	ctl := systemctl(who, job.System)
	if rep.Skipped != "" && job.Root == "" {
		hint := "afterwards: " + ctl + " daemon-reload"
		a.warnf(hint, "systemd has not read the units: %s", rep.Skipped)
	}
	if len(rep.Started) > 0 || job.Root != "" {
		return
	}
	var services []string
	for _, u := range unitsOf(job.Set.Files, v) {
		if quadlet.KindOf(u.File) == quadlet.Container || quadlet.KindOf(u.File) == quadlet.Pod || quadlet.KindOf(u.File) == quadlet.Kube {
			services = append(services, u.Service)
		}
	}
	if len(services) > 0 {
		a.say("hint", "start: "+ctl+" start "+strings.Join(services, " "))
	}
}

// systemctl is the beginning of a command that reaches the account's manager.
func systemctl(who host.Account, system bool) string {
	switch {
	case system:
		return "systemctl"
	case who.Self():
		return "systemctl --user"
	}
	return "systemctl --machine " + who.Name + "@ --user"
}

// jobSystem is what a job needs of the real world.
func jobSystem(v quadlet.Version) install.System {
	return install.System{
		Connect: install.Connect,
		Verdict: install.Verdict,
		Units:   func(files []install.File) []install.Unit { return unitsOf(files, v) },
	}
}

// runJob carries the job out, with the rights of the account that it is for.
func runJob(ctx context.Context, who host.Account, job install.Job, v quadlet.Version) (install.Report, error) {
	if who.Self() {
		return install.Run(ctx, job, jobSystem(v))
	}
	return runJobAs(ctx, who, job, v)
}
