package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// hostPaths finds out which of the paths that units of this machine mount are not
// there. One that this account may not look at is not missing.
func hostPaths(src *quadlet.Source) {
	paths := map[string]bool{}
	for _, dir := range src.Dirs {
		for i := range dir.Files {
			for _, path := range mountedPaths(&dir.Files[i]) {
				paths[path] = true
			}
		}
	}
	for path := range paths {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			src.Paths = append(src.Paths, quadlet.HostPath{Path: path, Missing: true})
		}
	}
}

// mountedPaths are the paths of the host that a unit mounts, as far as they are
// written out.
func mountedPaths(f *quadlet.SourceFile) []string {
	var paths []string
	for it := range assignments(f, "Volume", "Mount") {
		source := ""
		switch {
		case it.Name == "Mount":
			m, _ := podman.ParseMount(it.Value, podman.Target{})
			source = m.Source
		case strings.Contains(it.Value, ":"):
			source = podman.SplitVolume(it.Value).Source
		}
		if strings.HasPrefix(source, "/") && !strings.ContainsAny(source, "%$") {
			paths = append(paths, source)
		}
	}
	return paths
}

// openToAll reports whether every account of the machine can read a file: its own
// mode says so, and those of all directories above let everybody through.
func openToAll(path string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o004 == 0 {
		return false
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}
