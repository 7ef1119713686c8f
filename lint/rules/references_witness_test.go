package rules

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// TestReferencesAsGeneratorsTakeThem: what the rules about references say of the
// bad example in their documentation shows in what the real generators make of
// it.
func TestReferencesAsGeneratorsTakeThem(t *testing.T) {
	tests := []struct {
		rule     string
		example  string
		since    quadlet.Version
		services []string // all that are generated
		lines    []string // "service: text" that must be there
		without  []string // … that must not
	}{
		{
			rule: "clashing-service-name", example: clashingServiceName.Doc.Bad,
			services: []string{"web.service"},
		},
		{
			rule: "masked-unit", example: maskedUnit.Doc.Bad,
			services: []string{"db.service"},
			lines:    []string{"db.service: docker.io/library/postgres:17"},
		},
		{
			rule: "dependency-cycle", example: dependencyCycle.Doc.Bad, since: quadlet.V55,
			services: []string{"db.service", "web.service"},
			lines:    []string{"web.service: After=db.service", "db.service: After=web.service"},
		},
		{
			rule: "network-literal", example: networkLiteral.Doc.Bad,
			services: []string{"app-network.service", "web.service"},
			lines:    []string{"web.service: --network app ", "app-network.service:  systemd-app"},
			without:  []string{"web.service: app-network"},
		},
		{
			rule: "volume-literal", example: volumeLiteral.Doc.Bad,
			services: []string{"data-volume.service", "web.service"},
			lines:    []string{"web.service: -v data:/data ", "data-volume.service:  systemd-data"},
			without:  []string{"web.service: data-volume"},
		},
		{
			rule: "image-literal", example: imageLiteral.Doc.Bad,
			services: []string{"web-build.service", "web.service"},
			without:  []string{"web.service: web-build"},
		},
		{
			rule: "pod-member-key", example: podMemberKey.Doc.Bad,
			services: []string{"app-pod.service", "web.service"},
			lines:    []string{"web.service: --publish 8080:80"},
		},
		{
			rule: "template-reference", example: templateReference.Doc.Bad, since: quadlet.V57,
			services: []string{"data-volume@.service", "web.service"},
			lines: []string{
				"web.service: -v systemd-data-%i:/data ", "web.service: Requires=data-volume@.service",
				"data-volume@.service:  systemd-data-%i",
			},
		},
		{
			rule: "ending-in-service-name", example: endingInServiceName.Doc.Bad,
			services: []string{"web.service.service"},
		},
	}
	for _, g := range realtools.Quadlets(t) {
		v, err := quadlet.ParseVersion(g.Version)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range tests {
			if v < tt.since {
				continue
			}
			t.Run(tt.rule+" "+g.Version, func(t *testing.T) {
				services := g.Run(t, exampleDir(t, tt.example), true).Services
				var names []string
				for name := range services {
					names = append(names, name)
				}
				slices.Sort(names)
				if !slices.Equal(names, tt.services) {
					t.Errorf("services %q, want %q", names, tt.services)
				}
				for _, line := range tt.lines {
					if service, text, _ := strings.Cut(line, ": "); !strings.Contains(services[service], text) {
						t.Errorf("%s has no %q:\n%s", service, text, services[service])
					}
				}
				for _, line := range tt.without {
					if service, text, _ := strings.Cut(line, ": "); strings.Contains(services[service], text) {
						t.Errorf("%s has %q:\n%s", service, text, services[service])
					}
				}
			})
		}
	}
}

// exampleDir writes an example of a rule's documentation.
func exampleDir(t *testing.T, text string) string {
	t.Helper()
	ar := txtar.Parse([]byte(text))
	if len(ar.Files) == 0 {
		ar.Files = []txtar.File{{Name: "web.container", Data: []byte(text)}}
	}
	dir := t.TempDir()
	for _, f := range ar.Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
