package quadlet

import (
	"slices"
	"strings"
	"testing"
)

func TestDistroTable(t *testing.T) {
	if !slices.IsSortedFunc(distros, func(a, b Distro) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("distributions are not sorted by ID")
	}
	for _, d := range distros {
		v, err := ParseVersion(d.PodmanFull)
		if d.Podman != v || (err != nil && d.Podman != 0) {
			t.Errorf("%s: package %s is Podman %v, the row says %v (%v)", d.ID, d.PodmanFull, v, d.Podman, err)
		}
		if d.Quadlet && d.Podman == 0 {
			t.Errorf("%s: Quadlet without a Podman that has it", d.ID)
		}
		if !slices.Contains([]string{"v2", "v1", "hybrid"}, d.Cgroup) || d.Name == "" {
			t.Errorf("%s: incomplete row %+v", d.ID, d)
		}
		if got, err := LookupDistro(d.ID); err != nil || got != d {
			t.Errorf("LookupDistro(%q) = %+v, %v", d.ID, got, err)
		}
	}
	for _, a := range distroAliases {
		if got, err := LookupDistro(a.alias); err != nil || got.ID != a.id {
			t.Errorf("alias %s: %+v, %v", a.alias, got, err)
		}
	}
}

func TestLookupDistro(t *testing.T) {
	tests := []struct {
		name, want, err string
	}{
		{name: "Debian 13", want: "debian13"},
		{name: "debian-13", want: "debian13"},
		{name: "debian:13", want: "debian13"},
		{name: "Trixie", want: "debian13"},
		{name: "ubuntu-24.04", want: "ubuntu24.04"},
		{name: "Rocky Linux 9.6", want: "rhel9.6"},
		{name: "almalinux10.1", want: "rhel10.1"},
		{name: "rhel9", err: `unknown distribution "rhel9": did you mean `},
		{name: "debain13", err: `unknown distribution "debain13": did you mean "debian13"?`},
		{name: "plan9", err: `unknown distribution "plan9": known are `},
		{name: "", err: `unknown distribution "": known are `},
	}
	for _, tt := range tests {
		got, err := LookupDistro(tt.name)
		if tt.err == "" && (err != nil || got.ID != tt.want) {
			t.Errorf("LookupDistro(%q) = %q, %v; want %q", tt.name, got.ID, err, tt.want)
		}
		if tt.err != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.err)) {
			t.Errorf("LookupDistro(%q): %v; want %q", tt.name, err, tt.err)
		}
	}
}
