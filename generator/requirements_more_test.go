package generator

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The second half of the lessons; see requirements_test.go.

func TestR15LinksAndForeignOwnersAreRefused(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if os.Geteuid() == 0 {
				h := newHost(t, shell, Default())
				h.write(h.home+"/.nova-engine/.env", "NOVA_GATEWAY_TOKEN=x\n", 0o600)
				if err := os.Chown(h.home+"/.nova-engine/.env", account+1, account+1); err != nil {
					t.Fatal(err)
				}
				if got := h.run(nil); got.Status != 3 || !strings.Contains(got.Stderr, "belongs to uid 12346, not to this account") {
					t.Errorf("a foreign file: %+v", got)
				}
			}
			h := newHost(t, shell, Default())
			h.write(h.home+"/elsewhere", "NOVA_GATEWAY_TOKEN=x\n", 0o600)
			h.symlink("../elsewhere", h.home+"/.nova-engine/.env")
			if got := h.run(nil); got.Status != 3 || !strings.Contains(got.Stderr, "symbolic link") {
				t.Errorf("a link: %+v", got)
			}
		})
	}
}

func TestR16BadValuesAreRefused(t *testing.T) {
	for _, dir := range []string{"", "relative", "/a//b", "/a/./b", "/a/../b", "/a:b", "/a\x07b", "/a\nb", "%h/../x", "\xff"} {
		refusedAs(t, "config-dir", func(s *Spec) { s.ConfigDir = dir })
	}
	for _, name := range []string{"", "a b", "-a", "ä", "a/b", "a@b"} {
		refusedAs(t, "name", func(s *Spec) { s.Name = name })
	}
	for _, image := range []string{"", "oci-archive:/tmp/x.tar", "docker-archive:x", "https://quay.io/a", "a b", "quay.io/A", "quay.io/a:", "quay.io/a@sha256:1"} {
		refusedAs(t, "image", func(s *Spec) { s.Image = image })
	}
	for _, port := range []int{0, -1, 65536} {
		refusedAs(t, "gateway-port", func(s *Spec) { s.GatewayPort = port })
	}
	unit := unitOf(t, func(s *Spec) { s.Env = []KeyValue{{"A", "100% $HOME"}} })
	has(t, unit, `Environment="A=100%% $$HOME"`)
}

// R17: the older names of variables; those of gen itself are tested beside its
// command line.
func TestR17OldNamesStillCount(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			h.run([]string{"NOVA_GATEWAY_PORT=2001", "NOVA_BRIDGE_PORT=2002"})
			if args := h.argv(); !slices.Contains(args, "127.0.0.1:2001:18789") || !slices.Contains(args, "127.0.0.1:2002:18790") {
				t.Errorf("%q", args)
			}
		})
	}
}

func TestR18HostPortComesFromOneValue(t *testing.T) {
	unit := unitOf(t, func(s *Spec) { s.GatewayPort = 28789 })
	has(t, unit, "PublishPort=127.0.0.1:28789:18789", "Exec=node dist/index.js gateway --bind lan --port 18789 --published-port 28789")
	if n := strings.Count(unit, "28789"); n != 2 {
		t.Errorf("the host port stands in %d places:\n%s", n, unit)
	}
}

func TestR19HomeAndCacheAreSpelledOut(t *testing.T) {
	for _, mode := range []string{"keep-id", "keep-id:uid=1000,gid=1000", "auto", ""} {
		has(t, unitOf(t, func(s *Spec) { s.UserNS = mode }), "Environment=HOME=/home/node", "Environment=NPM_CONFIG_CACHE=/home/node/.nova-engine/.npm")
	}
}

func TestR20AnInitReapsZombies(t *testing.T) {
	has(t, unitOf(t, nil), "RunInit=true")
	file, err := Launch(Default())
	if err != nil || !strings.Contains(string(file.Content), "podman run --init") {
		t.Error("the launch script has no --init")
	}
}

func TestR21SystemdRestartsNotPodman(t *testing.T) {
	unit := unitOf(t, nil)
	has(t, unit, "Restart=on-failure", "TimeoutStartSec=300")
	hasNot(t, unit, "--restart")
	refusedAs(t, "set", func(s *Spec) { s.Settings = []Setting{{"Container", "PodmanArgs", "--restart=always"}} })
	refusedAs(t, "restart", func(s *Spec) { s.Restart = "unless-stopped" })
}

