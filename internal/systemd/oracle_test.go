package systemd

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// line is one assignment to be judged, in its section.
type line struct{ section, key, value string }

// observed is what the real systemd-analyze said about a line. The messages
// have no file or unit name in front.
type observed struct {
	said  []string
	fatal bool
}

// oracle runs systemd-analyze of one version over many units at a time.
type oracle struct {
	version int
	program string
	user    bool
}

// realSystemd returns the oracle for a version.
func realSystemd(t *testing.T, version int, user bool) oracle {
	t.Helper()
	return oracle{version, realtools.SystemdAnalyze(t, strconv.Itoa(version)), user}
}

// unitText puts the line into a unit that is otherwise complete.
func (l line) unitText() string {
	assign := l.key + "=" + l.value + "\n"
	const unit, service = "[Unit]\n", "[Service]\n"
	start := "ExecStart=/bin/true\n"
	switch {
	case l.section == "Unit":
		return unit + assign + service + start
	case l.section == "Service" && l.key == "ExecStart":
		return service + "Type=oneshot\n" + assign
	case l.section == "Service" && l.key == "Type" && l.value == "dbus":
		return service + start + "BusName=a.b\n" + assign
	case l.section == "Service":
		return service + start + assign
	default:
		return service + start + "[" + l.section + "]\n" + assign
	}
}

// batch is how many units one run loads. A run costs 30 ms before the first.
const batch = 400

// judge returns one observation per line.
func (o oracle) judge(tb testing.TB, lines []line) []observed {
	tb.Helper()
	out := make([]observed, 0, len(lines))
	for len(lines) > 0 {
		n := min(batch, len(lines))
		units := make([]string, n)
		for i, l := range lines[:n] {
			units[i] = l.unitText()
		}
		out = append(out, o.run(tb, units)...)
		lines = lines[n:]
	}
	return out
}

// run returns one observation per unit text.
func (o oracle) run(tb testing.TB, units []string) []observed {
	tb.Helper()
	dir := tb.TempDir()
	defer os.RemoveAll(dir)
	args := []string{"verify", "--man=no", "--no-pager"}
	if o.user {
		args = append(args, "--user")
	}
	for i, text := range units {
		path := filepath.Join(dir, fmt.Sprintf("case%05d.service", i))
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
		args = append(args, path)
	}
	cmd := exec.Command(o.program, args...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=/usr/bin:/bin:/usr/sbin:/sbin", "HOME=/root", "LC_ALL=C.UTF-8",
		"XDG_RUNTIME_DIR=" + dir, "SYSTEMD_LOG_COLOR=0",
	}
	text, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		tb.Fatalf("run %s: %v", o.program, err)
	}
	return attribute(text, len(units))
}

// attribute hands each message to the case whose file or unit it names.
func attribute(text []byte, n int) []observed {
	out := make([]observed, n)
	s := bufio.NewScanner(bytes.NewReader(text))
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		msg := s.Text()
		at := strings.Index(msg, "case")
		if at < 0 || len(msg) < at+9 {
			continue
		}
		i, err := strconv.Atoi(msg[at+4 : at+9])
		if err != nil || i >= n {
			continue
		}
		o := &out[i]
		if strings.Contains(msg, "Failed to create case") && strings.Contains(msg, "/start: ") {
			o.fatal = true
		}
		if strings.Contains(msg, "is not executable: ") {
			o.fatal = true
		}
		if rest, ok := strings.CutPrefix(msg[at+9:], ".service:"); ok {
			if num, text, ok := strings.Cut(rest, ": "); ok && at > 0 {
				if _, err := strconv.Atoi(num); err == nil {
					rest = text
				}
			}
			msg = strings.TrimPrefix(rest, " ")
		}
		o.said = append(o.said, msg)
	}
	return out
}
