package quadlet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
)

// Distro is a distribution release with what it ships for running Quadlet, as
// a target for verdicts. Versions are those of the release's own repositories;
// where updates bring newer minor releases, the row has the oldest of them that
// its users still run.
type Distro struct {
	ID, Name   string
	Podman     Version // 0 where it has no Quadlet
	PodmanFull string  // version of the package
	Systemd    int     // major version
	Cgroup     string  // default hierarchy: "v2", "v1" or "hybrid"
	Quadlet    bool    // Podman has Quadlet and the default hierarchy lets it run
}

// distros is sorted by ID.
var distros = []Distro{
	{"debian12", "Debian 12 (bookworm)", 0, "4.3.1", 252, "v2", false},
	{"debian13", "Debian 13 (trixie)", V54, "5.4.2", 257, "v2", true},
	{"debian14", "Debian 14 (forky)", V58, "5.8.6", 262, "v2", true},
	{"ubuntu22.04", "Ubuntu 22.04 LTS (jammy)", 0, "3.4.4", 249, "v2", false},
	{"ubuntu24.04", "Ubuntu 24.04 LTS (noble)", V49, "4.9.3", 255, "v2", true},
}

// distroAliases are other names people use for the same release, sorted.
var distroAliases = []struct{ alias, id string }{
	{"bookworm", "debian12"},
	{"forky", "debian14"},
	{"jammy", "ubuntu22.04"},
	{"noble", "ubuntu24.04"},
	{"trixie", "debian13"},
}

// Distros returns the known distributions sorted by ID. The caller owns the
// slice.
func Distros() []Distro { return slices.Clone(distros) }

// LookupDistro finds a distribution by its ID or another name of it, without
// regard to case, blanks, dashes and underscores: "debian13", "Debian 13",
// "debian-13" and "trixie" are one.
func LookupDistro(name string) (Distro, error) {
	id := strings.NewReplacer(" ", "", "-", "", "_", "", ":", "").Replace(strings.ToLower(name))
	for _, a := range distroAliases {
		if a.alias == id {
			id = a.id
			break
		}
	}
	i, found := slices.BinarySearchFunc(distros, id, func(d Distro, id string) int { return strings.Compare(d.ID, id) })
	if found {
		return distros[i], nil
	}
	names := make([]string, 0, len(distros)+len(distroAliases))
	for _, d := range distros {
		names = append(names, d.ID)
	}
	for _, a := range distroAliases {
		names = append(names, a.alias)
	}
	if near, ok := didyoumean.Nearest(id, names); ok {
		return Distro{}, fmt.Errorf("unknown distribution %q: did you mean %q?", name, near)
	}
	return Distro{}, fmt.Errorf("unknown distribution %q: known are %s", name, strings.Join(names[:len(distros)], ", "))
}
