package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// flags defines the flags of gen, each group under its heading. A flag writes
// straight into the Spec; its default is the Spec's.
func (j *genJob) flags(cmd *cobra.Command) {
	s := &j.spec
	all := cmd.Flags()
	all.SortFlags = false
	group := func(title string, define func(*pflag.FlagSet)) { groupFlags(all, title, define) }

	group("Where it goes", func(f *pflag.FlagSet) {
		f.StringVarP(&j.output, "output", "o", "", "write into `DIR` instead of standard output")
		f.StringVar(&j.root, "root", "", "stage below this `DIR`, for a package: --output is a path in the package then (default "+packageDir+"), and no token is written")
		f.BoolVar(&j.force, "force", false, "replace files that are somebody else's, and an existing nova-engine.json")
		f.BoolVar(&j.quadlets, "quadlets", false, "all units in one file, for `podman quadlet install` (Podman 5.8)")
		f.Lookup("quadlets").NoOptDefVal = "true"
		f.BoolVar(&j.generateToken, "generate-token", false, "draw a token of 32 random bytes")
		f.StringVar(&j.tokenFile, "token-file", "", "read the token from `FILE`, - for standard input [$"+generator.TokenKey+" holds the token itself]")
		f.BoolVar(&j.showSecret, "show-secret", false, "print the token even to a terminal")
	})
	group("Target", func(f *pflag.FlagSet) {
		f.Var(checked[quadlet.Version]{&s.Podman, "X.Y", parsePodman, quadlet.Version.String}, "podman", "the Podman release that the units are for; later ones take them too")
		f.Var(text(&j.distro, "NAME", checkDistro), "distro", "the distribution whose Podman they are for, such as debian13")
	})
	group("Gateway", func(f *pflag.FlagSet) {
		f.Var(text(&s.Name, "NAME", generator.CheckName), "name", "name of unit and container")
		f.Var(text(&s.Instance, "NAME", generator.CheckName), "instance", "a further gateway beside the first, with directories of its own")
		f.BoolVar(&s.Template, "template", false, "a template unit, NAME@.container; --instance is its default instance")
		f.Var(rewritten(&s.Image, "IMAGE", generator.NormalizeImage), "image", "container image")
		f.Var(text(&s.UserNS, "MODE", generator.CheckUserNS), "userns", "user namespace: keep-id pins the container user to the account; keep-id:uid=N,gid=N, auto, host or nothing")
		f.Var(pairs(&s.Env, generator.CheckEnv), "env", "environment variable of the container; no secrets")
		f.Var(text(&s.TokenSecret, "NAME", generator.CheckName), "secret", "podman secret that holds the token, instead of an environment file")
	})
	enum(cmd, &s.Pull, "pull", "when to pull the image (default: never for a local image, else missing)", generator.PullPolicies())
	enum(cmd, &s.AutoUpdate, "auto-update", "let podman auto-update renew the image", []string{"registry", "local"})
	enum(cmd, &s.Bind, "bind", "what the gateway binds inside the container", generator.BindModes())
	regroup(all, "Gateway", "pull", "auto-update", "bind")
	group("Files", func(f *pflag.FlagSet) {
		f.Var(rewritten(&s.ConfigDir, "DIR", generator.CheckHostPath), "config-dir", "state directory on the host")
		f.Var(rewritten(&s.WorkspaceDir, "DIR", generator.CheckHostPath), "workspace-dir", "workspace on the host (default: workspace in the state directory)")
		f.Var(rewritten(&s.EnvFile, "FILE", generator.CheckHostPath), "env-file", "environment file on the host (default: .env in the state directory)")
		f.Var(listed[generator.Mount]{&s.Mounts, "SOURCE:TARGET[:ro,z]", generator.ParseMount}, "mount", "a further host directory or file in the container")
		f.Var(words(&s.Tmpfs, "PATH[:OPTIONS]"), "tmpfs", "a file system in memory")
		f.Var(checked[string]{&s.Relabel, "private|shared|none", parseRelabel, showRelabel}, "relabel", "SELinux label of the state: private is this container's own")
	})
	group("Network", func(f *pflag.FlagSet) {
		f.Var(text(&s.PublishHost, "ADDRESS", generator.CheckHostAddress), "publish-host", "host address of the ports; 0.0.0.0 is the whole network")
		f.Var(port(&s.GatewayPort), "gateway-port", "host port of the gateway")
		f.Var(port(&s.BridgePort), "bridge-port", "host port of the bridge")
		f.Var(text(&s.Network, "NETWORK", nil), "network", "podman network: host, none, or a name")
		f.Var(words(&s.AddHosts, "NAME:ADDRESS"), "add-host", "line of /etc/hosts; host-gateway is the host's address")
		f.Var(words(&s.DNS, "ADDRESS"), "dns", "name server")
		f.Var(text(&s.HostName, "NAME", nil), "hostname", "host name inside the container")
	})
	j.containerFlags(group)
	group("Service", func(f *pflag.FlagSet) {
		f.Var(text(&s.Restart, "POLICY", generator.CheckRestart), "restart", "when systemd starts it again: "+strings.Join(generator.RestartPolicies(), ", "))
		f.Var(duration(&s.StartTimeout), "start-timeout", "how long a start may take, a pull included; or infinity")
		f.Var(duration(&s.StopTimeout), "stop-timeout", "how long the gateway may take to stop")
		f.BoolVar(&s.NoNetworkWait, "no-network-wait", false, "do not wait for the network to be online (Podman 5.3)")
	})
	group("Further units", func(f *pflag.FlagSet) {
		f.Var(withValue{&s.With}, "with", "build, image, network, volume, pod: units beside the container; commas between them")
		f.Var(rewritten(&s.SourceDir, "DIR", generator.CheckHostPath), "source-dir", "Nova Engine's source tree, for --with build")
		f.Var(listed[generator.Setting]{&s.Settings, "SECTION.KEY=VALUE", generator.ParseSetting}, "set", "any other key, in the words of the unit file: % and $ are systemd's")
	})
	for _, v := range genVariables {
		f := all.Lookup(v.flag)
		f.Usage += " [$" + strings.Join(v.names, ", $") + "]"
	}
}

