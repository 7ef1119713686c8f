package main

import (
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// maxEnvFile is the size in bytes of the largest environment file that is read.
const maxEnvFile = 1 << 20

// envFiles reads the environment files that units name: those beside the units,
// and of the machine's own units all. A file that is not there, or that this
// account may not read, is no finding: it may be made where the units run.
func (l *loader) envFiles(src *quadlet.Source) {
	paths := map[string]bool{}
	for _, dir := range src.Dirs {
		for i := range dir.Files {
			f := &dir.Files[i]
			for _, path := range envFilesOf(f, l.req.installed != nil) {
				paths[path] = paths[path] || l.asked[f.Path]
			}
		}
	}
	for path, asked := range paths {
		info, err := os.Lstat(path)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxEnvFile {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		src.EnvFiles = append(src.EnvFiles, quadlet.SourceFile{Path: path, Content: string(text)})
		if l.req.installed != nil && openToAll(path) {
			src.Paths = append(src.Paths, quadlet.HostPath{Path: path, Open: true})
		}
		if asked {
			l.asked[path] = true
		}
	}
	if l.req.installed != nil {
		hostPaths(src)
	}
	slices.SortFunc(src.Paths, func(a, b quadlet.HostPath) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(src.EnvFiles, func(a, b quadlet.SourceFile) int { return strings.Compare(a.Path, b.Path) })
}

// envFilesOf are the paths of the environment files that a unit names. Those
// from the root up are of the machine that the unit is for, and so only read for
// units that are installed here.
func envFilesOf(f *quadlet.SourceFile, installed bool) []string {
	var paths []string
	for it := range assignments(f, "EnvironmentFile") {
		value := strings.TrimPrefix(strings.TrimSpace(it.Value), "-")
		if strings.HasPrefix(value, "/") && !installed {
			continue
		}
		if path := quadlet.EnvFilePath(f.Path, value); path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

// assignments are those of a unit under some keys. Most units have none of them and
// are not even parsed.
func assignments(f *quadlet.SourceFile, keys ...string) iter.Seq[*unitfile.Item] {
	return func(yield func(*unitfile.Item) bool) {
		if !slices.ContainsFunc(keys, func(key string) bool { return strings.Contains(f.Content, key) }) {
			return
		}
		parsed := unitfile.Parse(f.Path, f.Content, quadlet.DialectOf(quadlet.Newest))
		for i := range parsed.Items {
			it := &parsed.Items[i]
			if it.Kind == unitfile.Assignment && slices.Contains(keys, it.Name) && !yield(it) {
				return
			}
		}
	}
}
