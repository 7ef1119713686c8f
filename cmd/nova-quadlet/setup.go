//go:build unix

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/host"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// setupJob is what one set-up was asked for.
type setupJob struct {
	gen       genJob
	user      string
	quadlet   bool
	container bool
	build     string
	load      string
	rebuild   bool
	dryRun    bool
	timeout   time.Duration
}

func newSetupCmd(a *app) *cobra.Command {
	job := &setupJob{gen: genJob{spec: generator.Default()}}
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Set this host up once: account, image, files, and the service if asked for",
		Long: `setup makes everything that Nova Engine needs on this host, shows each step, and
does only what is not done yet: a second run changes nothing.

As an ordinary user it sets up that user. As root it sets up a service account
(--user, default nova-engine): without a login shell, with subordinate ids that
nobody else has, with lingering on, so that its services start at boot.

--quadlet installs the gateway as a systemd service, starts it and waits until
it answers; --container (the default) leaves it to the launch script. The
variable NOVA_PODMAN_QUADLET (1 or 0) wins over both.`,
		Example: `  sudo nova-quadlet setup --quadlet --build ./nova-engine
  sudo nova-quadlet setup --quadlet --load nova-engine.tar --dry-run
  nova-quadlet setup --quadlet --image quay.io/example/nova-engine:2.1`,
		GroupID: groupHost,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := job.complete(a, cmd); err != nil {
				return err
			}
			s := &setupRun{app: a, ctx: cmd.Context(), setupJob: job}
			return s.run()
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	groupFlags(f, "Set-up", func(f *pflag.FlagSet) {
		f.StringVar(&job.user, "user", "", "as root: the service `ACCOUNT` [$NOVA_PODMAN_USER] (default nova-engine)")
		f.BoolVar(&job.quadlet, "quadlet", false, "install, start and check the systemd service [$NOVA_PODMAN_QUADLET=1]")
		f.BoolVar(&job.container, "container", false, "only prepare the container and its launch script [$NOVA_PODMAN_QUADLET=0]")
		f.StringVar(&job.build, "build", "", "build the image from the source tree in `DIR`")
		f.StringVar(&job.load, "load", "", "load the image from an archive `FILE`")
		f.BoolVar(&job.rebuild, "rebuild", false, "build or load even if the account has the image")
		f.BoolVar(&job.dryRun, "dry-run", false, "show the steps, and do none")
		f.DurationVar(&job.timeout, "timeout", 5*time.Minute, "how long the gateway may take to answer")
	})
	// The unit's own flags are those of gen, without what setup decides itself.
	gen := &cobra.Command{}
	job.gen.flags(gen)
	gen.Flags().VisitAll(func(fl *pflag.Flag) {
		if !slices.Contains([]string{"output", "force", "quadlets", "generate-token", "show-secret", "template", "source-dir", "with"}, fl.Name) {
			f.AddFlag(fl)
		}
	})
	return cmd
}

// complete puts flags and environment together and refuses what contradicts itself.
func (j *setupJob) complete(a *app, cmd *cobra.Command) error {
	if err := j.gen.complete(a, cmd); err != nil {
		return err
	}
	if j.quadlet && j.container {
		return usagef("one of them", "--quadlet and --container exclude each other")
	}
	if j.build != "" && j.load != "" {
		return usagef("one of them", "--build and --load exclude each other")
	}
	if v, ok := a.lookupEnv("NOVA_PODMAN_QUADLET"); ok && v != "" {
		switch strings.ToLower(v) {
		case "1", "yes", "true":
			j.quadlet = true
		case "0", "no", "false":
			j.quadlet = false
		default:
			return usagef("1, yes, true, 0, no or false", "NOVA_PODMAN_QUADLET: %q is neither yes nor no", v)
		}
	}
	for _, f := range []struct {
		flag  string
		value *string
		dir   bool
	}{{"--build", &j.build, true}, {"--load", &j.load, false}} {
		if *f.value == "" {
			continue
		}
		fi, err := os.Stat(*f.value)
		if err != nil {
			return usagef("", "%s: %q: %w", f.flag, *f.value, pathCause(err))
		}
		if fi.IsDir() != f.dir {
			return usagef("", "%s: %q is %s", f.flag, *f.value, map[bool]string{true: "a directory", false: "not a directory"}[fi.IsDir()])
		}
		if *f.value, err = filepath.Abs(*f.value); err != nil {
			return err
		}
	}
	if err := j.gen.spec.Validate(); err != nil {
		return &exitError{status: statusUsage, err: err}
	}
	return j.chooseAccount(a)
}

