package generator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// execWords splits a command line the way systemd does before it runs it:
// quotes and C escapes first, then specifiers, then variables. Specifiers and
// variables that we write on purpose are kept as they stand.
func execWords(line string) ([]string, error) {
	var words []string
	for i := 0; i < len(line); {
		if line[i] == ' ' || line[i] == '\t' {
			i++
			continue
		}
		var b strings.Builder
		quote := byte(0)
		bare := true
		for ; i < len(line) && (quote != 0 || line[i] != ' ' && line[i] != '\t'); i++ {
			switch c := line[i]; {
			case quote != 0 && c == quote:
				quote = 0
			case quote == 0 && (c == '"' || c == '\''):
				quote, bare = c, false
			case c == '\\':
				n, text, err := unescape(line[i:])
				if err != nil {
					return nil, err
				}
				b.WriteString(text)
				i += n - 1
				bare = false
			default:
				b.WriteByte(c)
			}
		}
		if quote != 0 {
			return nil, fmt.Errorf("unbalanced quote in %q", line)
		}
		if bare && b.String() == ";" {
			return nil, fmt.Errorf("a lone ; ends the command in %q", line)
		}
		word, err := expand(b.String())
		if err != nil {
			return nil, err
		}
		words = append(words, word)
	}
	return words, nil
}

func unescape(s string) (int, string, error) {
	if len(s) < 2 {
		return 0, "", fmt.Errorf("backslash at the end")
	}
	digits := func(n, base int) (int, string, error) {
		if len(s) < 2+n {
			return 0, "", fmt.Errorf("short escape %q", s)
		}
		v, err := strconv.ParseUint(s[2:2+n], base, 32)
		if err != nil {
			return 0, "", err
		}
		if n == 2 {
			return 2 + n, string([]byte{byte(v)}), nil
		}
		return 2 + n, string(utf8.AppendRune(nil, rune(v))), nil
	}
	switch s[1] {
	case '\\', '"', '\'':
		return 2, s[1:2], nil
	case 's':
		return 2, " ", nil
	case 't':
		return 2, "\t", nil
	case 'x':
		return digits(2, 16)
	case 'u':
		return digits(4, 16)
	case 'U':
		return digits(8, 16)
	}
	return 0, "", fmt.Errorf("unknown escape %q", s[:2])
}

// expand undoes %% and $$, and refuses specifiers and variables but ours.
func expand(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '%' && i+1 < len(s) && s[i+1] == '%', s[i] == '$' && i+1 < len(s) && s[i+1] == '$':
			b.WriteByte(s[i])
			i++
		case s[i] == '%':
			if i+1 == len(s) || !strings.ContainsRune("hUGitNn", rune(s[i+1])) {
				return "", fmt.Errorf("a stray %% in %q", s)
			}
			b.WriteString("\x00" + s[i+1:i+2]) // cannot be mixed up with text
			i++
		case s[i] == '$':
			if !strings.HasPrefix(s[i:], "${NOVA_PODMAN_") {
				return "", fmt.Errorf("a stray $ in %q", s)
			}
			b.WriteByte('\x01')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), nil
}

// argv is a podman command line, taken apart.
type argv struct {
	Flags   []string // "name=value", sorted
	Image   string
	Command []string
}

// quadletsOwn are the options that the generator itself adds.
var quadletsOwn = []string{"cidfile", "replace", "rm", "cgroups", "d", "pod-id-file", "pod"}

// switches take no value.
var switches = []string{"replace", "rm", "d", "init", "read-only"}

func parseArgv(words []string) (argv, error) {
	var a argv
	i := 2
	if len(words) > 2 && words[1] == "pod" {
		i = 3
	}
	for ; i < len(words) && strings.HasPrefix(words[i], "-"); i++ {
		name, value, has := strings.Cut(strings.TrimLeft(words[i], "-"), "=")
		if name == "v" {
			name = "volume"
		}
		switch {
		case slices.Contains(switches, name):
			value = "true"
		case !has:
			i++
			if i == len(words) {
				return a, fmt.Errorf("no value for %s", name)
			}
			value = words[i]
		}
		if name == "dns-opt" {
			name = "dns-option"
		}
		if !slices.Contains(quadletsOwn, name) {
			a.Flags = append(a.Flags, name+"="+value)
		}
	}
	// Of these the last one counts.
	for _, name := range []string{"sdnotify", "log-driver"} {
		last := ""
		a.Flags = slices.DeleteFunc(a.Flags, func(f string) bool {
			if strings.HasPrefix(f, name+"=") {
				last = f
				return true
			}
			return false
		})
		if last != "" && last != "sdnotify=conmon" && last != "log-driver=passthrough" {
			a.Flags = append(a.Flags, last)
		}
	}
	slices.Sort(a.Flags)
	if i < len(words) {
		a.Image, a.Command = words[i], words[i+1:]
	}
	return a, nil
}

