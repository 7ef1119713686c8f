package vm

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

const module = "github.com/nova-engine/nova-quadlet"

// Build compiles the package, statically, and returns the program.
func Build(dir, pkg string) ([]byte, error) {
	out := filepath.Join(dir, filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, module+"/"+pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if msg, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build %s: %w: %s", pkg, err, msg)
	}
	return os.ReadFile(out)
}

// Package makes our deb as `make packages` does, and returns it.
func Package(dir string) ([]byte, error) {
	out := filepath.Join(dir, "dist")
	if msg, err := exec.Command("../../../scripts/packages", out, "amd64").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("make the packages: %w: %s", err, msg)
	}
	debs, err := filepath.Glob(filepath.Join(out, "nova-quadlet_*_amd64.deb"))
	if err != nil || len(debs) != 1 {
		return nil, fmt.Errorf("make the packages: found %q, %v", debs, err)
	}
	return os.ReadFile(debs[0])
}

// ShareEntries builds what a machine needs: the agent, nova-quadlet, the image of the
// gateway, and the same as a directory to build the image from.
func ShareEntries(dir string) ([]Entry, error) {
	agent, err := Build(dir, "testdata/e2e/vm/agent")
	if err != nil {
		return nil, err
	}
	tool, err := Build(dir, "cmd/nova-quadlet")
	if err != nil {
		return nil, err
	}
	deb, err := Package(dir)
	if err != nil {
		return nil, err
	}
	gateway, err := Build(dir, "testdata/e2e/vm/gateway")
	if err != nil {
		return nil, err
	}
	image, err := Image(gateway, "localhost/nova-engine:local")
	if err != nil {
		return nil, err
	}
	entries := []Entry{
		{"agent", 0o755, agent},
		{"nova-quadlet", 0o755, tool},
		{"nova-quadlet.deb", 0o644, deb},
		{"nova-engine.tar", 0o644, image},
		{"source/", 0o755, nil},
		{"source/Dockerfile", 0o644, []byte("FROM scratch\nCOPY rootfs/ /\nENV PATH=/usr/local/bin:/usr/bin:/bin\nWORKDIR /app\nUSER node\n" +
			"CMD [\"node\", \"nova-engine.mjs\", \"gateway\", \"--allow-unconfigured\"]\n")},
		{"source/rootfs/", 0o755, nil},
	}
	for _, e := range RootFS(gateway) {
		e.Name = "source/rootfs/" + e.Name
		entries = append(entries, e)
	}
	return entries, nil
}
