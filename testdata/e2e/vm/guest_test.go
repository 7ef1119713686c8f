package vm

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// guest is the machine under test: what fails, fails the test.
type guest struct {
	*testing.T
	m *Machine
}

// run runs a command as root and returns what it said and its status.
func (g guest) run(command string) (string, int) {
	g.Helper()
	a, err := g.m.Run(command)
	if err != nil {
		g.Fatalf("%s: %v", command, err)
	}
	return a.Output, a.Status
}

// ok wants status 0.
func (g guest) ok(command string) string {
	g.Helper()
	out, status := g.run(command)
	if status != 0 {
		g.Fatalf("status %d: %s\n%s", status, command, out)
	}
	return out
}

// fails wants that status.
func (g guest) fails(want int, command string) string {
	g.Helper()
	out, status := g.run(command)
	if status != want {
		g.Fatalf("status %d, want %d: %s\n%s", status, want, command, out)
	}
	return out
}

// Put writes a file.
func (g guest) Put(path string, mode os.FileMode, text string) {
	g.Helper()
	if err := g.m.Put(path, mode, []byte(text)); err != nil {
		g.Fatalf("%s: %v", path, err)
	}
}

// says wants each of the texts in the output.
func (g guest) says(out string, want ...string) {
	g.Helper()
	for _, w := range want {
		if !strings.Contains(out, w) {
			g.Errorf("no %q in:\n%s", w, out)
		}
	}
}

// answers wants the gateway of an environment file on a port: with its token and not without.
func (g guest) answers(port int, env string) {
	g.Helper()
	url := fmt.Sprintf("http://127.0.0.1:%d/", port)
	code := "curl -m 5 -s -o /dev/null -w '%{http_code}' "
	if out, _ := g.run("for i in {1..240}; do " + code + url + " >/tmp/code && break; sleep 0.5; done; cat /tmp/code"); out != "401" {
		g.Fatalf("port %d without the token: %q, want 401", port, out)
	}
	if out := g.ok(code + `-H "Authorization: Bearer $(sed -n s/^NOVA_GATEWAY_TOKEN=//p ` + env + `)" ` + url); out != "200" {
		g.Fatalf("port %d with the token: %q, want 200", port, out)
	}
}

const (
	setup = "nova-quadlet setup --quadlet --load /srv/share/nova-engine.tar "
	env   = "/home/nova-engine/.nova-engine/.env"
	units = "/home/nova-engine/.config/containers/systemd"
	ctl   = "systemctl --machine nova-engine@ --user "
	// as runs a command as the service account, from where it may be.
	as = "cd / && runuser -u nova-engine -- env HOME=/home/nova-engine XDG_RUNTIME_DIR=/run/user/$(id -u nova-engine) "
)

// evidence prints what the machine has to say about a scenario that failed: whoever reads
// the log has no machine to ask.
func (g guest) evidence() {
	if !g.Failed() || g.m.lost != nil {
		return
	}
	for _, command := range []string{
		"systemctl --no-pager --failed; systemctl --no-pager list-jobs; uptime; free -m; df -h /",
		`for a in nova-engine alice old; do
  uid=$(id -u $a 2>/dev/null) || continue
  echo "--- $a ($uid)"
  systemctl --machine $a@ --user --no-pager --lines 0 status 'nova-*.service'
  cd / && runuser -u $a -- env HOME=/home/$a XDG_RUNTIME_DIR=/run/user/$uid podman ps --all
  for c in $(runuser -u $a -- env HOME=/home/$a XDG_RUNTIME_DIR=/run/user/$uid podman ps --all --format '{{.Names}}'); do
    runuser -u $a -- env HOME=/home/$a XDG_RUNTIME_DIR=/run/user/$uid podman logs --tail 20 $c
  done
  nova-quadlet doctor --user $a
done`,
		"journalctl --no-pager --lines 200",
	} {
		if a, err := g.m.Run("exec 2>&1; " + command); err == nil {
			g.Logf("evidence: %s\n%s", command, a.Output)
		}
	}
}