// chooseAccount settles for whom: root never sets up itself by accident.
func (j *setupJob) chooseAccount(a *app) error {
	root := os.Geteuid() == 0
	if j.user == "" && root {
		env, _ := a.lookupEnv("NOVA_PODMAN_USER")
		j.user = cmp.Or(env, "nova-engine")
	}
	if j.user == "root" {
		return usagef("leave --user away for the account nova-engine", "the gateway is not set up for root")
	}
	if err := generator.CheckName(j.user); j.user != "" && err != nil {
		return usagef(hintOf(err), "--user: %w", err)
	}
	if j.user == "" {
		return nil
	}
	who, err := host.Lookup(j.user)
	if !root && (err != nil || !who.Self()) {
		return usagef("run it with sudo", "only root may set up another account")
	}
	if err != nil {
		return nil // not there yet: the set-up makes it
	}
	// The name may be a uid, or another name of root's; what follows needs the account's own.
	if who.UID == 0 {
		return usagef("leave --user away for the account nova-engine", "--user: %q is uid 0, and the gateway is not set up for root", j.user)
	}
	j.user = who.Name
	return nil
}

// homePath expands what stands for the account's home in a path of the Spec.
func homePath(p string, who host.Account) string {
	for _, prefix := range []string{"%h/", "~/"} {
		if rest, ok := strings.CutPrefix(p, prefix); ok {
			return filepath.Join(who.Home, rest)
		}
	}
	return p
}

// homeOf is where the account's files are to be.
func (j *setupJob) homeOf(who host.Account) homeRequest {
	spec := j.gen.spec
	dir := spec.ConfigDir
	if dir == generator.Default().ConfigDir && spec.Instance != "" {
		dir += "-" + spec.Instance
	}
	req := homeRequest{Spec: spec, ConfigDir: homePath(dir, who), DryRun: j.dryRun}
	req.Workspace = filepath.Join(req.ConfigDir, "workspace")
	if spec.WorkspaceDir != "" {
		req.Workspace = homePath(spec.WorkspaceDir, who)
	}
	req.EnvFile = filepath.Join(req.ConfigDir, ".env")
	if spec.EnvFile != "" {
		req.EnvFile = homePath(spec.EnvFile, who)
	}
	launch := spec.LaunchFileName()
	req.Launch = filepath.Join(who.Home, launch)
	return req
}

// tellNext prints the commands that the tests in a real machine run.
func (s *setupRun) tellNext() {
	say := func(what, command string) { fmt.Fprintf(s.app.stdout, "  %-8s %s\n", what, command) }
	sudo := ""
	if by, _ := s.app.lookupEnv("SUDO_USER"); os.Geteuid() == 0 && by != "" {
		sudo = "sudo "
	}
	fmt.Fprintln(s.app.stdout, "next:")
	home := s.homeOf(s.who)
	if !s.quadlet {
		run := host.Quote(home.Launch)
		if !s.who.Self() {
			run = fmt.Sprintf("cd / && %srunuser -u %s -- env HOME=%s XDG_RUNTIME_DIR=%s %s", sudo, s.who.Name, host.Quote(s.who.Home), s.who.RuntimeDir(), run)
		}
		say("start", run+" launch")
		say("wizard", run+" launch setup")
		return
	}
	ctl, unit := sudo+systemctl(s.who, false), s.gen.spec.UnitName()+".service"
	say("status", ctl+" status --no-pager "+unit)
	say("stop", ctl+" stop "+unit)
	say("start", ctl+" start "+unit)
	say("logs", sudo+logsCommand(s.who, unit))
	say("token", sudo+"grep NOVA_GATEWAY_TOKEN= "+host.Quote(home.EnvFile))
	if url := s.url(); url != "" {
		say("open", url)
	}
}

// logsCommand is the form of journalctl that works: --machine does not, and the log of an
// account below 1000 is the system's, which the account itself may not read.
func logsCommand(who host.Account, unit string) string {
	if who.Self() && who.UID >= 1000 {
		return "journalctl --user -u " + unit
	}
	return fmt.Sprintf("journalctl _UID=%d _SYSTEMD_USER_UNIT=%s", who.UID, unit)
}

// url is where the gateway answers; empty if the host cannot reach it at all.
func (s *setupRun) url() string {
	if s.gen.spec.Network == "none" {
		return ""
	}
	address := s.gen.spec.PublishHost
	switch address {
	case "", "0.0.0.0", "::", "[::]":
		address = "127.0.0.1"
	}
	if strings.Contains(address, ":") && !strings.HasPrefix(address, "[") {
		address = "[" + address + "]"
	}
	return fmt.Sprintf("http://%s:%d/", address, s.gen.spec.GatewayPort)
}

// unitPodman is the release that the units are written for: the usual one, or an older one
// if that is what the host has.
func unitPodman(asked bool, spec quadlet.Version, installed string) quadlet.Version {
	if v, err := quadlet.ParseVersion(installed); err == nil && !asked && v < spec {
		return v
	}
	return spec
}