// want says what podman has to be run with for a spec, and what its pod has to
// be created with: worked out from the spec alone, without regard to versions.
func want(s Spec) (container, pod argv) {
	name, suffix := s.UnitName(), ""
	if s.Template {
		name, suffix = s.Name+"-\x00i", "-\x00i"
	}
	config := s.ConfigDir
	if s.Instance != "" && !s.Template && config == "%h/.nova-engine" {
		config += "-" + s.Instance
	}
	home := func(p string) string {
		if rest, ok := strings.CutPrefix(p, "%h/"); ok {
			return "\x00h/" + rest
		}
		return p
	}
	c := &container.Flags
	add := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				*c = append(*c, name+"="+v)
			}
		}
	}
	pull := s.Pull
	if pull == "" {
		pull = "missing"
		if strings.HasPrefix(s.Image, "localhost/") {
			pull = "never"
		}
	}
	if s.With.Build || s.With.Image {
		pull = "never"
	}
	add("name", name)
	add("init", "true")
	add("pull", pull)
	if s.AutoUpdate != "" {
		add("label", "io.containers.autoupdate="+s.AutoUpdate)
	}
	if s.UserNS == "keep-id" {
		add("user", "\x00U:\x00G")
	}
	label := map[string]string{"private": ":Z", "shared": ":z"}
	add("volume", home(config)+suffix+":/home/node/.nova-engine"+label[s.Relabel])
	base := s.Name
	if !s.Template {
		base = s.UnitName()
	}
	if s.With.Volume {
		volume := base + "-workspace"
		if s.Podman < quadlet.V47 {
			volume = "systemd-" + base
		}
		add("volume", volume+":/home/node/.nova-engine/workspace")
	} else if s.WorkspaceDir != "" && s.WorkspaceDir != s.ConfigDir+"/workspace" {
		add("volume", home(s.WorkspaceDir)+":/home/node/.nova-engine/workspace"+label[s.Relabel])
	}
	for _, m := range s.Mounts {
		options := strings.Trim(map[bool]string{true: "ro"}[m.ReadOnly]+","+strings.Trim(label[m.Relabel], ":"), ",")
		if options != "" {
			options = ":" + options
		}
		add("volume", home(m.Source)+":"+m.Target+options)
	}
	add("tmpfs", s.Tmpfs...)
	if s.TokenSecret != "" {
		add("secret", s.TokenSecret+",type=env,target=NOVA_GATEWAY_TOKEN")
	}
	switch {
	case s.EnvFile != "":
		add("env-file", home(s.EnvFile))
	case s.TokenSecret == "":
		add("env-file", home(config)+suffix+"/.env")
	}
	add("env", "HOME=/home/node", "TERM=xterm-256color", "NPM_CONFIG_CACHE=/home/node/.nova-engine/.npm")
	for _, e := range s.Env {
		add("env", e.Key+"="+e.Value)
	}
	for _, l := range s.Labels {
		add("label", l.Key+"="+l.Value)
	}
	for _, a := range s.Annotations {
		add("annotation", a.Key+"="+a.Value)
	}
	wantProcess(s, add)
	if s.With.Pod {
		c = &pod.Flags
		add("name", base+"-pod")
	}
	wantNetwork(s, base, add)
	slices.Sort(container.Flags)
	slices.Sort(pod.Flags)
	container.Image = s.Image
	container.Command = strings.Fields("node dist/index.js gateway --bind " + s.Bind + " --port 18789")
	switch {
	case s.Template:
		container.Command = append(container.Command, "--published-port", "\x01{NOVA_PODMAN_GATEWAY_HOST_PORT}")
	case s.GatewayPort != 18789:
		container.Command = append(container.Command, "--published-port", strconv.Itoa(s.GatewayPort))
	}
	return container, pod
}

func wantProcess(s Spec, add func(string, ...string)) {
	drop, pids, memory := s.DropCaps, s.PidsLimit, s.Memory
	if s.Hardened {
		if len(drop) == 0 {
			drop = []string{"all"}
		}
		if pids == 0 {
			pids = 512
		}
		if memory == "" {
			memory = "2g"
		}
		add("security-opt", "no-new-privileges")
		add("read-only", "true")
	}
	for _, c := range drop {
		add("cap-drop", strings.ToLower(c))
	}
	for _, c := range s.AddCaps {
		add("cap-add", strings.ToLower(c))
	}
	add("device", s.Devices...)
	add("ulimit", s.Ulimits...)
	for _, p := range s.Sysctls {
		add("sysctl", p.Key+"="+p.Value)
	}
	for _, p := range s.LogOpts {
		add("log-opt", p.Key+"="+p.Value)
	}
	add("tz", s.Timezone)
	add("log-driver", s.LogDriver)
	add("memory", memory)
	add("shm-size", s.ShmSize)
	if s.CPUs > 0 {
		add("cpus", fmt.Sprint(s.CPUs))
	}
	if pids > 0 {
		add("pids-limit", strconv.Itoa(pids))
	}
	if s.StopTimeout > 0 {
		add("stop-timeout", "30")
	}
	if h := s.Health; h.Cmd != "" {
		add("health-cmd", h.Cmd)
		add("health-interval", h.Interval.String())
		add("health-timeout", h.Timeout.String())
		add("health-start-period", h.StartPeriod.String())
		add("health-retries", strconv.Itoa(h.Retries))
		add("health-on-failure", h.OnFailure)
		if h.Notify && s.Podman >= quadlet.V47 {
			add("sdnotify", "healthy")
		}
	}
}

func wantNetwork(s Spec, base string, add func(string, ...string)) {
	add("userns", s.UserNS)
	switch {
	case s.With.Network && s.Podman < quadlet.V47:
		add("network", "systemd-"+base)
	case s.With.Network:
		add("network", base)
	default:
		add("network", s.Network)
	}
	if s.Network != "host" && s.Network != "none" {
		host := s.PublishHost
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		gateway, bridge := strconv.Itoa(s.GatewayPort), strconv.Itoa(s.BridgePort)
		if s.Template {
			gateway, bridge = "\x01{NOVA_PODMAN_GATEWAY_HOST_PORT}", "\x01{NOVA_PODMAN_BRIDGE_HOST_PORT}"
		}
		add("publish", host+":"+gateway+":18789", host+":"+bridge+":18790")
	}
	add("add-host", s.AddHosts...)
	add("dns", s.DNS...)
	add("hostname", s.HostName)
}
