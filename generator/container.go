package generator

import (
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// container renders the .container unit. The order of the blocks is the order
// of the lines in the file.
func (s Spec) container(warnings *[]Warning) *unitFile {
	u := newUnitFile(s.UnitName()+".container", s.Podman, warnings)
	u.line("Unit", "Description", s.description())
	u.set("Image", s.imageValue())
	u.set("ContainerName", s.containerName())
	if s.With.Pod {
		u.set("Pod", s.companionName(".pod"))
	}
	s.addImagePolicy(u)
	s.addUser(u)
	s.addStorage(u)
	s.addEnvironment(u)
	if !s.With.Pod {
		s.addNetworking(u)
	}
	s.addProcess(u)
	s.addLimits(u)
	s.addHealth(u)
	for _, l := range s.Labels {
		u.set("Label", literal(l.Key+"="+l.Value))
	}
	for _, a := range s.Annotations {
		u.set("Annotation", literal(a.Key+"="+a.Value))
	}
	u.line("Container", "Exec", words(s.command()...))
	s.addService(u)
	for _, setting := range s.Settings {
		if setting.Section == "Container" || !quadletSection(setting.Section) {
			u.override(setting)
		}
	}
	return u
}

func (s Spec) description() string {
	switch {
	case s.Template:
		return "Nova Engine gateway (%i)"
	case s.Instance != "":
		return "Nova Engine gateway (" + s.Instance + ")"
	}
	return "Nova Engine gateway"
}

// imageValue is the image itself or the unit that brings it.
func (s Spec) imageValue() string {
	switch {
	case s.With.Build:
		return s.companionName(".build")
	case s.With.Image:
		return s.companionName(".image")
	}
	return s.Image
}

func (s Spec) addImagePolicy(u *unitFile) {
	pull := s.Pull
	if s.With.Build || s.With.Image {
		pull = "never" // the other unit has brought it
	}
	u.set("Pull", pull)
	if s.AutoUpdate != "" {
		u.set("AutoUpdate", s.AutoUpdate)
	}
}

// addUser maps the account into the container. An image whose USER is not root
// would with a bare keep-id still run as that user, a subordinate id that
// cannot read the account's files: so the container user is pinned to the
// account. keep-id:uid=…,gid=… maps the account to the image's user instead.
func (s Spec) addUser(u *unitFile) {
	if s.UserNS != "" && !s.With.Pod {
		u.set("UserNS", s.UserNS)
	}
	if s.UserNS != "keep-id" {
		return
	}
	if s.Podman < quadlet.V48 {
		// Up to 4.7 both keys are read as numbers, which makes %U root.
		u.line("Container", "PodmanArgs", "--user=%U:%G")
		return
	}
	u.set("User", "%U")
	u.set("Group", "%G")
}

func (s Spec) addStorage(u *unitFile) {
	u.mount(s.configDir(), Mount{Target: insideState, Relabel: s.Relabel})
	switch {
	case s.With.Volume:
		u.set("Volume", s.companionName(".volume")+":"+insideWorkspace)
	case s.WorkspaceDir != "" && s.WorkspaceDir != s.ConfigDir+"/workspace":
		u.mount(place{path: s.WorkspaceDir}, Mount{Target: insideWorkspace, Relabel: s.Relabel})
	}
	for _, m := range s.Mounts {
		u.mount(place{path: m.Source}, m)
	}
	for _, t := range s.Tmpfs {
		u.set("Tmpfs", literal(t))
	}
}

// mount adds one bind mount of source. Up to 5.4 the generator copies the source
// into RequiresMountsFor= as it is, where a blank, a quote or a backslash would
// make another path of it, and no version undoes $$ there. Such a source goes
// past the generator, with a RequiresMountsFor= of its own.
func (u *unitFile) mount(source place, m Mount) {
	volume := source.text() + literal(m.inside())
	if !strings.ContainsAny(source.path, " \t\"'\\$") && strings.TrimSpace(source.path) == source.path {
		u.set("Volume", volume)
		return
	}
	u.line("Unit", "RequiresMountsFor", word(strings.ReplaceAll(source.text(), "$$", "$")))
	u.line("Container", "PodmanArgs", word("--volume="+volume))
}

func (s Spec) addEnvironment(u *unitFile) {
	if s.TokenSecret != "" {
		u.set("Secret", s.TokenSecret+",type=env,target="+TokenKey)
	}
	if file, ok := s.envFile(); ok {
		if s.Podman < quadlet.V45 && strings.HasPrefix(file.path, "%h/") || strings.ContainsAny(file.path, "*?[") {
			// 4.4 takes a leading specifier for a relative path. And who reads a
			// pattern in EnvironmentFile= thinks of systemd's, which is expanded.
			u.line("Container", "PodmanArgs", word("--env-file="+file.text()))
		} else {
			u.set("EnvironmentFile", file.text())
		}
	}
	for _, e := range s.environment() {
		u.set("Environment", literal(e.Key+"="+e.Value))
	}
}

// environment is what the container gets besides the environment file. HOME and
// npm's cache are spelled out because the pinned user is not the image's: its
// entry in the container's passwd has no such home.
func (s Spec) environment() []KeyValue {
	env := []KeyValue{
		{"HOME", insideHome},
		{"TERM", "xterm-256color"},
		{"NPM_CONFIG_CACHE", insideState + "/.npm"},
	}
	for _, given := range s.Env {
		replaced := false
		for i := range env {
			if env[i].Key == given.Key {
				env[i], replaced = given, true
			}
		}
		if !replaced {
			env = append(env, given)
		}
	}
	return env
}

// addNetworking is for the container, or for the pod whose network it shares.
func (s Spec) addNetworking(u *unitFile) {
	switch {
	case s.With.Network:
		u.set("Network", s.companionName(".network"))
	case s.Network != "":
		u.set("Network", literal(s.Network))
	}
	if s.publishes() {
		for _, p := range s.ports() {
			if (strings.Contains(p.host, "$") || p.address == "0.0.0.0") && s.Podman < quadlet.V53 {
				// Up to 5.2 the generator refuses a variable and drops 0.0.0.0, which
				// would publish on every IPv6 address too.
				u.line(u.section, "PodmanArgs", word("--publish="+p.String()))
				continue
			}
			u.set("PublishPort", p.String())
		}
	}
	for _, h := range s.AddHosts {
		u.set("AddHost", literal(h))
	}
	for _, d := range s.DNS {
		u.set("DNS", d)
	}
	if s.HostName != "" {
		u.set("HostName", s.HostName)
	}
}

// publishes reports whether there is a network of the container's own to
// forward ports into.
func (s Spec) publishes() bool { return s.Network != "host" && s.Network != "none" }

// port is one published port; host is a number or a variable.
type port struct {
	address, host string
	inside        int
}

func (p port) String() string {
	return net.JoinHostPort(p.address, p.host) + ":" + strconv.Itoa(p.inside)
}

func (s Spec) ports() []port {
	address := strings.Trim(s.PublishHost, "[]")
	gateway, bridge := strconv.Itoa(s.GatewayPort), strconv.Itoa(s.BridgePort)
	if s.Template {
		gateway, bridge = "${"+gatewayPortKey+"}", "${"+bridgePortKey+"}"
	}
	return []port{{address, gateway, insideGateway}, {address, bridge, insideBridge}}
}

// command starts the gateway. Inside, the port is fixed; --published-port tells
// it the one that browsers see, from which it derives the origins it trusts.
func (s Spec) command() []string {
	command := []string{"node", "dist/index.js", "gateway", "--bind", s.Bind, "--port", strconv.Itoa(insideGateway)}
	switch {
	case s.Template:
		command = append(command, "--published-port", "${"+gatewayPortKey+"}")
	case s.publishes() && s.GatewayPort != insideGateway:
		command = append(command, "--published-port", strconv.Itoa(s.GatewayPort))
	}
	return command
}

// addProcess adds what surrounds the process: init, privileges, root file system.
func (s Spec) addProcess(u *unitFile) {
	u.set("RunInit", "true")
	for _, c := range s.DropCaps {
		u.set("DropCapability", c)
	}
	for _, c := range s.AddCaps {
		u.set("AddCapability", c)
	}
	if s.Hardened {
		u.set("NoNewPrivileges", "true")
		if s.Podman < quadlet.V48 {
			// Up to 4.7 ReadOnly=true takes away the tmpfs that podman would put on /tmp and /run.
			u.line("Container", "PodmanArgs", "--read-only")
		} else {
			u.set("ReadOnly", "true")
		}
	}
	for _, d := range s.Devices {
		u.set("AddDevice", literal(d))
	}
	for _, c := range s.Sysctls {
		u.set("Sysctl", literal(c.Key+"="+c.Value))
	}
	if s.Timezone != "" {
		u.set("Timezone", s.Timezone)
	}
	if s.LogDriver != "" {
		u.set("LogDriver", s.LogDriver)
	}
	for _, o := range s.LogOpts {
		u.set("LogOpt", literal(o.Key+"="+o.Value))
	}
}

func (s Spec) addLimits(u *unitFile) {
	if s.Memory != "" {
		u.set("Memory", s.Memory)
	}
	if s.CPUs > 0 {
		u.line("Container", "PodmanArgs", "--cpus="+strconv.FormatFloat(s.CPUs, 'f', -1, 64))
	}
	if s.PidsLimit > 0 {
		u.set("PidsLimit", strconv.Itoa(s.PidsLimit))
	}
	if s.ShmSize != "" {
		u.set("ShmSize", s.ShmSize)
	}
	for _, l := range s.Ulimits {
		u.set("Ulimit", l)
	}
}

func (s Spec) addHealth(u *unitFile) {
	h := s.Health
	if h.Cmd == "" {
		return
	}
	u.set("HealthCmd", literal(h.Cmd))
	for _, d := range []struct {
		key   string
		value time.Duration
	}{{"HealthInterval", h.Interval}, {"HealthTimeout", h.Timeout}, {"HealthStartPeriod", h.StartPeriod}} {
		if d.value > 0 {
			u.set(d.key, d.value.String())
		}
	}
	if h.Retries > 0 {
		u.set("HealthRetries", strconv.Itoa(h.Retries))
	}
	if h.OnFailure != "" {
		u.set("HealthOnFailure", h.OnFailure)
	}
	if !h.Notify {
		return
	}
	switch {
	case s.Podman >= quadlet.V50:
		u.set("Notify", "healthy")
	case s.Podman >= quadlet.V47:
		// The key takes the word since 5.0, the option since 4.7; the last --sdnotify counts.
		u.line("Container", "PodmanArgs", "--sdnotify=healthy")
	default:
		u.warn("dependent units start as soon as the container runs", "%s: the service cannot wait for the health check: Podman %s has no --sdnotify=healthy, which came with 4.7", u.name, s.Podman)
	}
}

func (s Spec) addService(u *unitFile) {
	if s.NoNetworkWait {
		switch {
		case s.Podman >= quadlet.V53:
			u.line("Quadlet", "DefaultDependencies", "false")
		case s.Podman >= quadlet.V52:
			u.warn("", "%s: the service waits for the network all the same: Podman %s has no way to turn that off, it came with 5.3", u.name, s.Podman)
		}
	}
	if s.Template {
		u.line("Service", "EnvironmentFile", s.configDir().join(instanceFileName).unitText())
	}
	start := "infinity"
	if s.StartTimeout >= 0 {
		start = seconds(s.StartTimeout)
	}
	u.line("Service", "TimeoutStartSec", start)
	if s.StopTimeout > 0 {
		u.set("StopTimeout", seconds(s.StopTimeout))
		// systemd has to be the more patient one, or it kills podman first.
		u.line("Service", "TimeoutStopSec", seconds(s.StopTimeout+30*time.Second))
	}
	u.line("Service", "Restart", s.Restart)
	if s.Template && s.Instance == "" {
		return // there is nothing that could be started by itself
	}
	u.line("Install", "WantedBy", "default.target")
	if s.Template {
		u.line("Install", "DefaultInstance", s.Instance)
	}
}

// seconds is a whole number of seconds, rounded up, as systemd reads it.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
