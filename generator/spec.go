package generator

import (
	"io/fs"
	"time"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// The inside of Nova Engine's image. None of it is an option: the port forward,
// the mounts and the start command have to agree on it.
const (
	insideHome      = "/home/node"
	insideState     = insideHome + "/.nova-engine"
	insideWorkspace = insideState + "/workspace"
	insideGateway   = 18789
	insideBridge    = 18790
)

// ConfigFileName is the gateway's configuration, in its state directory.
const ConfigFileName = "nova-engine.json"

// TokenKey is the variable that holds the gateway's token.
const TokenKey = "NOVA_GATEWAY_TOKEN"

// KeyValue is one assignment, such as an environment variable or a label.
type KeyValue struct{ Key, Value string }

// Mount is a host directory or file shown inside the container.
type Mount struct {
	Source, Target string
	ReadOnly       bool
	// Relabel is the SELinux mode: "private" (only this container may use the
	// files), "shared", or "" to leave the labels as they are.
	Relabel string
}

// Setting is a key set by hand, for what Spec has no field.
type Setting struct{ Section, Key, Value string }

// Health is the container's health check. The zero value is none.
type Health struct {
	Cmd         string
	Interval    time.Duration
	Timeout     time.Duration
	StartPeriod time.Duration
	Retries     int
	OnFailure   string
	// Notify delays "started" until the first check has passed.
	Notify bool
}

// HealthCmd is Nova Engine's own health check. It takes any answer but a server
// error: without the token the gateway says 401, and that is an answer. It does
// not end in a quote because Podman up to 5.7 would cut that off.
const HealthCmd = `node -e "fetch('http://127.0.0.1:18789/').then(r=>process.exit(+(r.status>=500)),()=>process.exit(1))" || exit 1`

// Companions says which further units are rendered beside the container.
type Companions struct{ Build, Image, Network, Volume, Pod bool }

// Spec says what to render. Start from [Default].
type Spec struct {
	// Podman is the release that the units are for.
	Podman quadlet.Version

	Name     string // unit and container name, without ending
	Instance string // a second gateway's name; with Template, the default instance
	Template bool   // render NAME@.container

	Image      string
	Pull       string // always, missing, never, newer
	AutoUpdate string // registry, local or ""

	// UserNS is the user namespace: keep-id, keep-id:uid=N,gid=N, auto, host, or ""
	// for Podman's default. With a bare keep-id the user is pinned to the account.
	UserNS string

	ConfigDir    string
	WorkspaceDir string
	EnvFile      string // "": no file
	TokenSecret  string // podman secret that holds the token, instead of EnvFile
	Relabel      string // SELinux mode of the state mounts, as in Mount
	Mounts       []Mount

	PublishHost string // host address that the ports are published on
	GatewayPort int    // host port of the gateway
	BridgePort  int    // host port of the bridge
	Bind        string // what the gateway binds inside the container
	Network     string // podman network, "" for the default

	Env         []KeyValue
	Labels      []KeyValue
	Annotations []KeyValue
	Sysctls     []KeyValue
	LogOpts     []KeyValue
	Devices     []string
	AddCaps     []string
	DropCaps    []string
	Tmpfs       []string
	AddHosts    []string
	DNS         []string
	Ulimits     []string

	HostName  string
	Timezone  string
	LogDriver string
	Memory    string  // size with a unit letter, "" for no limit
	CPUs      float64 // 0: no limit
	PidsLimit int     // 0: no limit
	ShmSize   string
	Hardened  bool
	Health    Health

	Restart       string
	StartTimeout  time.Duration // negative: none
	StopTimeout   time.Duration // 0: Podman's default
	NoNetworkWait bool

	With      Companions
	SourceDir string // with With.Build: Nova Engine's source tree
	Settings  []Setting
}

// Default is Nova Engine's own set-up with the corrections that running it has
// taught: host ports on the loopback address only, the container user pinned to
// the account, an init process, SELinux labels on the mounts.
func Default() Spec {
	return Spec{
		Podman:       DefaultPodman,
		Name:         "nova-engine",
		Image:        "localhost/nova-engine:local",
		UserNS:       "keep-id",
		ConfigDir:    "%h/.nova-engine",
		Relabel:      "private",
		PublishHost:  "127.0.0.1",
		GatewayPort:  insideGateway,
		BridgePort:   insideBridge,
		Bind:         "lan",
		Restart:      "on-failure",
		StartTimeout: 300 * time.Second,
	}
}

// DefaultPodman is the release that units are for where no other is asked for:
// the oldest that the current releases of the big distributions ship. What is
// rendered for it means the same to every later one.
const DefaultPodman = quadlet.V54

// UnitName is the name of the container unit, without ending.
func (s Spec) UnitName() string {
	switch {
	case s.Template:
		return s.Name + "@"
	case s.Instance != "":
		return s.Name + "-" + s.Instance
	}
	return s.Name
}

// containerName is the name that podman knows the container by.
func (s Spec) containerName() string {
	if s.Template {
		return s.Name + "-%i"
	}
	return s.UnitName()
}

// withDefaults fills in the fields whose default follows from others. It is
// called once the Spec is valid.
func (s Spec) withDefaults() Spec {
	if s.ConfigDir == Default().ConfigDir && s.Instance != "" && !s.Template {
		// A second gateway never gets into the first one's files.
		s.ConfigDir += "-" + s.Instance
	}
	s.Image, _ = NormalizeImage(s.Image)
	if s.Pull == "" {
		s.Pull = "missing"
		if isLocalImage(s.Image) {
			s.Pull = "never"
		}
	}
	if s.Hardened {
		s = s.hardened()
	}
	return s
}

// usesEnvFile reports whether the token is in an environment file.
func (s Spec) usesEnvFile() bool {
	_, ok := s.envFile()
	return ok
}

// hardened fills in what --hardened asks for. Limits that were given stay.
func (s Spec) hardened() Spec {
	if len(s.DropCaps) == 0 {
		s.DropCaps = []string{"all"}
	}
	if s.PidsLimit == 0 {
		s.PidsLimit = 512
	}
	if s.Memory == "" {
		s.Memory = "2g"
	}
	return s
}

// File is one rendered file.
type File struct {
	Name    string // path relative to the output directory, slash-separated
	Mode    fs.FileMode
	Content []byte
	// Secret says that the content must not be shown: it holds a token.
	Secret bool
}

// Warning says that something is rendered but not all that was asked for can be
// had, or that it is less safe than it could be.
type Warning struct{ Message, Hint string }
