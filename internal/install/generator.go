package install

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Verdict runs the installed Podman generator over the account's (or the system's) unit
// directories and returns its complaints that name the file, or, as one file that cannot be
// parsed takes the others of its directory with it, the one about that file.
func Verdict(ctx context.Context, user bool, file string) string {
	said := GeneratorSays(ctx, user)
	if i := slices.IndexFunc(said, func(l string) bool { return strings.Contains(l, filepath.Base(file)) }); i >= 0 {
		return said[i]
	}
	if i := slices.IndexFunc(said, func(l string) bool { return strings.HasPrefix(l, "error loading") }); i >= 0 {
		return "another file of the directory cannot be read, which drops all of them: " + said[i]
	}
	return ""
}

// GeneratorSays runs Podman's generator and returns its complaints, one a line.
func GeneratorSays(ctx context.Context, user bool) []string {
	path := GeneratorPath(user)
	if path == "" {
		return []string{"Podman's generator is not installed"}
	}
	args := []string{"-dryrun"}
	if user {
		args = append(args, "-user")
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+RuntimeDir())
	cmd.WaitDelay = time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	_ = cmd.Run() // the status only repeats what stderr says
	var out []string
	for lines := bufio.NewScanner(&stderr); lines.Scan(); {
		line := lines.Text()
		if _, text, ok := strings.Cut(line, "]: "); ok && strings.HasPrefix(line, "quadlet-generator[") {
			line = text
		}
		switch {
		case strings.HasPrefix(line, "Loading source unit file "),
			strings.HasPrefix(line, "processing encountered some errors"),
			strings.HasPrefix(line, "No files parsed from "):
		default:
			out = append(out, line)
		}
	}
	return out
}

// GeneratorPath is where Podman's packages put the generator, or empty.
func GeneratorPath(user bool) string {
	kind, name := "system-generators", "podman-system-generator"
	if user {
		kind, name = "user-generators", "podman-user-generator"
	}
	for _, dir := range []string{"/etc/systemd/", "/usr/local/lib/systemd/", "/usr/lib/systemd/"} {
		if path := filepath.Join(dir+kind, name); exists(path) {
			return path
		}
	}
	return ""
}