// containerFlags are those for the container's process and what limits it.
func (j *genJob) containerFlags(group func(string, func(*pflag.FlagSet))) {
	s := &j.spec
	group("Container", func(f *pflag.FlagSet) {
		f.BoolVar(&s.Hardened, "hardened", false, "no capabilities, no new privileges, read-only root, limits, loopback only")
		f.Var(text(&s.Memory, "SIZE", generator.CheckSize), "memory", "memory limit, such as 2g")
		f.Var(checked[float64]{&s.CPUs, "NUMBER", parseCPUs, showZeroEmpty[float64]}, "cpus", "how many processors it may use, such as 1.5")
		f.Var(checked[int]{&s.PidsLimit, "NUMBER", parseCount, showZeroEmpty[int]}, "pids-limit", "how many processes it may have")
		f.Var(text(&s.ShmSize, "SIZE", generator.CheckSize), "shm-size", "size of /dev/shm")
		f.Var(words(&s.Ulimits, "NAME=SOFT[:HARD]"), "ulimit", "resource limit")
		f.Var(words(&s.AddCaps, "CAPABILITY"), "cap-add", "capability to add")
		f.Var(words(&s.DropCaps, "CAPABILITY"), "cap-drop", "capability to drop; all drops them all")
		f.Var(words(&s.Devices, "DEVICE"), "device", "host device, such as /dev/dri")
		f.Var(pairs(&s.Sysctls, nil), "sysctl", "kernel parameter of the container")
		f.Var(pairs(&s.Labels, nil), "label", "label of the container")
		f.Var(pairs(&s.Annotations, nil), "annotation", "OCI annotation")
		f.Var(text(&s.Timezone, "ZONE", nil), "timezone", "time zone: local, or a name such as Europe/Berlin")
		f.Var(text(&s.LogDriver, "DRIVER", nil), "log-driver", "podman log driver")
		f.Var(pairs(&s.LogOpts, nil), "log-opt", "option of the log driver")
	})
	group("Health", func(f *pflag.FlagSet) {
		h := &s.Health
		f.Var(healthValue{h}, "health", "check that the gateway answers, with Nova Engine's own check")
		f.Lookup("health").NoOptDefVal = "true"
		f.Var(text(&h.Cmd, "COMMAND", nil), "health-cmd", "check with another command")
		f.Var(duration(&h.Interval), "health-interval", "time between two checks")
		f.Var(duration(&h.Timeout), "health-timeout", "how long a check may take")
		f.Var(duration(&h.StartPeriod), "health-start-period", "how long failures do not count after the start")
		f.Var(checked[int]{&h.Retries, "NUMBER", parseCount, showZeroEmpty[int]}, "health-retries", "failures in a row that make it unhealthy")
		f.Var(text(&h.OnFailure, "none|kill|stop", nil), "health-on-failure", "what podman does to an unhealthy container; after kill systemd starts it again")
		f.BoolVar(&h.Notify, "notify-healthy", false, "the service counts as started when the first check has passed")
	})
}

