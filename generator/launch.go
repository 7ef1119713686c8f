package generator

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nova-engine/nova-quadlet/templates"
)

// Launch renders the launch script. The choices of the Spec become its
// defaults, so that script and unit run the same gateway.
func Launch(s Spec) (File, error) {
	if err := s.Validate(); err != nil {
		return File{}, err
	}
	if s.Template {
		return File{}, problem("use --instance without --template", "the launch script is for one gateway, not for a template")
	}
	s = s.withDefaults()
	text := replaceLine(templates.Launch, "#@defaults@", s.launchDefaults())
	text = replaceLine(text, "#@options@", s.launchOptions())
	return File{Name: s.LaunchFileName(), Mode: 0o755, Content: []byte(text)}, nil
}

// replaceLine puts lines in the place of one line of text.
func replaceLine(text, line, lines string) string {
	before, after, ok := strings.Cut(text, line+"\n")
	if !ok {
		panic("generator: the launch script has no line " + line)
	}
	return before + lines + after
}

// launchDefaults sets the variables that the script falls back on. Each value
// is one single-quoted word: nothing in it means anything to a shell.
func (s Spec) launchDefaults() string {
	publish := "0"
	if s.publishes() {
		publish = "1"
	}
	relabel := map[string]string{"private": "Z", "shared": "z"}[s.Relabel]
	var b strings.Builder
	b.WriteString("# What was chosen when this script was written.\n")
	for _, v := range []struct{ name, word string }{
		{"default_config_dir", shellPath(s.ConfigDir)},
		{"default_workspace_dir", shellPath(s.WorkspaceDir)},
		{"default_env_file", shellPath(s.EnvFile)},
		{"default_container", shellWord(s.containerName())},
		{"default_image", shellWord(s.Image)},
		{"default_pull", shellWord(s.Pull)},
		{"default_userns", shellWord(s.UserNS)},
		{"default_bind", shellWord(s.Bind)},
		{"default_publish_host", shellWord(addressForPort(s.PublishHost))},
		{"default_gateway_port", strconv.Itoa(s.GatewayPort)},
		{"default_bridge_port", strconv.Itoa(s.BridgePort)},
		{"default_relabel", shellWord(relabel)},
		{"default_service_user", "nova-engine"},
		{"installed_name", shellWord(s.LaunchFileName())},
		{"default_secret", shellWord(s.TokenSecret)},
		{"publish", publish},
	} {
		fmt.Fprintf(&b, "%s=%s\n", v.name, v.word)
	}
	return b.String()
}

// launchOptions adds what the interface of the script has no variable for.
func (s Spec) launchOptions() string {
	var b strings.Builder
	add := func(option, word string) {
		if word == "" {
			fmt.Fprintf(&b, "set -- %s \"$@\"\n", option)
			return
		}
		fmt.Fprintf(&b, "set -- %s %s \"$@\"\n", option, word)
	}
	for _, e := range s.Env {
		add("-e", shellWord(e.Key+"="+e.Value))
	}
	for _, m := range s.Mounts {
		add("-v", shellPath(m.Source)+shellWord(m.inside()))
	}
	for _, list := range []struct {
		option string
		values []string
	}{
		{"--cap-drop", s.DropCaps},
		{"--cap-add", s.AddCaps},
		{"--device", s.Devices},
		{"--tmpfs", s.Tmpfs},
		{"--ulimit", s.Ulimits},
		{"--add-host", s.AddHosts},
		{"--dns", s.DNS},
		{"--label", joined(s.Labels)},
		{"--annotation", joined(s.Annotations)},
		{"--sysctl", joined(s.Sysctls)},
		{"--log-opt", joined(s.LogOpts)},
		{"--network", nonEmpty(s.Network)},
		{"--hostname", nonEmpty(s.HostName)},
		{"--tz", nonEmpty(s.Timezone)},
		{"--log-driver", nonEmpty(s.LogDriver)},
		{"--memory", nonEmpty(s.Memory)},
		{"--shm-size", nonEmpty(s.ShmSize)},
		{"--health-cmd", nonEmpty(s.Health.Cmd)},
		{"--health-interval", positive(s.Health.Interval)},
		{"--health-timeout", positive(s.Health.Timeout)},
		{"--health-start-period", positive(s.Health.StartPeriod)},
		{"--health-on-failure", nonEmpty(s.Health.OnFailure)},
	} {
		for _, v := range list.values {
			add(list.option, shellWord(v))
		}
	}
	if s.CPUs > 0 {
		add("--cpus", strconv.FormatFloat(s.CPUs, 'f', -1, 64))
	}
	if s.PidsLimit > 0 {
		add("--pids-limit", strconv.Itoa(s.PidsLimit))
	}
	if s.Health.Retries > 0 {
		add("--health-retries", strconv.Itoa(s.Health.Retries))
	}
	if s.StopTimeout > 0 {
		add("--stop-timeout", seconds(s.StopTimeout))
	}
	if s.Hardened {
		add("--security-opt=no-new-privileges --read-only", "")
	}
	return b.String()
}

// inside is the part of a mount after its source, as podman reads it.
func (m Mount) inside() string {
	options := ""
	if m.ReadOnly {
		options = ",ro"
	}
	switch m.Relabel {
	case "private":
		options += ",Z"
	case "shared":
		options += ",z"
	}
	if options == "" {
		return ":" + m.Target
	}
	return ":" + m.Target + ":" + options[1:]
}

func joined(pairs []KeyValue) []string {
	var list []string
	for _, p := range pairs {
		list = append(list, p.Key+"="+p.Value)
	}
	return list
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func positive(d time.Duration) []string {
	if d <= 0 {
		return nil
	}
	return []string{d.String()}
}

// addressForPort is a host address as it stands before a port.
func addressForPort(address string) string {
	address = strings.Trim(address, "[]")
	if strings.Contains(address, ":") {
		return "[" + address + "]"
	}
	return address
}

// shellWord quotes s so that a shell takes it as it is.
func shellWord(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// shellPath is shellWord for a host path, of which %h is the home directory.
func shellPath(s string) string {
	if rest, ok := strings.CutPrefix(s, "%h/"); ok {
		return `"${HOME-}"/` + shellWord(rest)
	}
	return shellWord(s)
}
