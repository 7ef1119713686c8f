package generator

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fakeBecome stands for runuser and sudo: it records how it was called.
const fakeBecome = `#!/bin/sh
pwd >"$RECORD/pwd"
env >"$RECORD/env"
printf '%s\n' "$@" >"$RECORD/argv"
`

// TestLaunchHandsTheEnvironmentOn holds the two ways to the service account
// against each other: the variables of --help go along, the caller's session
// and a token in the arguments do not.
func TestLaunchHandsTheEnvironmentOn(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, who may become another account")
	}
	handed := []string{
		"NOVA_CONFIG_DIR=/srv/it's $state", "NOVA_WORKSPACE_DIR=/srv/work", "NOVA_PODMAN_ENV=/srv/env",
		"NOVA_PODMAN_CONTAINER=other", "NOVA_PODMAN_IMAGE=quay.io/a/b:1", "NOVA_PODMAN_PULL=newer",
		"NOVA_PODMAN_GATEWAY_HOST_PORT=28789", "NOVA_GATEWAY_PORT=38789",
		"NOVA_PODMAN_BRIDGE_HOST_PORT=28790", "NOVA_BRIDGE_PORT=38790",
		"NOVA_GATEWAY_BIND=auto", "NOVA_PODMAN_USERNS=",
	}
	// A variable that --help gains has to be handed on as well.
	help := newHost(t, shells(t)["dash"], Default()).run(nil, "--help").Stdout
	for _, word := range strings.Fields(help) {
		known := func(pair string) bool { return strings.HasPrefix(pair, word+"=") }
		if strings.HasPrefix(word, "NOVA_") && word != "NOVA_PODMAN_USER" && !strings.Contains(word, "=") && !slices.ContainsFunc(handed, known) {
			t.Errorf("--help names %s, which is not handed on", word)
		}
	}
	session := []string{
		"XDG_RUNTIME_DIR=/run/user/0", "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/0/bus",
		"XDG_CONFIG_HOME=/root/.config", "XDG_DATA_HOME=/root/.local/share",
		"XDG_STATE_HOME=/root/.local/state", "XDG_CACHE_HOME=/root/.cache",
	}
	for name, shell := range shells(t) {
		for become, asRoot := range map[string]bool{"runuser": true, "sudo": false} {
			t.Run(name+" "+become, func(t *testing.T) {
				t.Parallel()
				h := newHost(t, shell, Default())
				h.asRoot = asRoot
				h.write(h.path+"/"+become, fakeBecome, 0o755)
				h.own(h.path)
				got := h.run(slices.Concat(session, handed, []string{"NOVA_PODMAN_USER=daemon", "NOVA_GATEWAY_TOKEN=s3cret", "NOVA_UNKNOWN=x"}), "launch", "--dry-run")
				want := []string{"-u", "daemon"}
				if !asRoot {
					want = append(want, "-H")
				}
				want = append(want, "--", "env", "HOME=/usr/sbin", "USER=daemon", "LOGNAME=daemon", "NOVA_PODMAN_USER=daemon")
				want = append(want, handed...)
				want = append(want, "/bin/sh", "/usr/sbin/run-nova-engine-podman.sh", "launch", "--dry-run")
				if diff := cmp.Diff(want, h.argv()); got.Status != 0 || diff != "" {
					t.Errorf("%+v, arguments (-want +got):\n%s", got, diff)
				}
				env := h.read(h.record + "/env")
				for _, pair := range session {
					if variable, _, _ := strings.Cut(pair, "="); strings.Contains("\n"+env, "\n"+variable+"=") {
						t.Errorf("%s is handed on", variable)
					}
				}
				if asRoot && !strings.Contains(env, "NOVA_GATEWAY_TOKEN=s3cret\n") {
					t.Error("runuser does not get the token, which the environment may give")
				}
				if warned := strings.Contains(got.Stderr, "NOVA_GATEWAY_TOKEN"); warned == asRoot || strings.Contains(got.Stderr, "s3cret") {
					t.Errorf("standard error: %q", got.Stderr)
				}
			})
		}
	}
}

func TestLaunchRefusesAnAccountWithoutHome(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, who may become another account")
	}
	for name, shell := range shells(t) {
		for what, entry := range map[string]string{"empty": "daemon:x:1:1:daemon::/usr/sbin/nologin", "relative": "daemon:x:1:1:daemon:home:/bin/sh", "no entry": ""} {
			t.Run(name+" "+what, func(t *testing.T) {
				t.Parallel()
				h := newHost(t, shell, Default())
				h.asRoot = true
				h.write(h.path+"/runuser", fakeBecome, 0o755)
				h.write(h.path+"/getent", "#!/bin/sh\necho '"+entry+"'\n", 0o755)
				got := h.run([]string{"NOVA_PODMAN_USER=daemon"}, "launch")
				want := result{Status: 3, Stderr: "run-nova-engine-podman: error: the account daemon has no home directory\n" +
					"run-nova-engine-podman: hint: give it one: usermod --home DIRECTORY daemon\n"}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}