// regroup puts flags that were defined elsewhere under a heading.
func regroup(fs *pflag.FlagSet, title string, names ...string) {
	for _, name := range names {
		f := fs.Lookup(name)
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[flagGroup] = []string{title}
	}
}

func parsePodman(s string) (quadlet.Version, error) {
	v, err := quadlet.ParseVersion(s)
	switch {
	case errors.Is(err, quadlet.ErrTooOld):
		return 0, withHint(err, generator.NoQuadletHint())
	case err != nil:
		return 0, withHint(err, "for example "+generator.DefaultPodman.String())
	}
	return v, nil
}

func checkDistro(s string) error {
	_, err := podmanOf(s)
	return err
}

// podmanOf is the Podman of a distribution.
func podmanOf(distro string) (quadlet.Version, error) {
	d, err := quadlet.LookupDistro(distro)
	if err != nil {
		return 0, err
	}
	if !d.Quadlet {
		return 0, usagef(generator.NoQuadletHint(), "%s has Podman %s, which has no Quadlet", d.Name, d.PodmanFull)
	}
	return d.Podman, nil
}

func parseRelabel(s string) (string, error) {
	if err := generator.CheckWord(s, []string{"private", "shared", "none"}); err != nil || s == "none" {
		return "", err
	}
	return s, nil
}

func showRelabel(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func duration(to *time.Duration) pflag.Value {
	return checked[time.Duration]{to, "TIME", generator.ParseDuration, func(d time.Duration) string {
		if d == 0 {
			return ""
		}
		return strings.TrimSuffix(d.String(), "0s")
	}}
}

func parseCPUs(s string) (float64, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0.01 || n > 1024 || strings.ContainsAny(s, "eExXpP_+") {
		return 0, usagef("for example 1.5", "%q is not a number of processors", s)
	}
	return n, nil
}

func parseCount(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 4194304 || s[0] == '+' {
		return 0, usagef("a number from 1 on, for example 512", "%q is not a number that can be used here", s)
	}
	return n, nil
}

func showZeroEmpty[T int | float64](n T) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(n), 'f', -1, 64)
}

// healthValue is --health: Nova Engine's own check in place of a command.
type healthValue struct{ h *generator.Health }

func (v healthValue) String() string { return "false" }
func (v healthValue) Type() string   { return "bool" }
func (v healthValue) Set(s string) error {
	on, err := strconv.ParseBool(s)
	if err != nil {
		return usagef("true or false", "%q is neither true nor false", s)
	}
	if on && v.h.Cmd == "" {
		v.h.Cmd = generator.HealthCmd
	}
	return nil
}

// withValue is --with: names of companion units, separated by commas.
type withValue struct{ with *generator.Companions }

func (v withValue) String() string { return "" }
func (v withValue) Type() string   { return "UNIT,…" }
func (v withValue) Set(s string) error {
	names := []string{"build", "image", "network", "volume", "pod"}
	targets := []*bool{&v.with.Build, &v.with.Image, &v.with.Network, &v.with.Volume, &v.with.Pod}
	for word := range strings.SplitSeq(s, ",") {
		found := false
		for i, name := range names {
			if word == name {
				*targets[i], found = true, true
			}
		}
		if !found {
			hint := "one or more of " + strings.Join(names, ",")
			if near, ok := didyoumean.Nearest(word, names); ok {
				hint = "did you mean " + strconv.Quote(near) + "?"
			}
			return usagef(hint, "there is no unit %q", word)
		}
	}
	return nil
}
