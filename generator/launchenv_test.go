package generator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// choice is a variable of the launch script with the values it may have; in a
// draw it is unset, in the environment, in the file, or in both.
type choice struct {
	name   string
	values []string
	inFile bool // the file counts for it
}

var choices = []choice{
	{name: "NOVA_CONFIG_DIR", values: []string{"a b", "$x", "it's"}},
	{name: "NOVA_WORKSPACE_DIR", values: []string{"w", `w"w`}},
	{name: "NOVA_PODMAN_CONTAINER", values: []string{"c1", "nova.x_y-z"}},
	{name: "NOVA_PODMAN_IMAGE", values: []string{"quay.io/a/b:1", "nova-engine:local"}},
	{name: "NOVA_PODMAN_PULL", values: []string{"always", "missing", "newer"}},
	{name: "NOVA_PODMAN_USERNS", values: []string{"", "auto", "host", "keep-id:uid=1000,gid=1000"}},
	{name: "NOVA_GATEWAY_BIND", values: []string{"auto", "tailnet"}, inFile: true},
	{name: "NOVA_PODMAN_GATEWAY_HOST_PORT", values: []string{"2001", "18789"}, inFile: true},
	{name: "NOVA_GATEWAY_PORT", values: []string{"2002"}, inFile: true},
	{name: "NOVA_PODMAN_BRIDGE_HOST_PORT", values: []string{"3001"}, inFile: true},
	{name: "NOVA_BRIDGE_PORT", values: []string{"3002"}, inFile: true},
	{name: "NOVA_GATEWAY_TOKEN", values: []string{"token-of-the-environment"}, inFile: true},
}

// TestLaunchOverTheWholeEnvironment draws settings of all variables at once and
// works out from the documented order what podman has to get.
func TestLaunchOverTheWholeEnvironment(t *testing.T) {
	draws := 12
	if testing.Short() {
		draws = 3
	}
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDice(uint64(len(name)))
			for range draws {
				h := newHost(t, shell, Default())
				env, file := map[string]string{}, map[string]string{"NOVA_GATEWAY_TOKEN": "token-of-the-file"}
				for _, c := range choices {
					value := one(d, c.values...)
					if strings.HasSuffix(c.name, "_DIR") {
						value = h.home + "/" + value
					}
					if d.IntN(2) == 0 {
						env[c.name] = value
					}
					if c.inFile && d.IntN(2) == 0 {
						file[c.name] = one(d, c.values...)
					}
				}
				checkLaunch(t, h, env, file)
			}
		})
	}
}

func checkLaunch(t *testing.T, h *host, env, file map[string]string) {
	t.Helper()
	first := func(fallback string, names ...string) string {
		for _, from := range []map[string]string{env, file} {
			for _, name := range names {
				if v := from[name]; v != "" {
					return v
				}
			}
		}
		return fallback
	}
	config := first(h.home+"/.nova-engine", "NOVA_CONFIG_DIR")
	workspace := first(config+"/workspace", "NOVA_WORKSPACE_DIR")
	gateway := first("18789", "NOVA_PODMAN_GATEWAY_HOST_PORT", "NOVA_GATEWAY_PORT")
	bridge := first("18790", "NOVA_PODMAN_BRIDGE_HOST_PORT", "NOVA_BRIDGE_PORT")
	want := []string{
		"run", "--init", "--pull=" + first("never", "NOVA_PODMAN_PULL"), "--env-file", "FILE",
		"-e", "HOME=/home/node", "-e", "TERM=xterm-256color", "-e", "NPM_CONFIG_CACHE=/home/node/.nova-engine/.npm",
	}
	userns, set := env["NOVA_PODMAN_USERNS"]
	switch {
	case !set:
		want = append(want, "--userns=keep-id", "--user", uids())
	case userns != "":
		want = append(want, "--userns="+userns)
	}
	want = append(want, "-v", config+":/home/node/.nova-engine:Z")
	if workspace != config+"/workspace" {
		want = append(want, "-v", workspace+":/home/node/.nova-engine/workspace:Z")
	}
	want = append(want, "-d", "--name", first("nova-engine", "NOVA_PODMAN_CONTAINER"), "--replace",
		"-p", "127.0.0.1:"+gateway+":18789", "-p", "127.0.0.1:"+bridge+":18790", first("localhost/nova-engine:local", "NOVA_PODMAN_IMAGE"),
		"node", "dist/index.js", "gateway", "--bind", first("lan", "NOVA_GATEWAY_BIND"), "--port", "18789")
	if gateway != "18789" {
		want = append(want, "--published-port", gateway)
	}

	var lines, pairs []string
	for _, c := range choices {
		if v, ok := file[c.name]; ok {
			lines = append(lines, c.name+"="+v)
		}
		if v, ok := env[c.name]; ok {
			pairs = append(pairs, c.name+"="+v)
		}
	}
	h.write(config+"/.env", strings.Join(lines, "\n")+"\n", 0o600)
	got := h.run(pairs)
	if diff := cmp.Diff(want, h.argv()); diff != "" || got.Status != 0 {
		t.Errorf("%q with the file %q: %+v\npodman (-want +got):\n%s", pairs, lines, got, diff)
	}
	if token := "NOVA_GATEWAY_TOKEN=" + first("", "NOVA_GATEWAY_TOKEN") + "\n"; h.read(h.record+"/envfile") != token {
		t.Errorf("%q with the file %q: --env-file %q, want %q", pairs, lines, h.read(h.record+"/envfile"), token)
	}
	if left := h.leftovers(); left != nil {
		t.Errorf("left behind: %v", left)
	}
}
