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

// TestNamesAsGeneratorsMakeThem runs the real generators over units of every
// kind, plain, template and instance, with and without names of their own, and
// looks for the services and for the resources in their command lines.
func TestNamesAsGeneratorsMakeThem(t *testing.T) {
	for _, g := range realtools.Quadlets(t) {
		v, err := quadlet.ParseVersion(g.Version)
		if err != nil {
			t.Fatal(err)
		}
		checkNames(t, g, v)
	}
}

func checkNames(t *testing.T, g realtools.Generator, v quadlet.Version) {
	text := map[quadlet.Kind]string{
		quadlet.Container: "Image=quay.io/a/b:1\n", quadlet.Kube: "Yaml=a.yml\n", quadlet.Image: "Image=quay.io/a/b:1\n",
		quadlet.Build: "File=/c\nImageTag=localhost/t\n", quadlet.Artifact: "Artifact=quay.io/a/b:1\n",
	}
	n := 0
	for _, kind := range quadlet.Kinds() {
		if !kind.In(v) {
			continue
		}
		info := kind.Info()
		for _, base := range []string{"x", "x-y", "a.b", "x@", "x@i", "x@a@b"} {
			for _, named := range []string{"", "ServiceName", info.NameKey} {
				if named != "" {
					if k, ok := quadlet.LookupKey(info.Section, named); !ok || !k.In(v) || info.Prefix == "" && named == info.NameKey {
						continue
					}
				}
				file := base + info.Ext
				unit := fmt.Sprintf("[%s]\n%s", info.Section, text[kind])
				serviceKey, nameKey := "", ""
				switch named {
				case "":
				case "ServiceName":
					serviceKey = "own-service"
					unit += "ServiceName=own-service\n"
				default:
					nameKey = "own-%N"
					unit += named + "=own-%N\n"
				}
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, file), []byte(unit), 0o644); err != nil {
					t.Fatal(err)
				}
				services := g.Run(t, dir, true).Services
				n++
				service := quadlet.ServiceName(file, serviceKey, v) + ".service"
				out, ok := services[service]
				if !ok || len(services) != 1 {
					t.Errorf("podman %v, %s, %s: no service %q in %q", v, file, named, service, services)
					continue
				}
				name := quadlet.ResourceName(file, nameKey, v)
				if info.Prefix != "" && !strings.Contains(out, " "+name+"\n") && !strings.Contains(out, "--name="+name+" ") && !strings.Contains(out, "--name="+name+"\n") && !strings.Contains(out, "--name "+name+" ") {
					t.Errorf("podman %v, %s, %s: no resource %q in\n%s", v, file, named, name, out)
				}
			}
		}
	}
	t.Logf("podman %v: %d units", v, n)
}
