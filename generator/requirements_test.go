package generator

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// The tests of this file are named after what running a gateway of this kind
// has taught, R1 to R28: each lesson was somebody's outage.

// unitOf renders the container unit of a spec that differs from the default.
func unitOf(t *testing.T, change func(*Spec)) string {
	t.Helper()
	s := Default()
	if change != nil {
		change(&s)
	}
	files, _, err := Units(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(files[len(files)-1].Content)
}

// refusedAs checks that a spec is refused under a flag, with a hint.
func refusedAs(t *testing.T, field string, change func(*Spec)) {
	t.Helper()
	s := Default()
	change(&s)
	err := s.Validate()
	if err == nil {
		t.Errorf("--%s: accepted", field)
		return
	}
	var p *Problem
	if !errors.As(err, &p) || !strings.Contains(err.Error(), "--"+field+": ") {
		t.Errorf("want a problem of --%s, got: %v", field, err)
	}
}

func has(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains("\n"+text, "\n"+line+"\n") {
			t.Errorf("no line %q in\n%s", line, text)
		}
	}
}

func hasNot(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("%q in\n%s", part, text)
		}
	}
}

// everything renders all files of a spec, with a token.
func everything(t *testing.T, change func(*Spec)) []File {
	t.Helper()
	s := Default()
	if change != nil {
		change(&s)
	}
	files, _, err := All(s, Input{Token: testToken})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

const testToken = "0123456789abcdef0123456789abcdef"

// R1: no textual substitution; TestRandomSpecs does it at random.
func TestR1PathsReachPodmanAsTheyAre(t *testing.T) {
	for _, dir := range []string{"/srv/a b", "/srv/a&b", "/srv/a|b", `/srv/a\b`, "/srv/100%", "/srv/ü", "/srv/$HOME", "/srv/it's", `/srv/"q"`, "/srv/-x"} {
		unit := unitOf(t, func(s *Spec) { s.ConfigDir = dir })
		want := dir + ":/home/node/.nova-engine:Z"
		found := false
		for line := range strings.Lines(unit) {
			value, isVolume := strings.CutPrefix(strings.TrimSpace(line), "Volume=")
			if args, isArgs := strings.CutPrefix(strings.TrimSpace(line), "PodmanArgs="); isArgs {
				words, err := execWords(args)
				if err == nil && len(words) == 1 {
					found = found || words[0] == "--volume="+want
				}
				continue
			}
			if isVolume {
				got, err := expand(value)
				found = found || err == nil && got == want
			}
		}
		if !found {
			t.Errorf("%s is not mounted by\n%s", dir, unit)
		}
	}
}

func TestR2UserIsPinnedWithKeepID(t *testing.T) {
	has(t, unitOf(t, nil), "UserNS=keep-id", "User=%U", "Group=%G")
	for _, mode := range []string{"keep-id:uid=1000,gid=1000", "auto", "host", ""} {
		hasNot(t, unitOf(t, func(s *Spec) { s.UserNS = mode }), "\nUser=", "\nGroup=")
	}
	for _, old := range []quadlet.Version{quadlet.V44, quadlet.V45, quadlet.V46, quadlet.V47} {
		unit := unitOf(t, func(s *Spec) { s.Podman = old })
		has(t, unit, "PodmanArgs=--user=%U:%G") // User= would be read as a number, and that is 0
		hasNot(t, unit, "\nUser=")
	}
}

func TestR3MountsAreLabelled(t *testing.T) {
	unit := unitOf(t, func(s *Spec) { s.WorkspaceDir = "/srv/work" })
	has(t, unit, "Volume=%h/.nova-engine:/home/node/.nova-engine:Z", "Volume=/srv/work:/home/node/.nova-engine/workspace:Z")
	has(t, unitOf(t, func(s *Spec) { s.Relabel = "shared" }), "Volume=%h/.nova-engine:/home/node/.nova-engine:z")
	for _, dir := range []string{"%h/", "~", "/home/anna", "/root", "/etc", "/var/lib", "/", "/usr/share"} {
		refusedAs(t, "config-dir", func(s *Spec) { s.ConfigDir = dir })
	}
}

func TestR4SecretsArePrivate(t *testing.T) {
	for _, f := range everything(t, nil) {
		if strings.Contains(string(f.Content), testToken) && (f.Mode != 0o600 || !f.Secret) {
			t.Errorf("%s holds the token and has mode %o", f.Name, f.Mode)
		}
	}
}

func TestR5NothingChangesOwners(t *testing.T) {
	for _, f := range everything(t, func(s *Spec) { s.Hardened = true }) {
		if regexp.MustCompile(`chown|:U\b|,U\b`).Match(f.Content) {
			t.Errorf("%s changes owners", f.Name)
		}
	}
}

func TestR6LaunchScriptLeavesTheCallersDirectory(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			if got := h.run(nil); got.Status != 0 || strings.TrimSpace(h.read(h.record+"/pwd")) != h.home {
				t.Errorf("podman ran in %q: %+v", h.read(h.record+"/pwd"), got)
			}
		})
	}
}

func TestR7NoImageArchiveOnTheDisk(t *testing.T) {
	for _, f := range everything(t, func(s *Spec) { s.With.Build, s.SourceDir = true, "/src/nova" }) {
		hasNot(t, string(f.Content), "podman save", "podman load")
	}
}

func TestR8InsideReachableOutsideLoopback(t *testing.T) {
	unit := unitOf(t, nil)
	has(t, unit, "PublishPort=127.0.0.1:18789:18789", "PublishPort=127.0.0.1:18790:18790")
	if !strings.Contains(unit, "--bind lan") {
		t.Errorf("not reachable by the port forward:\n%s", unit)
	}
	refusedAs(t, "bind", func(s *Spec) { s.Bind = "loopback" })
	for _, f := range everything(t, func(s *Spec) { s.PublishHost = "0.0.0.0" }) {
		hasNot(t, string(f.Content), "HostHeader", "allowedOrigins")
	}
}

