package realtools_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// writeUnits puts files (name to text) into a fresh directory.
func writeUnits(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestGeneratorTellsGoodFromRefused(t *testing.T) {
	dir := writeUnits(t, map[string]string{
		"good.container":    "[Container]\nImage=docker.io/library/alpine:3\n",
		"short.container":   "[Container]\nImage=alpine\n",
		"unknown.container": "[Container]\nImage=docker.io/library/alpine:3\nFoo=1\n",
		"net.container":     "[Container]\nImage=docker.io/library/alpine:3\nNetwork=absent.network\n",
	})
	for _, g := range realtools.Quadlets(t) {
		t.Run(g.Version, func(t *testing.T) {
			r := g.Run(t, dir, true)
			if r.TimedOut || r.Status != 1 {
				t.Errorf("timed out %v, status %d, want status 1\n%s", r.TimedOut, r.Status, r.Stderr)
			}
			for file, refused := range map[string]bool{
				"good.container": false, "short.container": false, "unknown.container": true, "net.container": true,
			} {
				if r.Refused(file) != refused {
					t.Errorf("%s refused: %v, want %v\n%s", file, !refused, refused, r.Stderr)
				}
				service := strings.TrimSuffix(file, ".container") + ".service"
				if _, made := r.Services[service]; made == refused {
					t.Errorf("%s generated: %v, want %v", service, made, !refused)
				}
			}
			if s := r.Services["good.service"]; !strings.Contains(s, "\nExecStart=/usr/bin/podman run ") ||
				strings.Contains(s, "---") || !strings.HasSuffix(s, "\n") || strings.HasSuffix(s, "\n\n") {
				t.Errorf("good.service is not one whole unit:\n%q", s)
			}
			var warned bool
			for _, m := range r.Messages {
				warned = warned || m.Warning && m.File == "short.container"
			}
			if !warned {
				t.Errorf("no warning for the short image name in %+v", r.Messages)
			}
		})
	}
}

func TestVerifySpeaksOnlyOfTheUnit(t *testing.T) {
	const good = "[Unit]\nDescription=good\n[Service]\nType=oneshot\nExecStart=/usr/bin/podman info\n[Install]\nWantedBy=default.target\n"
	for _, v := range realtools.SystemdVersions() {
		for _, user := range []bool{true, false} {
			if lines := realtools.Verify(t, v, user, map[string]string{"good.service": good}); len(lines) != 0 {
				t.Errorf("systemd %s, user %v: complaints about a good unit: %q", v, user, lines)
			}
			lines := realtools.Verify(t, v, user, map[string]string{"bad.service": good + "[Service]\nFoo=1\n"})
			if len(lines) != 1 || !strings.HasPrefix(lines[0], "bad.service:9: Unknown key ") {
				t.Errorf("systemd %s, user %v: want one line about the unknown key, got %q", v, user, lines)
			}
		}
	}
}

func TestGeneratorServicePassesVerify(t *testing.T) {
	dir := writeUnits(t, map[string]string{
		"web.container": "[Container]\nImage=docker.io/library/alpine:3\n[Service]\nRestart=on-failure\n[Install]\nWantedBy=default.target\n",
	})
	for _, g := range realtools.Quadlets(t) {
		services := g.Run(t, dir, true).Services
		for _, v := range realtools.SystemdVersions() {
			if lines := realtools.Verify(t, v, true, services); len(lines) != 0 {
				t.Errorf("podman %s, systemd %s: %q", g.Version, v, lines)
			}
		}
	}
}
