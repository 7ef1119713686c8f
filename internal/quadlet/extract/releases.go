package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// Directories of Podman's source that hold the generator.
var generatorDirs = []string{"pkg/systemd/quadlet", "cmd/quadlet"}

// release is the generator's source at one release.
type release struct {
	version quadlet.Version
	name    string            // tag, or the directory of a plain tree
	files   map[string][]byte // Go files by path, without tests
}

// readReleases returns the releases found at dir, oldest first.
func readReleases(dir string) ([]release, error) {
	tags, err := newestTags(dir)
	if err != nil {
		return nil, err
	}
	if len(tags) == 0 {
		r, err := readTree(dir)
		if err != nil {
			return nil, err
		}
		return []release{r}, nil
	}
	var releases []release
	for _, version := range slices.Sorted(maps.Keys(tags)) {
		r, err := readTag(dir, version, tags[version])
		if err != nil {
			return nil, err
		}
		releases = append(releases, r)
	}
	return releases, nil
}

// newestTags returns the newest patch release of each minor release that has
// Quadlet; none if dir is not the top of a git repository.
func newestTags(dir string) (map[quadlet.Version]string, error) {
	top, err := git(dir, "rev-parse", "--show-cdup")
	if err != nil || len(bytes.TrimSpace(top)) > 0 {
		return nil, nil // a plain tree: the other form, no error
	}
	out, err := git(dir, "tag", "--list", "v*")
	if err != nil {
		return nil, err
	}
	tags := map[quadlet.Version]string{}
	for tag := range strings.FieldsSeq(string(out)) {
		if !semver.IsValid(tag) || semver.Prerelease(tag) != "" {
			continue
		}
		version, err := quadlet.ParseVersion(tag)
		if errors.Is(err, quadlet.ErrTooOld) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if semver.Compare(tag, tags[version]) > 0 {
			tags[version] = tag
		}
	}
	return tags, nil
}

func readTag(dir string, version quadlet.Version, tag string) (release, error) {
	r := release{version: version, name: tag, files: map[string][]byte{}}
	out, err := git(dir, append([]string{"ls-tree", "-r", "--name-only", tag, "--"}, generatorDirs...)...)
	if err != nil {
		return release{}, err
	}
	for path := range strings.Lines(string(out)) {
		path = strings.TrimSpace(path)
		if !isSource(path) {
			continue
		}
		if r.files[path], err = git(dir, "show", tag+":"+path); err != nil {
			return release{}, err
		}
	}
	return r, nil
}

// readTree reads a source tree without history; its version is the one that
// Podman's build would put into the program.
func readTree(dir string) (release, error) {
	const versionFile = "version/rawversion/version.go"
	text, err := os.ReadFile(filepath.Join(dir, versionFile))
	if errors.Is(err, os.ErrNotExist) {
		// Up to 4.4 the number stood one directory higher.
		text, err = os.ReadFile(filepath.Join(dir, "version/version.go"))
	}
	if err != nil {
		return release{}, fmt.Errorf("find the version of Podman's source in %s: %w", dir, err)
	}
	m := regexp.MustCompile(`"(\d+\.\d+\.\d+[^"]*)"`).FindSubmatch(text)
	if m == nil {
		return release{}, fmt.Errorf("find the version of Podman's source in %s: no version number", dir)
	}
	version, err := quadlet.ParseVersion(string(m[1]))
	if err != nil {
		return release{}, err
	}
	r := release{version: version, name: filepath.Base(dir), files: map[string][]byte{}}
	for _, sub := range generatorDirs {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil {
			return release{}, fmt.Errorf("read the generator's source: %w", err)
		}
		for _, e := range entries {
			path := sub + "/" + e.Name()
			if !isSource(path) {
				continue
			}
			if r.files[path], err = os.ReadFile(filepath.Join(dir, path)); err != nil {
				return release{}, fmt.Errorf("read the generator's source: %w", err)
			}
		}
	}
	return r, nil
}

func isSource(path string) bool {
	return strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
}

// git runs git in dir and in no repository around it.
func git(dir string, args ...string) ([]byte, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("git", append([]string{"-C", abs}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(abs))
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("git %s: %s", args[0], bytes.TrimSpace(exit.Stderr))
		}
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}

// sortedPaths gives the files of a release in a fixed order.
func (r release) sortedPaths() []string {
	return slices.Sorted(maps.Keys(r.files))
}
