package quadlet_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// TestKeysAsGeneratorsTakeThem asks the real generators about every row of the
// key table, and about the names that people confuse with keys: one unit each,
// and the key must be called unsupported exactly in the releases that the table
// says do not have it.
func TestKeysAsGeneratorsTakeThem(t *testing.T) {
	dir := t.TempDir()
	type sample struct {
		file, section, name string
		kind                quadlet.Kind
		in                  func(quadlet.Version) bool
	}
	var samples []sample
	add := func(section, name string, in func(quadlet.Version) bool) {
		kind := quadlet.KindOfSection(section)
		if section == "Quadlet" {
			kind = quadlet.Container
		}
		s := sample{fmt.Sprintf("u%d%s", len(samples), kind.Ext()), section, name, kind, in}
		text := fmt.Sprintf("[%s]\n%s=x\n", section, name)
		if kind == quadlet.Build {
			// Up to 5.5 a missing tag is noticed before an unknown key.
			text += "ImageTag=localhost/x\n"
		}
		if err := os.WriteFile(filepath.Join(dir, s.file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		samples = append(samples, s)
	}
	for _, k := range quadlet.Keys() {
		add(k.Section, k.Name, k.In)
	}
	for _, section := range []string{"Container", "Build", "Image", "Kube", "Network", "Pod", "Volume", "Artifact"} {
		for _, name := range []string{"Name", "Port", "Tag", "DependsOn", "Restart", "image", "Zebra"} {
			if len(quadlet.Confusions(section, name)) > 0 || name == "image" || name == "Zebra" {
				add(section, name, func(quadlet.Version) bool { return false })
			}
		}
	}

	for _, g := range realtools.Quadlets(t) {
		v, err := quadlet.ParseVersion(g.Version)
		if err != nil {
			t.Fatal(err)
		}
		unsupported := map[string]string{}
		for _, m := range g.Run(t, dir, true).Messages {
			if strings.Contains(m.Text, "unsupported key ") {
				unsupported[m.File] = m.Text
			}
		}
		asked := 0
		for _, s := range samples {
			if !s.kind.In(v) {
				continue
			}
			asked++
			text, refused := unsupported[s.file]
			if refused == s.in(v) {
				t.Errorf("podman %v, [%s] %s=: refused is %v (%s), the table says the opposite", v, s.section, s.name, refused, text)
			}
			if refused && !strings.Contains(text, fmt.Sprintf("unsupported key '%s' in group '%s'", s.name, s.section)) {
				t.Errorf("podman %v, [%s] %s=: the generator says %q", v, s.section, s.name, text)
			}
		}
		t.Logf("podman %v: %d keys asked, %d refused", v, asked, len(unsupported))
	}
}
