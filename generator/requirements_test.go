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
