// Package realtools gives tests the real programs whose judgement
// nova-quadlet has to match: the Quadlet generators of several Podman
// releases, systemd-analyze of several systemd releases, shellcheck and
// busybox. `make tools` puts them into .cache/ at the top of the module.
//
// A test that asks for a program that is not there is skipped with a line that
// says so; with REQUIRE_TOOLS=1 in the environment, as in CI, it fails.
package realtools

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// PodmanVersions are the Podman releases whose generators the tests run,
// oldest first: those of Debian 13, unstable and experimental.
func PodmanVersions() []string { return []string{"5.4", "5.8", "6.1"} }

// SystemdVersions are the systemd releases whose systemd-analyze the tests
// run, oldest first: those of Debian 12, 13 and unstable.
func SystemdVersions() []string { return []string{"252", "257", "262"} }

// Quadlet returns the path of the generator of Podman X.Y.
func Quadlet(t testing.TB, version string) string {
	t.Helper()
	return need(t, "quadlet", version, "quadlet")
}

// Quadlets returns the generators of all PodmanVersions. It skips the test,
// or fails it, when one of them is missing.
func Quadlets(t testing.TB) []Generator {
	t.Helper()
	var all []Generator
	for _, v := range PodmanVersions() {
		all = append(all, Generator{Version: v, Path: Quadlet(t, v)})
	}
	return all
}

// SystemdAnalyze returns the path of systemd-analyze of that systemd release.
func SystemdAnalyze(t testing.TB, version string) string {
	t.Helper()
	return need(t, "systemd", version, "systemd-analyze")
}

// Shellcheck returns the path of shellcheck.
func Shellcheck(t testing.TB) string {
	t.Helper()
	return need(t, "bin", "shellcheck")
}

// Busybox returns the path of a static busybox; `busybox sh` is its shell.
func Busybox(t testing.TB) string {
	t.Helper()
	return need(t, "bin", "busybox")
}

// Program returns the path of a program that the system itself has to bring,
// such as dash or dpkg-deb, looked up in PATH.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, fmt.Sprintf("%s is not in PATH: install it with the system's package manager", name))
	}
	return path
}

// need returns the absolute path of a file below .cache/.
func need(t testing.TB, elem ...string) string {
	t.Helper()
	cache, err := cacheDir()
	if err != nil {
		t.Fatalf("find .cache: %v", err)
	}
	path := filepath.Join(append([]string{cache}, elem...)...)
	if info, err := os.Stat(path); err != nil || info.Mode()&0o111 == 0 {
		missing(t, fmt.Sprintf(".cache/%s is not there: run `make tools`", strings.Join(elem, "/")))
	}
	return path
}

func missing(t testing.TB, why string) {
	t.Helper()
	if required, _ := strconv.ParseBool(os.Getenv("REQUIRE_TOOLS")); required {
		t.Fatalf("REQUIRE_TOOLS is set, but %s", why)
	}
	t.Skip(why)
}

// cacheDir finds .cache beside the go.mod above the working directory, which
// for a test is the folder of its package. The binary knows no better place:
// with -trimpath it does not even know where it was compiled.
func cacheDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, ".cache"), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working directory")
		}
		dir = up
	}
}

// environ returns this process's environment without the variables that
// change what the programs read, and with those given.
func environ(set ...string) []string {
	env := slices.DeleteFunc(os.Environ(), func(s string) bool {
		name, _, _ := strings.Cut(s, "=")
		return strings.HasPrefix(name, "XDG_") || strings.HasPrefix(name, "QUADLET_") ||
			strings.HasPrefix(name, "SYSTEMD_") || name == "PODMAN" || name == "LANG" || strings.HasPrefix(name, "LC_")
	})
	return append(append(env, "LC_ALL=C"), set...)
}