func TestR9EnvironmentThenFileThenDefault(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			for _, test := range []struct{ env, file, want string }{
				{"", "", "18789"},
				{"", "NOVA_PODMAN_GATEWAY_HOST_PORT=2001", "2001"},
				{"NOVA_PODMAN_GATEWAY_HOST_PORT=2002", "NOVA_PODMAN_GATEWAY_HOST_PORT=2001", "2002"},
			} {
				h.write(h.home+"/.nova-engine/.env", "NOVA_GATEWAY_TOKEN=x\n"+test.file+"\n", 0o600)
				var env []string
				if test.env != "" {
					env = []string{test.env}
				}
				h.run(env)
				if !slices.Contains(h.argv(), "127.0.0.1:"+test.want+":18789") {
					t.Errorf("%+v: %q", test, h.argv())
				}
			}
			// The file must not move the file.
			h.write(h.home+"/.nova-engine/.env", "NOVA_GATEWAY_TOKEN=x\nNOVA_CONFIG_DIR=/evil\nNOVA_PODMAN_ENV=/evil\nNOVA_WORKSPACE_DIR=/evil\n", 0o600)
			got := h.run(nil)
			if got.Status != 0 || strings.Contains(strings.Join(h.argv(), " "), "/evil") || strings.Count(got.Stderr, "cannot be set in this file") != 3 {
				t.Errorf("%+v %q", got, h.argv())
			}
		})
	}
}

func TestR10EnvironmentFileIsNeverSourced(t *testing.T) {
	file, err := Launch(Default())
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`(?m)^\s*(\.|source|eval)\s`).Match(file.Content) {
		t.Error("the script runs text of others")
	}
	TestLaunchReadsTheEnvironmentFileWithoutRunningIt(t)
}

func TestR11NoEmptySecret(t *testing.T) {
	if _, _, err := Env(Default(), Input{}); err == nil || !strings.Contains(err.Error(), "there is no token") {
		t.Errorf("an environment file without a token: %v", err)
	}
	file, _, err := Env(Default(), Input{Token: testToken})
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`(?m)^[^#\n]*=$`).Match(file.Content) {
		t.Errorf("an empty value in\n%s", file.Content)
	}
	file, _, err = Env(Default(), Input{Token: testToken, Env: []byte("NOVA_GATEWAY_TOKEN=\n")})
	if value, _ := envValue(file.Content, TokenKey); err != nil || value != testToken {
		t.Errorf("an empty token stayed: %q %v", file.Content, err)
	}
	for _, token := range []string{"short", "with a blank in the middle", "line\nbreak-line-break", `quote"quote"quote"`} {
		if err := CheckToken(token); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("token %q: %v", token, err)
		}
	}
}

func TestR12TokenNeverInArgv(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, args := range [][]string{nil, {"setup"}, {"--dry-run"}} {
				h := newHost(t, shell, Default())
				h.write(h.home+"/.nova-engine/.env", "NOVA_GATEWAY_TOKEN="+testToken+"\n", 0o600)
				got := h.run(nil, args...)
				for where, text := range map[string]string{"argv": h.read(h.record + "/argv"), "environment": h.read(h.record + "/env"), "stdout": got.Stdout, "stderr": got.Stderr} {
					if strings.Contains(text, testToken) {
						t.Errorf("%q: the token is in the %s", args, where)
					}
				}
				if len(args) == 0 && !strings.Contains(h.read(h.record+"/envfile"), testToken) {
					t.Error("the container has no token")
				}
			}
		})
	}
	for _, f := range everything(t, func(s *Spec) { s.With.Network = true }) {
		if !f.Secret && strings.Contains(string(f.Content), testToken) {
			t.Errorf("the token is in %s", f.Name)
		}
	}
	refusedAs(t, "env", func(s *Spec) { s.Env = []KeyValue{{TokenKey, testToken}} })
	refusedAs(t, "set", func(s *Spec) { s.Settings = []Setting{{"Container", "Environment", TokenKey + "=" + testToken}} })
}

func TestR13NothingIsEnabled(t *testing.T) {
	has(t, unitOf(t, nil), "WantedBy=default.target")
	for _, f := range everything(t, nil) {
		hasNot(t, string(f.Content), "systemctl enable", "--now", "multi-user.target")
	}
}

func TestR14ModesAreDeliberate(t *testing.T) {
	want := map[string]os.FileMode{"nova-engine.container": 0o644, ".env": 0o600, "nova-engine.json": 0o600, "run-nova-engine-podman.sh": 0o755}
	files := everything(t, nil)
	for _, f := range files {
		if f.Mode != want[f.Name] {
			t.Errorf("%s: mode %o, want %o", f.Name, f.Mode, want[f.Name])
		}
	}
	if len(files) != len(want) {
		t.Errorf("%d files, want %d", len(files), len(want))
	}
}

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
			h.write(h.path+"/runuser", "#!/bin/sh\npwd >\"$RECORD/pwd\"\nprintf '%s\\n' \"$@\" >\"$RECORD/argv\"\n", 0o755)
			got := h.run([]string{"NOVA_PODMAN_USER=daemon"}, "launch", "setup", "--x")
			want := []string{"-u", "daemon", "--", "env", "HOME=/usr/sbin", "/bin/sh", "/usr/sbin/run-nova-engine-podman.sh", "launch", "setup", "--x"}
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
