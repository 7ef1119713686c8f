package generator

import (
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// checker gathers problems, each under the flag that it is about.
type checker struct{ problems []error }

func (c *checker) field(name string, err error) {
	if err == nil {
		return
	}
	var p *Problem
	if errors.As(err, &p) {
		c.problems = append(c.problems, &Problem{name, p.Message, p.hint})
		return
	}
	c.problems = append(c.problems, err)
}

func (c *checker) refuse(name, hint, format string, args ...any) {
	c.field(name, problem(hint, format, args...))
}

// Validate returns every [Problem] of the Spec, joined, or nil.
func (s Spec) Validate() error {
	c := &checker{}
	s.checkIdentity(c)
	s.checkFiles(c)
	s.checkNetworking(c)
	s.checkLists(c)
	s.checkLimits(c)
	s.checkService(c)
	s.checkCompanions(c)
	for _, setting := range s.Settings {
		c.field("set", s.checkSetting(setting))
	}
	return errors.Join(c.problems...)
}

func (s Spec) checkIdentity(c *checker) {
	if s.Podman < quadlet.Oldest {
		c.refuse("podman", NoQuadletHint(), "podman has no Quadlet before %s", quadlet.Oldest)
	}
	c.field("name", CheckName(s.Name))
	if s.Instance != "" {
		c.field("instance", CheckName(s.Instance))
	}
	image, err := NormalizeImage(s.Image)
	c.field("image", err)
	if s.Pull != "" {
		c.field("pull", CheckWord(s.Pull, PullPolicies()))
	}
	switch {
	case s.AutoUpdate == "":
	case s.AutoUpdate != "registry" && s.AutoUpdate != "local":
		c.field("auto-update", CheckWord(s.AutoUpdate, []string{"registry", "local"}))
	case s.AutoUpdate == "registry" && err == nil && isLocalImage(image):
		c.refuse("auto-update", "local, or an image of a registry", "%s is not in a registry", quoteShort(s.Image))
	case s.AutoUpdate == "registry" && strings.Contains(s.Image, "@"):
		c.refuse("auto-update", "leave the digest out, or leave --auto-update out", "a digest never changes, so there is nothing to update")
	}
	c.field("userns", CheckUserNS(s.UserNS))
}

// NoQuadletHint names, for each distribution, the release with the oldest
// Podman that has Quadlet.
func NoQuadletHint() string {
	var oldest []quadlet.Distro
	for _, d := range quadlet.Distros() {
		family := func(d quadlet.Distro) string { return strings.TrimRight(d.ID, "0123456789.") }
		i := slices.IndexFunc(oldest, func(o quadlet.Distro) bool { return family(o) == family(d) })
		switch {
		case !d.Quadlet:
		case i < 0:
			oldest = append(oldest, d)
		case d.Podman < oldest[i].Podman:
			oldest[i] = d
		}
	}
	var names []string
	for _, d := range oldest {
		names = append(names, d.Name+" has "+d.PodmanFull)
	}
	return strings.Join(names, ", ")
}

func (s Spec) checkFiles(c *checker) {
	checkPath := func(field, value string) {
		if value == "" {
			return
		}
		if _, err := CheckHostPath(value); err != nil {
			c.field(field, err)
		}
	}
	if s.ConfigDir == "" {
		c.refuse("config-dir", "for example %h/.nova-engine", "the path is empty")
	}
	checkPath("config-dir", s.ConfigDir)
	checkPath("workspace-dir", s.WorkspaceDir)
	checkPath("env-file", s.EnvFile)
	relabels := []string{"private", "shared", "none"}
	c.field("relabel", CheckWord(orNone(s.Relabel), relabels))
	for _, dir := range []struct{ field, path string }{{"config-dir", s.ConfigDir}, {"workspace-dir", s.WorkspaceDir}} {
		if s.Relabel != "" && isSystemDir(dir.path) {
			c.refuse(dir.field, "a directory of its own below it", "%s belongs to the system; its SELinux labels must stay", quoteShort(dir.path))
		}
	}
	if s.TokenSecret != "" {
		c.field("secret", CheckName(s.TokenSecret))
	}
	if s.Template && s.WorkspaceDir != "" {
		c.refuse("workspace-dir", "leave it out: each instance has its own below --config-dir", "all instances of a template would share one workspace")
	}
	inside := []string{insideState}
	if s.WorkspaceDir != "" || s.With.Volume {
		inside = append(inside, insideWorkspace)
	}
	for _, m := range s.Mounts {
		c.field("mount", checkMount(m))
		if slices.Contains(inside, m.Target) {
			c.refuse("mount", "", "something is mounted on %s already", quoteShort(m.Target))
		}
		inside = append(inside, m.Target)
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// systemDirs are the directories of the file hierarchy that are the system's.
var systemDirs = []string{
	"/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt", "/proc", "/root", "/run",
	"/sbin", "/srv", "/sys", "/tmp", "/usr", "/var", "/var/lib", "/var/log", "/var/tmp",
}

// isSystemDir reports whether relabelling a directory would take files away
// from the rest of the system: what is at the top, and whole home directories.
func isSystemDir(p string) bool {
	dir := path.Dir(p)
	return p == "/" || slices.Contains(systemDirs, p) || dir == "/home" || dir == "/etc" || dir == "/usr" || dir == "/boot"
}

// credentialHomes are where other programs keep their keys. A container that
// runs an agent must not see them; what it needs goes into its own state.
var credentialHomes = []string{
	".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".claude", ".codex", ".gemini",
	".config/gcloud", ".config/gh", ".config/containers", ".netrc", ".git-credentials",
	".local/share/keyrings", ".password-store", ".mozilla",
}

func checkMount(m Mount) error {
	if _, err := CheckHostPath(m.Source); err != nil {
		return err
	}
	if err := CheckInsidePath(m.Target); err != nil {
		return err
	}
	for _, home := range credentialHomes {
		if strings.Contains(m.Source+"/", "/"+home+"/") {
			return problem("copy what the gateway needs into its own directory", "%s holds credentials of other programs and is never mounted", quoteShort(m.Source))
		}
	}
	if m.Relabel != "" {
		if err := CheckWord(m.Relabel, []string{"private", "shared"}); err != nil {
			return err
		}
		if isSystemDir(m.Source) {
			return problem("mount it without z or Z", "%s belongs to the system; its SELinux labels must stay", quoteShort(m.Source))
		}
	}
	return nil
}

func (s Spec) checkNetworking(c *checker) {
	c.field("publish-host", CheckHostAddress(s.PublishHost))
	for _, p := range []struct {
		field string
		port  int
	}{{"gateway-port", s.GatewayPort}, {"bridge-port", s.BridgePort}} {
		_, err := CheckPort(strconv.Itoa(p.port))
		c.field(p.field, err)
	}
	if s.GatewayPort == s.BridgePort {
		c.refuse("bridge-port", "two different ports", "the gateway has port %d already", s.GatewayPort)
	}
	c.field("bind", CheckWord(s.Bind, BindModes()))
	if s.Bind == "loopback" && s.Network != "host" {
		c.refuse("bind", "--bind lan with --publish-host 127.0.0.1, the default, is reachable from this host only", "the port forward does not reach the container's own loopback address")
	}
	if s.Network != "" {
		c.field("network", s.checkNetwork())
	}
	ports := s.GatewayPort != insideGateway || s.BridgePort != insideBridge
	if !s.publishes() && ports {
		c.refuse("network", "leave out --gateway-port and --bridge-port", "with --network %s no port is forwarded", s.Network)
	}
	for _, h := range s.AddHosts {
		c.field("add-host", s.takesWord("AddHost", h))
	}
	if s.Network == "none" && len(s.DNS) > 0 {
		c.refuse("dns", "leave one of them out", "with --network none no name server can be reached")
	}
	for _, d := range s.DNS {
		c.field("dns", s.takesWord("DNS", d))
	}
	if s.Instance != "" && !s.Template {
		s.checkInstance(c)
	}
}

// checkInstance refuses what a second gateway would share with the first.
func (s Spec) checkInstance(c *checker) {
	first := Default()
	const hint = "--gateway-port and --bridge-port, for example 18889 and 18890"
	for _, p := range []struct {
		field string
		port  int
	}{{"gateway-port", s.GatewayPort}, {"bridge-port", s.BridgePort}} {
		if s.publishes() && (p.port == first.GatewayPort || p.port == first.BridgePort) {
			c.refuse(p.field, hint, "port %d is the first gateway's; instance %q needs its own", p.port, s.Instance)
		}
	}
}

func (s Spec) checkNetwork() error {
	const hint = "host, none, bridge, pasta, or the name of a podman network; --with network makes one"
	mode, _, _ := strings.Cut(s.Network, ":")
	switch {
	case strings.ContainsAny(s.Network, " \t\"'\\%$"):
		return problem(hint, "%s is not a network", quoteShort(s.Network))
	case quadlet.KindOf(mode) != quadlet.KindNone:
		return problem("--with network", "%s would be read as the name of a unit", quoteShort(s.Network))
	case mode == "slirp4netns":
		return problem("pasta, the default", "podman 6 has no slirp4netns")
	case mode == "container" || mode == "ns":
		return problem("--set Container.Network="+s.Network, "the gateway's ports cannot be published in another's network")
	}
	if err := CheckName(mode); err != nil {
		return problem(hint, "%s is not a network", quoteShort(s.Network))
	}
	return s.takes("Network", s.Network)
}

func (s Spec) checkService(c *checker) {
	c.field("restart", CheckRestart(s.Restart))
	if s.StopTimeout < 0 {
		c.refuse("stop-timeout", "for example 30s", "the container has to be stopped at some time")
	}
	h := s.Health
	if h.Cmd == "" {
		if h != (Health{}) {
			c.refuse("health-cmd", "--health takes Nova Engine's own check", "there are options for a health check but no check")
		}
		return
	}
	c.field("health-cmd", checkText(h.Cmd))
	if strings.TrimSpace(h.Cmd) == "" || h.Cmd == "[]" {
		c.refuse("health-cmd", "", "the command is empty")
	}
	if h.OnFailure != "" {
		c.field("health-on-failure", CheckWord(h.OnFailure, []string{"none", "kill", "restart", "stop"}))
	}
	if h.OnFailure == "restart" {
		c.refuse("health-on-failure", "kill: systemd then starts the service again, as --restart says", "podman would restart a container that systemd looks after")
	}
	if h.Notify && h.Cmd == "none" {
		c.refuse("notify-healthy", "leave one of them out", "without a check the service would never be ready")
	}
	if h.Retries < 0 {
		c.refuse("health-retries", "", "%d is negative", h.Retries)
	}
}

func (s Spec) checkCompanions(c *checker) {
	need := func(wanted bool, kind quadlet.Kind, word string) {
		if wanted && !kind.In(s.Podman) && s.Podman >= quadlet.Oldest {
			c.refuse("with", "--podman "+kind.Since().String()+" or later", "%s units came with Podman %s; the target is %s", word, kind.Since(), s.Podman)
		}
	}
	need(s.With.Build, quadlet.Build, ".build")
	need(s.With.Image, quadlet.Image, ".image")
	need(s.With.Pod, quadlet.Pod, ".pod")
	local := isLocalImage(s.Image)
	switch {
	case s.With.Build && s.With.Image:
		c.refuse("with", "one of them", "build and image both bring the image")
	case s.With.Build && !local:
		c.refuse("with", "--image localhost/nova-engine:local", "build makes a local image, not %s", quoteShort(s.Image))
	case s.With.Image && local:
		c.refuse("with", "--image with a registry, or --with build", "%s cannot be pulled", quoteShort(s.Image))
	}
	if s.With.Image && s.Pull == "never" {
		c.refuse("pull", "leave one of them out", "--with image is there to pull the image")
	}
	if s.With.Build {
		if s.SourceDir == "" {
			c.refuse("source-dir", "the directory with Nova Engine's Dockerfile", "--with build needs to know where the source is")
		} else if _, err := CheckHostPath(s.SourceDir); err != nil {
			c.field("source-dir", err)
		}
	} else if s.SourceDir != "" {
		c.refuse("source-dir", "--with build", "the source is not used")
	}
	if s.With.Network && s.Network != "" {
		c.refuse("network", "leave one of them out", "--with network makes a network of its own")
	}
	if s.With.Volume && s.WorkspaceDir != "" {
		c.refuse("workspace-dir", "leave one of them out", "--with volume keeps the workspace in a volume")
	}
	if s.Template && (s.With.Pod || s.With.Volume) {
		c.refuse("with", "use --instance without --template", "the instances of a template would share one pod or volume")
	}
	if s.With.Pod && !s.publishes() {
		c.refuse("network", "leave one of them out", "a pod with --network %s forwards no port", s.Network)
	}
}
