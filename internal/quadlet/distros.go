package quadlet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
)

// Distro is a distribution release with what it ships for running Quadlet, as
// a target for verdicts. Versions are those of the release's own repositories
// with its updates; a package list or a package name of each was seen.
type Distro struct {
	ID, Name   string
	Podman     Version // 0 where it has no Quadlet
	PodmanFull string  // version of the package
	Systemd    int     // major version, 0 where it is not known
	Cgroup     string  // default hierarchy: "v2", "v1" or "hybrid"
	// Quadlet says that Podman has it and the default hierarchy lets it run: under
	// v1 and hybrid the generator does nothing, without a word.
	Quadlet bool
}

// distros is sorted by ID.
var distros = []Distro{
	{"debian12", "Debian 12 (bookworm)", 0, "4.3.1", 252, "v2", false},
	{"debian13", "Debian 13 (trixie)", V54, "5.4.2", 257, "v2", true},
	{"debian14", "Debian 14 (forky), testing", V58, "5.8.6", 262, "v2", true},
	{"fedora43", "Fedora Linux 43", V58, "5.8.2", 258, "v2", true},
	{"fedora44", "Fedora Linux 44", V58, "5.8.2", 259, "v2", true},
	{"rhel10.0", "Red Hat Enterprise Linux 10.0", V54, "5.4.0", 257, "v2", true},
	{"rhel10.1", "Red Hat Enterprise Linux 10.1", V56, "5.6.0", 257, "v2", true},
	{"rhel10.2", "Red Hat Enterprise Linux 10.2", V58, "5.8.2", 257, "v2", true},
	{"rhel8.10", "Red Hat Enterprise Linux 8.10", V49, "4.9.4", 239, "v1", false},
	{"rhel9.2", "Red Hat Enterprise Linux 9.2", V44, "4.4.1", 252, "v2", true},
	{"rhel9.3", "Red Hat Enterprise Linux 9.3", V46, "4.6.1", 252, "v2", true},
	{"rhel9.4", "Red Hat Enterprise Linux 9.4", V49, "4.9.4", 252, "v2", true},
	{"rhel9.5", "Red Hat Enterprise Linux 9.5", V52, "5.2.2", 252, "v2", true},
	{"rhel9.6", "Red Hat Enterprise Linux 9.6", V54, "5.4.0", 252, "v2", true},
	{"rhel9.7", "Red Hat Enterprise Linux 9.7", V56, "5.6.0", 252, "v2", true},
	{"sles16.0", "SUSE Linux Enterprise Server 16.0", V54, "5.4.2", 0, "v2", true},
	{"ubuntu22.04", "Ubuntu 22.04 LTS (jammy)", 0, "3.4.4", 249, "v2", false},
	{"ubuntu24.04", "Ubuntu 24.04 LTS (noble)", V49, "4.9.3", 255, "v2", true},
	{"ubuntu25.10", "Ubuntu 25.10 (questing)", V54, "5.4.2", 257, "v2", true},
	{"ubuntu26.04", "Ubuntu 26.04 LTS (resolute)", V57, "5.7.0", 259, "v2", true},
}

// distroFamilies are rebuilds that ship the packages of the same release of
// another distribution, and longer spellings, as prefixes of an ID.
var distroFamilies = []struct{ prefix, id string }{
	{"almalinux", "rhel"},
	{"alma", "rhel"},
	{"redhatenterpriselinux", "rhel"},
	{"rockylinux", "rhel"},
	{"rocky", "rhel"},
	{"suselinuxenterpriseserver", "sles"},
}

// distroAliases are other names of one release.
var distroAliases = []struct{ alias, id string }{
	{"bookworm", "debian12"},
	{"forky", "debian14"},
	{"jammy", "ubuntu22.04"},
	{"noble", "ubuntu24.04"},
	{"questing", "ubuntu25.10"},
	{"resolute", "ubuntu26.04"},
	{"trixie", "debian13"},
}

// Distros returns the known distributions sorted by ID. The caller owns the
// slice.
func Distros() []Distro { return slices.Clone(distros) }

// LookupDistro finds a distribution by its ID or another name of it, without
// regard to case, blanks, dashes and underscores: "debian13", "Debian 13",
// "debian-13" and "trixie" are one, and so are "rhel9.6" and "Rocky Linux 9.6".
func LookupDistro(name string) (Distro, error) {
	id := strings.NewReplacer(" ", "", "-", "", "_", "", ":", "").Replace(strings.ToLower(name))
	for _, f := range distroFamilies {
		if release, ok := strings.CutPrefix(id, f.prefix); ok {
			id = f.id + release
			break
		}
	}
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
