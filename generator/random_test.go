package generator

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// dice draws specs over the whole space of flags: half of the choices are left
// alone, so that the combinations differ, and texts are made of what unit files,
// systemd, shells and podman give a meaning to.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 0x6e6f7661))} }

func (d dice) maybe() bool { return d.IntN(4) == 0 }

func one[T any](d dice, list ...T) T { return list[d.IntN(len(list))] }

// pieces are what texts are made of.
var pieces = []string{
	"a", "B", "7", "_", "-", "--", ".", "x y", " ", "  ", "%", "%%", "%h", "%i", "%n", "$", "$$", "$HOME", "${HOME}", `"`, `'`, `\`, `\\`,
	`\n`, `\x41`, ";", "#", "=", "ü", "日本", "\u00a0", "😀", "&", "|", "*", "?", "~", "!", "(", ")", "<", ">", "`", "{", "}", "[", "]", "@", "^",
}

func (d dice) text() string {
	var b strings.Builder
	for range 1 + d.IntN(5) {
		b.WriteString(one(d, pieces...))
	}
	return b.String()
}

// path draws a host path below root.
func (d dice) path(root string) string {
	for {
		p := root + "/" + strings.ReplaceAll(d.text(), "/", "")
		if d.maybe() {
			p += "/" + d.text()
		}
		if got, err := CheckHostPath(p); err == nil && got == p {
			return p
		}
	}
}

func (d dice) inside() string {
	for {
		p := "/" + one(d, "data", "mnt", "x") + "/" + d.text()
		if CheckInsidePath(p) == nil && path.Clean(p) == p && !strings.ContainsAny(p, ",\"") {
			return p
		}
	}
}

func (d dice) pair(i int) KeyValue { return KeyValue{fmt.Sprintf("K%d", i), d.text()} }

// spec draws a valid spec for one target. name keeps it apart from the others
// of a batch, which all go into one directory.
func (d dice) spec(name string, podman quadlet.Version) Spec {
	for {
		s := d.draw(name, podman)
		if s.Validate() == nil {
			return s
		}
	}
}

func (d dice) draw(name string, podman quadlet.Version) Spec {
	s := Default()
	s.Podman, s.Name = podman, name
	if d.maybe() {
		s.Image = one(d, "quay.io/example/nova:1.2", "registry.example:5000/a/b__c@sha256:"+strings.Repeat("0", 64), "localhost/x:y", "docker.io/library/nova")
	}
	s.Pull = one(d, "", "always", "missing", "never", "newer")
	if d.maybe() {
		s.AutoUpdate = one(d, "registry", "local")
	}
	s.UserNS = one(d, "keep-id", "keep-id", "keep-id:uid=1000,gid=1000", "auto", "host", "")
	if d.maybe() {
		s.ConfigDir = d.path(one(d, "/srv", "%h"))
	}
	if d.maybe() {
		s.WorkspaceDir = d.path(one(d, "/srv", "%h"))
	}
	if d.maybe() {
		s.EnvFile = d.path(one(d, "/srv", "%h"))
	} else if d.maybe() {
		s.TokenSecret = "nova-token"
	}
	s.Relabel = one(d, "private", "shared", "")
	for range d.IntN(3) {
		s.Mounts = append(s.Mounts, Mount{d.path("/data"), d.inside(), d.maybe(), one(d, "", "private", "shared")})
	}
	s.PublishHost = one(d, "127.0.0.1", "127.0.0.1", "::1", "0.0.0.0", "192.0.2.7")
	s.GatewayPort, s.BridgePort = 1024+d.IntN(30000), 40000+d.IntN(20000)
	s.Bind = one(d, "lan", "auto", "tailnet")
	s.Network = one(d, "", "", "", "host", "none", "bridge", "pasta", "net-1")
	if !s.publishes() {
		s.GatewayPort, s.BridgePort = insideGateway, insideBridge
	}
	for i := range d.IntN(4) {
		s.Env = append(s.Env, d.pair(i))
	}
	for i := range d.IntN(3) {
		s.Labels = append(s.Labels, d.pair(i))
		s.Annotations = append(s.Annotations, d.pair(i))
	}
	d.drawContainer(&s)
	d.drawService(&s)
	if d.maybe() {
		s.With = Companions{d.maybe(), d.maybe(), d.maybe(), d.maybe(), d.maybe()}
		if s.With.Build {
			s.SourceDir = "/src/nova-engine"
		}
	}
	switch d.IntN(8) {
	case 0:
		s.Instance = "work"
	case 1:
		s.Template = true
		s.WorkspaceDir = ""
	}
	return s
}

func (d dice) drawContainer(s *Spec) {
	s.Hardened = d.maybe()
	if d.maybe() {
		s.Memory = one(d, "512m", "2g", "1.5g")
	}
	if d.maybe() {
		s.CPUs = one(d, 0.5, 1.5, 4)
	}
	if d.maybe() {
		s.PidsLimit = 100 + d.IntN(1000)
	}
	if d.maybe() {
		s.ShmSize = "128m"
	}
	if d.maybe() {
		s.DropCaps = []string{"NET_RAW", "CAP_MKNOD"}
	}
	if d.maybe() {
		s.AddCaps = []string{"NET_BIND_SERVICE"}
	}
	if d.maybe() {
		s.Devices = []string{"/dev/dri", "/dev/fuse:/dev/fuse:rw"}
	}
	if d.maybe() {
		s.Sysctls = []KeyValue{{"net.ipv4.ip_unprivileged_port_start", "80"}, {"net.ipv4.ping_group_range", "0 1000"}}
	}
	if d.maybe() {
		s.Ulimits = []string{"nofile=1024:4096", "nproc=100"}
	}
	if d.maybe() {
		s.Tmpfs = []string{"/scratch", "/run/x:size=64m,mode=1777"}
	}
	if d.maybe() {
		s.AddHosts = []string{"ollama:host-gateway", "a:192.0.2.1"}
	}
	if d.maybe() {
		s.DNS = []string{"9.9.9.9", "2620:fe::fe"}
	}
	if d.maybe() {
		s.HostName = "nova-1"
	}
	if d.maybe() {
		s.Timezone = one(d, "local", "Europe/Berlin")
	}
	if d.maybe() {
		s.LogDriver = one(d, "journald", "k8s-file")
		s.LogOpts = []KeyValue{{"tag", one(d, "nova", d.text())}}
	}
}

func (d dice) drawService(s *Spec) {
	if d.maybe() {
		s.Health = Health{
			Cmd: one(d, HealthCmd, d.text(), `curl "x" && echo "y"`), Interval: 90 * time.Second, Timeout: 5 * time.Second,
			StartPeriod: time.Minute, Retries: 1 + d.IntN(5), OnFailure: one(d, "", "kill", "none", "stop"), Notify: d.maybe(),
		}
	}
	s.Restart = one(d, RestartPolicies()...)
	s.StartTimeout = one(d, -1, 300*time.Second, 1500*time.Millisecond)
	s.StopTimeout = one(d, 0, 30*time.Second)
	s.NoNetworkWait = d.maybe()
}

// without returns the list without the value.
func without(list []string, value string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == value })
}
