package host

import (
	"io/fs"
	"time"
)

// Facts is what was seen of a host and of one account on it. It is JSON on its way from the
// process with the account's rights to the one that asked.
type Facts struct {
	Account Account
	Root    bool // the one who asks is root
	UnitDir string

	// Seen from the host; every account may see it.
	CgroupsV2    bool
	Delegated    []string // controllers that the account's manager may use
	SubUID       []IDRange
	SubGID       []IDRange
	NewUIDMap    Helper
	NewGIDMap    Helper
	Linger       bool
	UserManager  bool // it runs: its private socket is there
	UserBus      bool
	BusUnit      bool // the user manager has a unit that makes the bus
	Online       OnlineTarget
	SELinux      string // enforcing, permissive or disabled
	PortStart    int    // lowest port that an account may bind
	Systemd      bool   // the host was booted with it
	GeneratorBin string // of the user manager; empty if it is not installed
	QuadletBin   string // the program behind it, wherever podman's package put it
	Distro       string // ID and ID_LIKE of os-release
	Catatonit    string // path; empty if it is not found
	Pasta        bool
	Slirp        bool

	// Seen with the account's rights.
	Podman     Podman
	Generator  []string // what it complains about, one a line
	Units      []UnitFile
	Services   []Service
	Paths      []PathFact
	Ports      []PortFact
	Images     []ImageFact
	Containers []Container
	Reloaded   time.Time // when the manager last loaded its units; zero if not known
	Trouble    []string  // what could not be found out, and why
}

// IDRange is one row of /etc/subuid or /etc/subgid.
type IDRange struct {
	Owner string
	First int
	Count int
}

// Helper is a program that must have a privilege.
type Helper struct {
	Path       string
	Privileged bool // set-user-ID root, or with a file capability
}

// OnlineTarget is the system's network-online.target, which every rootless Quadlet of
// Podman 5.3 and later waits for.
type OnlineTarget struct {
	Active bool
	Wanted bool // some unit pulls it in at boot
}

// Podman is what podman says of itself.
type Podman struct {
	Missing  bool   // there is no such program
	Version  string // empty too if podman cannot say it: with a broken configuration, for one
	Error    string // why podman failed
	Network  string // netavark, cni
	Rootless bool
}

// UnitFile is one file of the account's unit directory.
type UnitFile struct {
	Path, Name string
	Dir        string // the unit directory it was found under
	Content    string
	Modified   time.Time
	Error      string
}

// Service is what systemd says of the service of a unit.
type Service struct {
	Name     string
	Load     string
	Active   string
	Result   string
	Restarts int // by systemd, since somebody last started it
	Source   string
	Age      time.Duration // how long it has been active
}

// flaps reports whether a service is between two failures: systemd restarts it again and
// again, and for a moment each time it counts as active.
func (s Service) flaps() bool {
	return s.Restarts > 0 && s.Active == "active" && s.Age > 0 && s.Age < 30*time.Second
}

// PathFact is a path that a unit names.
type PathFact struct {
	Path    string
	Unit    string
	Use     string // "env", "config", "mount"
	Exists  bool
	Dir     bool
	Mode    fs.FileMode
	UID     int
	Label   string // SELinux type, if labels are in use
	EnvBad  []EnvLine
	Token   bool   // an env file that holds a token
	Problem string // why it cannot be read
	// Foreign is a file below a mounted directory that is not the account's, ForeignUID whose
	// it is; empty if there is none, or none that the account may see.
	Foreign    string
	ForeignUID int
	// GatewayMode is what a configuration says; empty if nothing.
	GatewayMode string
}

// EnvLine is a line of an environment file that podman would refuse or read differently.
type EnvLine struct {
	Line int
	Text string // what is wrong; never the line itself, which may hold a secret
}

// PortFact is a host port that a unit publishes.
type PortFact struct {
	Unit    string
	Address string
	Port    int
	Free    bool
	Problem string // why it could not be bound
}

// ImageFact is an image that a unit needs.
type ImageFact struct {
	Unit    string
	Name    string
	Pull    string
	Present bool
}

// Container is one that exists in the account's store.
type Container struct {
	Name string
	Unit string // the service that made it, if one did
}
