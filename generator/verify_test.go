package generator

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// TestServicesPassVerify takes the usual set-ups all the way: the real
// generators take the units without a word, and systemd-analyze takes what they
// make of them without a word.
func TestServicesPassVerify(t *testing.T) {
	const digest = "@sha256:0000000000000000000000000000000000000000000000000000000000000000"
	for _, test := range []struct {
		name   string
		change func(*Spec)
		since  quadlet.Version
	}{
		{name: "default"},
		{name: "paths", change: func(s *Spec) { s.ConfigDir, s.WorkspaceDir = `/srv/a b\c "d" 100% $x`, "%h/ü b" }},
		{name: "hardened", change: func(s *Spec) { s.Hardened, s.Health = true, Health{Cmd: HealthCmd, Notify: true} }},
		{name: "secret", change: func(s *Spec) { s.TokenSecret = "nova-token" }},
		{name: "instance", change: func(s *Spec) { s.Instance, s.GatewayPort, s.BridgePort = "work", 28789, 28790 }},
		{name: "everything beside it", change: func(s *Spec) {
			s.With = Companions{Build: true, Network: true, Volume: true, Pod: true}
			s.SourceDir = "%h/nova-engine"
		}},
		{name: "image", change: func(s *Spec) { s.With.Image, s.Image, s.Pull = true, "quay.io/example/nova"+digest, "missing" }, since: quadlet.V56},
		{name: "service", change: func(s *Spec) { s.StartTimeout, s.StopTimeout, s.Restart, s.NoNetworkWait = -1, 30e9, "always", true }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := Default()
			if test.change != nil {
				test.change(&s)
			}
			if test.since > s.Podman {
				s.Podman = test.since
			}
			files, warnings, err := Units(s)
			if err != nil || warnings != nil {
				t.Fatal(err, warnings)
			}
			dir := t.TempDir()
			for _, f := range files {
				if err := os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, g := range realtools.Quadlets(t) {
				if v, _ := quadlet.ParseVersion(g.Version); v < s.Podman {
					continue
				}
				result := g.Run(t, dir, true)
				if len(result.Messages) > 0 || len(result.Services) != len(files) {
					t.Fatalf("podman %s: %d services, %s", g.Version, len(result.Services), result.Stderr)
				}
				services := maps.Clone(result.Services)
				for _, systemd := range realtools.SystemdVersions() {
					for _, line := range realtools.Verify(t, systemd, true, services) {
						t.Errorf("podman %s, systemd %s: %s", g.Version, systemd, line)
					}
				}
			}
			if findings := lintFiles(files, s.Podman); findings != nil {
				t.Errorf("lint: %q", findings)
			}
		})
	}
}
