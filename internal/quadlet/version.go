package quadlet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/semver"
)

// Version is a Podman release up to its minor number, as major*100+minor, so
// that releases compare with < and the zero value means "no version". The patch
// number is left out: what Quadlet accepts changes with minor releases only.
type Version uint16

// The releases that brought or changed Quadlet; each stands for its newest
// patch release.
const (
	V44 Version = 404
	V45 Version = 405
	V46 Version = 406
	V47 Version = 407
	V48 Version = 408
	V49 Version = 409
	V50 Version = 500
	V51 Version = 501
	V52 Version = 502
	V53 Version = 503
	V54 Version = 504
	V55 Version = 505
	V56 Version = 506
	V57 Version = 507
	V58 Version = 508
	V60 Version = 600
	V61 Version = 601

	// Oldest is the release that brought Quadlet.
	Oldest = V44
	// Newest is the newest release that the tables of this package describe.
	// Later ones are taken to behave the same.
	Newest = V61
)

var versions = []Version{
	V44, V45, V46, V47, V48, V49,
	V50, V51, V52, V53, V54, V55, V56, V57, V58,
	V60, V61,
}

// Versions returns the described releases in ascending order. The caller owns
// the slice.
func Versions() []Version { return slices.Clone(versions) }

// V returns the version major.minor.
func V(major, minor int) Version { return Version(major*100 + minor) }

// Major returns the first number of the version.
func (v Version) Major() int { return int(v) / 100 }

// Minor returns the second number of the version.
func (v Version) Minor() int { return int(v) % 100 }

// String returns the version as "5.4", and "" for the zero value.
func (v Version) String() string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%d", v.Major(), v.Minor())
}

// Known returns the described release that v behaves as: v itself, or for a gap
// or a future release the nearest one before it.
func (v Version) Known() Version {
	i, found := slices.BinarySearch(versions, v)
	if found || i == 0 {
		return v
	}
	return versions[i-1]
}

// ErrTooOld is wrapped by the errors of the parse functions for a Podman that
// has no Quadlet yet.
var ErrTooOld = errors.New("podman has no Quadlet before 4.4")

// ParseVersion reads a Podman version as users and tools write it: "5.4",
// "5.4.2", "v5.8", "6.1.1-rc1", "5.4.2+ds1". Only major and minor are kept. A
// release later than Newest is kept as it is given.
func ParseVersion(s string) (Version, error) {
	text := "v" + strings.TrimPrefix(strings.TrimSpace(s), "v")
	// A bare "5" is valid shorthand for 5.0.0, which nobody who writes it means.
	if !semver.IsValid(text) || !strings.Contains(text, ".") {
		return 0, fmt.Errorf("podman version %q: want major.minor, as in %s", s, Newest)
	}
	majorText, minorText, _ := strings.Cut(semver.MajorMinor(text)[1:], ".")
	major, majorErr := strconv.Atoi(majorText)
	minor, minorErr := strconv.Atoi(minorText)
	if majorErr != nil || minorErr != nil || major > 99 || minor > 99 {
		return 0, fmt.Errorf("podman version %q: number out of range", s)
	}
	v := V(major, minor)
	if v < Oldest {
		return 0, fmt.Errorf("podman version %q: %w", s, ErrTooOld)
	}
	return v, nil
}

// ParseVersions reads a comma-separated list of versions and ranges, such as
// "4.9", "4.4..6.1" or "4.9,5.4..5.8". A range covers the described releases
// between its ends, both included. The result is sorted and has no duplicates.
func ParseVersions(s string) ([]Version, error) {
	var list []Version
	for part := range strings.SplitSeq(s, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), "..")
		first, err := ParseVersion(from)
		if err != nil {
			return nil, err
		}
		list = append(list, first)
		if !isRange {
			continue
		}
		last, err := ParseVersion(to)
		if err != nil {
			return nil, err
		}
		if last < first {
			return nil, fmt.Errorf("podman versions %q: the range ends before it begins", part)
		}
		for _, v := range versions {
			if first < v && v < last {
				list = append(list, v)
			}
		}
		list = append(list, last)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}
