package realtools

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Verify writes the units (file name to text) into a directory of its own and
// returns what systemd-analyze of that systemd release prints when it verifies
// them, one line an element, paths cut to the file name. Nothing printed means
// that systemd takes every line as it stands: the exit status says less, since
// an unknown key leaves it at 0.
//
// Only the units that systemd itself brings are there besides; programs named
// in the units need not exist.
func Verify(t testing.TB, version string, user bool, units map[string]string) []string {
	t.Helper()
	analyze := SystemdAnalyze(t, version)
	dir, runtime := t.TempDir(), t.TempDir()
	args := []string{"--man=no", "--recursive-errors=no"}
	shipped := filepath.Join(filepath.Dir(analyze), "root/usr/lib/systemd/system")
	if user {
		args = append(args, "--user")
		shipped = filepath.Join(filepath.Dir(analyze), "root/usr/lib/systemd/user")
	}
	if _, err := os.Stat(shipped); err != nil {
		// Before the merge of / and /usr the units lay in /lib.
		shipped = strings.Replace(shipped, "root/usr/lib", "root/lib", 1)
	}
	args = append(args, "verify")
	for _, name := range slices.Sorted(maps.Keys(units)) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(units[name]), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, analyze, args...)
	cmd.Env = environ("XDG_RUNTIME_DIR="+runtime, "HOME="+runtime, "SYSTEMD_LOG_COLOR=0", "SYSTEMD_COLORS=0",
		"SYSTEMD_UNIT_PATH="+dir+":"+shipped)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("systemd-analyze %s verify did not end: %v", version, err)
	}
	lines := verifyLines(stderr.String(), dir)
	if _, exited := err.(*exec.ExitError); err != nil && (!exited || stderr.Len() == 0) {
		t.Fatalf("systemd-analyze %s verify: %v", version, err)
	}
	return lines
}

// verifyLines drops the complaints that come from the test's surroundings
// rather than from the unit: programs that are not installed here.
func verifyLines(stderr, dir string) []string {
	var lines []string
	for line := range strings.Lines(stderr) {
		line = strings.ReplaceAll(strings.TrimSuffix(line, "\n"), dir+"/", "")
		if strings.Contains(line, " is not executable: ") && strings.Contains(line, "Command ") {
			continue
		}
		lines = append(lines, line)
	}
	return lines
}