func TestR22CredentialHomesAreNeverMounted(t *testing.T) {
	for _, source := range []string{"%h/.claude", "/home/anna/.ssh", "%h/.ssh/id_ed25519", "%h/.aws", "%h/.config/gh", "%h/.docker/config.json"} {
		refusedAs(t, "mount", func(s *Spec) { s.Mounts = []Mount{{Source: source, Target: "/data"}} })
	}
}

// R23: whoever runs in the container is the account, so what only the account
// may read can be read there.
func TestR23TheContainerUserIsTheAccount(t *testing.T) {
	container, _ := want(Default())
	if !slices.Contains(container.Flags, "user=\x00U:\x00G") || !slices.Contains(container.Flags, "userns=keep-id") {
		t.Errorf("%q", container.Flags)
	}
	hasNot(t, unitOf(t, func(s *Spec) { s.UserNS = "keep-id:uid=1000,gid=1000" }), "\nUser=")
}

func TestR24LaunchScriptKnowsThePathsOfTheUnit(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Default()
			s.ConfigDir, s.WorkspaceDir = "%h/it's here/$x", "%h/work"
			h := newHost(t, shell, s)
			h.write(h.home+"/it's here/keep", "", 0o600)
			got := h.run(nil)
			args := h.argv()
			if got.Status != 0 || !slices.Contains(args, h.home+"/it's here/$x:/home/node/.nova-engine:Z") || !slices.Contains(args, h.home+"/work:/home/node/.nova-engine/workspace:Z") {
				t.Errorf("%+v\n%q", got, args)
			}
		})
	}
}

// R25: the shells of the other tests are dash, busybox, and bash both ways.
func TestR25LaunchScriptIsPOSIX(t *testing.T) {
	file, err := Launch(Default())
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`<<|\[\[ |\$\{[a-z_]+,,|(?m:^\s*(local |function |\w+=\())`).Match(file.Content) {
		t.Error("here-document or bash in the launch script")
	}
	TestLaunchScriptPassesShellcheck(t)
}

func TestR26PullFollowsTheImage(t *testing.T) {
	has(t, unitOf(t, func(s *Spec) { s.Image = "nova-engine:local" }), "Image=localhost/nova-engine:local", "Pull=never")
	s := Default()
	s.Image = "quay.io/example/nova:1"
	files, warnings, err := Units(s)
	if err != nil {
		t.Fatal(err)
	}
	has(t, string(files[0].Content), "Image=quay.io/example/nova:1", "Pull=missing")
	if len(warnings) != 1 || !strings.Contains(warnings[0].Hint, "digest") {
		t.Errorf("%+v", warnings)
	}
	s.Image = "quay.io/example/nova@sha256:" + strings.Repeat("0", 64)
	if _, warnings, err := Units(s); err != nil || warnings != nil {
		t.Errorf("%v %+v", err, warnings)
	}
}

// R27: a service account is reached without its shell and from a directory
// that it may enter.
func TestR27LaunchBecomesTheServiceAccount(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, who may become another account")
	}
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			h.asRoot = true
			h.write(h.path+"/runuser", fakeBecome, 0o755)
			got := h.run([]string{"NOVA_PODMAN_USER=daemon"}, "launch", "setup", "--x")
			want := []string{
				"-u", "daemon", "--", "env", "HOME=/usr/sbin", "USER=daemon", "LOGNAME=daemon", "NOVA_PODMAN_USER=daemon",
				"/bin/sh", "/usr/sbin/run-nova-engine-podman.sh", "launch", "setup", "--x",
			}
			if got.Status != 0 || !slices.Equal(h.argv(), want) || strings.TrimSpace(h.read(h.record+"/pwd")) != "/tmp" {
				t.Errorf("%+v in %s\n%q", got, h.read(h.record+"/pwd"), h.argv())
			}
		})
	}
}

func TestR28PortsAndAddressesAreOptions(t *testing.T) {
	unit := unitOf(t, func(s *Spec) {
		s.PublishHost, s.GatewayPort, s.BridgePort, s.Bind = "::1", 28789, 28790, "auto"
	})
	has(t, unit, "PublishPort=[::1]:28789:18789", "PublishPort=[::1]:28790:18790",
		"Exec=node dist/index.js gateway --bind auto --port 18789 --published-port 28789")
}
