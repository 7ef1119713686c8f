package generator

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

func TestLaunchScriptPassesShellcheck(t *testing.T) {
	shellcheck := realtools.Shellcheck(t)
	hard := Default()
	hard.Hardened, hard.Env, hard.Mounts = true, []KeyValue{{"A", "it's $HOME"}}, []Mount{{"%h/it's", "/x", true, ""}}
	for name, s := range map[string]Spec{"default": Default(), "hardened": hard} {
		file, err := Launch(s)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(shellcheck, "--shell=sh", "--severity=style", "-")
		cmd.Stdin = bytes.NewReader(file.Content)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestLaunchStartsTheGateway(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			got := h.run(nil)
			if got.Status != 0 {
				t.Fatalf("%+v", got)
			}
			state := h.home + "/.nova-engine"
			want := []string{
				"run", "--init", "--pull=never", "--env-file", "FILE",
				"-e", "HOME=/home/node", "-e", "TERM=xterm-256color", "-e", "NPM_CONFIG_CACHE=/home/node/.nova-engine/.npm",
				"--userns=keep-id", "--user", uids(), "-v", state + ":/home/node/.nova-engine:Z",
				"-d", "--name", "nova-engine", "--replace", "-p", "127.0.0.1:18789:18789", "-p", "127.0.0.1:18790:18790",
				"localhost/nova-engine:local", "node", "dist/index.js", "gateway", "--bind", "lan", "--port", "18789",
			}
			if diff := cmp.Diff(want, h.argv()); diff != "" {
				t.Errorf("podman (-want +got):\n%s", diff)
			}
			token := regexp.MustCompile(`^NOVA_GATEWAY_TOKEN=[0-9a-f]{64}\n$`)
			if env := h.read(state + "/.env"); !token.MatchString(env) || h.read(h.record+"/envfile") != env {
				t.Errorf(".env %q, --env-file %q", env, h.read(h.record+"/envfile"))
			}
			if mode := strings.TrimSpace(h.read(h.record + "/envfile-mode")); mode != "-rw-------" {
				t.Errorf("mode of --env-file: %s", mode)
			}
			for path, mode := range map[string]os.FileMode{
				".": 0o700, "workspace": 0o700, "canvas": 0o700, "cron": 0o700, ".env": 0o600, "nova-engine.json": 0o600,
			} {
				info, err := os.Stat(filepath.Join(state, path))
				if err != nil || info.Mode().Perm() != mode {
					t.Errorf("%s: %v %v", path, info.Mode(), err)
				}
			}
			if left := h.leftovers(); left != nil {
				t.Errorf("left behind: %v", left)
			}
			wantOut := "Nova Engine is starting: http://127.0.0.1:18789/\nIts token is in " + state + "/.env; its log: podman logs -f nova-engine\n"
			if got.Stdout != wantOut || got.Stderr != "run-nova-engine-podman: a new token is in "+state+"/.env\n" {
				t.Errorf("%+v", got)
			}
			// Again: the same token, and nothing said about it.
			before := h.read(state + "/.env")
			if got := h.run(nil); got.Status != 0 || got.Stderr != "" || h.read(state+"/.env") != before {
				t.Errorf("second run: %+v", got)
			}
		})
	}
}

// TestLaunchTakesEveryVariable goes through the environment one variable at a
// time, and says what podman then gets instead of its default.
func TestLaunchTakesEveryVariable(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			state := h.home + "/.nova-engine"
			h.write(state+"/.env", "NOVA_GATEWAY_TOKEN=fromfile\n", 0o600)
			other := h.home + "/it's $other"
			for _, test := range []struct {
				name, env, file string
				want            []string // adjacent words of the command
				without         string
				envFile         string
			}{
				{name: "config dir", env: "NOVA_CONFIG_DIR=" + other, want: []string{"-v", other + ":/home/node/.nova-engine:Z"}},
				{name: "workspace", env: "NOVA_WORKSPACE_DIR=" + other, want: []string{"-v", other + ":/home/node/.nova-engine/workspace:Z"}},
				{name: "container", env: "NOVA_PODMAN_CONTAINER=other", want: []string{"--name", "other"}},
				{name: "image", env: "NOVA_PODMAN_IMAGE=quay.io/a/b:1", want: []string{"quay.io/a/b:1", "node"}},
				{name: "pull", env: "NOVA_PODMAN_PULL=newer", want: []string{"--pull=newer"}},
				{name: "userns auto", env: "NOVA_PODMAN_USERNS=auto", want: []string{"--userns=auto"}, without: "--user"},
				{name: "userns host", env: "NOVA_PODMAN_USERNS=host", want: []string{"--userns=host"}, without: "--user"},
				{name: "userns empty", env: "NOVA_PODMAN_USERNS=", want: []string{"--init"}, without: "--userns=keep-id"},
				{name: "gateway port", env: "NOVA_PODMAN_GATEWAY_HOST_PORT=28789", want: []string{"-p", "127.0.0.1:28789:18789"}},
				{name: "gateway port, published", env: "NOVA_PODMAN_GATEWAY_HOST_PORT=28789", want: []string{"--published-port", "28789"}},
				{name: "gateway port, old name", env: "NOVA_GATEWAY_PORT=28789", want: []string{"-p", "127.0.0.1:28789:18789"}},
				{name: "bridge port", env: "NOVA_PODMAN_BRIDGE_HOST_PORT=28790", want: []string{"-p", "127.0.0.1:28790:18790"}},
				{name: "bridge port, old name", env: "NOVA_BRIDGE_PORT=28790", want: []string{"-p", "127.0.0.1:28790:18790"}},
				{name: "bind", env: "NOVA_GATEWAY_BIND=auto", want: []string{"--bind", "auto"}},
				{name: "token", env: "NOVA_GATEWAY_TOKEN=fromenvironment", want: []string{"--init"}, envFile: "NOVA_GATEWAY_TOKEN=fromenvironment\n"},
				{name: "port in the file", file: "NOVA_PODMAN_GATEWAY_HOST_PORT=28789", want: []string{"-p", "127.0.0.1:28789:18789"}},
				{name: "port in both", env: "NOVA_GATEWAY_PORT=38789", file: "NOVA_PODMAN_GATEWAY_HOST_PORT=28789", want: []string{"-p", "127.0.0.1:38789:18789"}},
				{name: "bind in the file", file: "NOVA_GATEWAY_BIND=tailnet", want: []string{"--bind", "tailnet"}},
			} {
				h.write(state+"/.env", "NOVA_GATEWAY_TOKEN=fromfile\n"+test.file+"\n", 0o600)
				var env []string
				if test.env != "" {
					env = []string{test.env}
				}
				got := h.run(env)
				args := strings.Join(h.argv(), "\n") + "\n"
				if got.Status != 0 || !strings.Contains("\n"+args, "\n"+strings.Join(test.want, "\n")+"\n") {
					t.Errorf("%s: %+v\n%s", test.name, got, args)
				}
				if test.without != "" && strings.Contains(args, test.without+"\n") {
					t.Errorf("%s: %s in\n%s", test.name, test.without, args)
				}
				if test.envFile != "" && h.read(h.record+"/envfile") != test.envFile {
					t.Errorf("%s: --env-file %q", test.name, h.read(h.record+"/envfile"))
				}
				if left := h.leftovers(); left != nil {
					t.Errorf("%s: left behind: %v", test.name, left)
				}
			}
		})
	}
}

func TestLaunchRefuses(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, test := range []struct {
				name    string
				prepare func(*host)
				env     []string
				args    []string
				status  int
				stderr  string
			}{
				{name: "an unknown word", args: []string{"begin"}, status: 2, stderr: "error: unknown argument: begin"},
				{name: "a port that is none", env: []string{"NOVA_GATEWAY_PORT=80-"}, status: 2, stderr: "is not a port number: 80-"},
				{name: "a port out of range", env: []string{"NOVA_GATEWAY_PORT=70000"}, status: 2, stderr: "is out of range: 70000"},
				{name: "one port twice", env: []string{"NOVA_GATEWAY_PORT=18790"}, status: 2, stderr: "the same host port"},
				{name: "a relative directory", env: []string{"NOVA_CONFIG_DIR=state"}, status: 2, stderr: "NOVA_CONFIG_DIR is not an absolute path: state"},
				{name: "a directory with ..", env: []string{"NOVA_CONFIG_DIR=/srv/../etc"}, status: 2, stderr: "not in its shortest form"},
				{name: "a directory with a colon", env: []string{"NOVA_CONFIG_DIR=/srv/a:b"}, status: 2, stderr: "holds a colon"},
				{name: "a directory with a line break", env: []string{"NOVA_CONFIG_DIR=/srv/a\nb"}, status: 2, stderr: "holds a control character"},
				{name: "a user namespace", env: []string{"NOVA_PODMAN_USERNS=keepid"}, status: 2, stderr: "NOVA_PODMAN_USERNS is not supported: keepid"},
				{name: "a pull policy", env: []string{"NOVA_PODMAN_PULL=sometimes"}, status: 2, stderr: "NOVA_PODMAN_PULL is not known"},
				{name: "a bind mode", env: []string{"NOVA_GATEWAY_BIND=wan"}, status: 2, stderr: "NOVA_GATEWAY_BIND is not known"},
				{name: "an image that is an option", env: []string{"NOVA_PODMAN_IMAGE=--privileged"}, status: 2, stderr: "is no image: --privileged"},
				{name: "a container name", env: []string{"NOVA_PODMAN_CONTAINER=a b"}, status: 2, stderr: "is no container name"},
				{name: "a readable environment file", prepare: func(h *host) {
					h.write(h.home+"/.nova-engine/.env", "NOVA_GATEWAY_TOKEN=x\n", 0o644)
				}, status: 3, stderr: "can be read by others"},
				{name: "a linked environment file", prepare: func(h *host) {
					h.write(h.home+"/elsewhere", "NOVA_GATEWAY_TOKEN=x\n", 0o600)
					h.symlink("../elsewhere", h.home+"/.nova-engine/.env")
				}, status: 3, stderr: ".env is a symbolic link"},
				{name: "a linked directory", prepare: func(h *host) {
					h.write(h.home+"/elsewhere/x", "", 0o600)
					h.symlink("elsewhere", h.home+"/.nova-engine")
				}, status: 3, stderr: ".nova-engine is a symbolic link"},
				{name: "a directory that others write", prepare: func(h *host) {
					h.write(h.home+"/.nova-engine/x", "", 0o600)
					h.chmod(h.home+"/.nova-engine", 0o770)
				}, status: 3, stderr: "can be written by others"},
				{name: "a home that others write", prepare: func(h *host) { h.chmod(h.home, 0o777) }, status: 3, stderr: "who could exchange"},
				{name: "podman that fails", env: []string{"FAKE_STATUS=125"}, status: 3, stderr: "podman could not start the gateway (status 125)"},
			} {
				h := newHost(t, shell, Default())
				if test.prepare != nil {
					test.prepare(h)
				}
				got := h.run(test.env, test.args...)
				if got.Status != test.status || !strings.Contains(got.Stderr, test.stderr) || got.Stdout != "" {
					t.Errorf("%s: %+v, want status %d and %q", test.name, got, test.status, test.stderr)
				}
				if test.env == nil || test.env[0] != "FAKE_STATUS=125" {
					if argv := h.read(h.record + "/argv"); argv != "" {
						t.Errorf("%s: podman was called", test.name)
					}
				}
				if left := h.leftovers(); left != nil {
					t.Errorf("%s: left behind: %v", test.name, left)
				}
			}
		})
	}
}

func TestLaunchDryRunShowsNoSecretAndChangesNothing(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			h.write(h.home+"/.nova-engine/.env", "NOVA_GATEWAY_TOKEN=sesame\nGROQ_API_KEY=grok\n", 0o600)
			got := h.run([]string{"NOVA_CONFIG_DIR=" + h.home + "/.nova-engine"}, "--dry-run")
			want := "podman run --init --pull=never --env-file TEMPORARY-FILE -e HOME=/home/node -e TERM=xterm-256color" +
				" -e NPM_CONFIG_CACHE=/home/node/.nova-engine/.npm --userns=keep-id --user " + uids() +
				" -v '" + h.home + "/.nova-engine:/home/node/.nova-engine:Z' -d --name nova-engine --replace" +
				" -p 127.0.0.1:18789:18789 -p 127.0.0.1:18790:18790 localhost/nova-engine:local node dist/index.js gateway --bind lan --port 18789 \n" +
				"# in the temporary file: GROQ_API_KEY=********\n# in the temporary file: NOVA_GATEWAY_TOKEN=********\n"
			if diff := cmp.Diff(result{Stdout: want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if h.read(h.record+"/argv") != "" || h.leftovers() != nil {
				t.Error("a dry run did something")
			}
			if entries, _ := os.ReadDir(h.home + "/.nova-engine"); len(entries) != 1 {
				t.Errorf("a dry run left %v", entries)
			}
		})
	}
}

func TestLaunchRunsTheWizard(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, words := range [][]string{{"setup"}, {"onboard"}, {"launch", "setup"}} {
				h := newHost(t, shell, Default())
				// No account of that name, so launch runs here.
				got := h.run([]string{"NOVA_PODMAN_USER=no-such-account"}, append(words, "--flow", "quick start")...)
				args := h.argv()
				tail := []string{"--rm", "-i", "localhost/nova-engine:local", "node", "dist/index.js", "onboard", "--flow", "quick start"}
				if got.Status != 0 || len(args) < len(tail) || !slices.Equal(args[len(args)-len(tail):], tail) {
					t.Errorf("%v: %+v\n%q", words, got, args)
				}
				if slices.Contains(args, "-d") || slices.Contains(args, "--replace") || slices.Contains(args, "-p") {
					t.Errorf("%v: a wizard is no gateway: %q", words, args)
				}
			}
		})
	}
}

// TestLaunchReadsTheEnvironmentFileWithoutRunningIt feeds it what a shell would
// act on.
func TestLaunchReadsTheEnvironmentFileWithoutRunningIt(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			h.write(h.home+"/.nova-engine/.env", strings.Join([]string{
				"# a comment", "", "  NOVA_GATEWAY_TOKEN='quoted token'", "A=$(touch " + h.home + "/pwned)", "B=`touch " + h.home + "/pwned`",
				"touch " + h.home + "/pwned", "C=\"a b\"", "D='x", "export E=1\r", "F=a#b = c\\", "1G=no", "H-I=no", "PATH=/evil", "NOVA_CONFIG_DIR=/evil",
				"HOME=/evil", "IFS=x", "J=*", "K=", "L=ü ",
			}, "\n"), 0o600)
			got := h.run(nil)
			if got.Status != 0 {
				t.Fatalf("%+v", got)
			}
			if _, err := os.Stat(h.home + "/pwned"); err == nil {
				t.Error("the file was executed")
			}
			want := strings.Join([]string{
				"A=$(touch " + h.home + "/pwned)", "B=`touch " + h.home + "/pwned`", "C=a b", "D='x", "E=1", "F=a#b = c\\", "PATH=/evil", "IFS=x",
				"J=*", "K=", "L=ü ", "NOVA_GATEWAY_TOKEN=quoted token",
			}, "\n") + "\n"
			if diff := cmp.Diff(want, h.read(h.record+"/envfile")); diff != "" {
				t.Errorf("--env-file (-want +got):\n%s", diff)
			}
			file := "run-nova-engine-podman: warning: " + h.home + "/.nova-engine/.env: "
			wantErr := file + "line 6 is not NAME=VALUE and is left out\n" + file + "line 11 has no valid name and is left out\n" +
				file + "line 12 has no valid name and is left out\n" + file + "NOVA_CONFIG_DIR cannot be set in this file and is left out\n" +
				file + "HOME is set for the container already and is left out\n"
			if diff := cmp.Diff(wantErr, got.Stderr); diff != "" {
				t.Errorf("stderr (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLaunchWithoutPortForward(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Default()
			s.Network = "host"
			h := newHost(t, shell, s)
			got := h.run([]string{"NOVA_GATEWAY_PORT=28789"})
			args := strings.Join(h.argv(), " ")
			if got.Status != 0 || strings.Contains(args, " -p ") || strings.Contains(args, "28789") || !strings.Contains(args, "--network host") {
				t.Errorf("%+v\n%s", got, args)
			}
			if !strings.Contains(got.Stdout, "http://127.0.0.1:18789/") {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestLaunchNamesTheAddressThatAnswers looks at the URL that people will click.
func TestLaunchNamesTheAddressThatAnswers(t *testing.T) {
	for _, test := range []struct{ host, want string }{
		{"127.0.0.1", "http://127.0.0.1:18789/"},
		{"0.0.0.0", "http://127.0.0.1:18789/"},
		{"::", "http://127.0.0.1:18789/"},
		{"::1", "http://[::1]:18789/"},
		{"192.0.2.7", "http://192.0.2.7:18789/"},
	} {
		s := Default()
		s.PublishHost = test.host
		got := newHost(t, shells(t)["dash"], s).run(nil)
		if got.Status != 0 || !strings.Contains(got.Stdout, test.want+"\n") {
			t.Errorf("%s: %+v, want %s", test.host, got, test.want)
		}
	}
}

func TestLaunchRefusesRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root to be refused")
	}
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, shell, Default())
			h.asRoot = true
			if got := h.run(nil); got.Status != 2 || !strings.Contains(got.Stderr, "not for root") {
				t.Errorf("%+v", got)
			}
			if h.read(h.record+"/argv") != "" {
				t.Error("podman was called")
			}
		})
	}
}

// TestLaunchCleansUpWhenItIsStopped stops the script while podman is still
// starting the container.
func TestLaunchCleansUpWhenItIsStopped(t *testing.T) {
	// Under nohup the signal is ignored, and a shell cannot trap what was ignored
	// when it began. What this process waits for, its children get as usual.
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(caught) })
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, name := range []string{"HUP", "INT", "TERM"} {
				h := newHost(t, shell, Default())
				h.write(h.home+"/.nova-engine/.env", "NOVA_GATEWAY_TOKEN="+testToken+"\n", 0o600)
				// podman's parent is the script.
				h.write(h.path+"/podman", fakePodman[:strings.LastIndex(fakePodman, "echo")]+"kill -"+name+" $PPID\nsleep 0.1\n", 0o755)
				h.own(h.path)
				got := h.run(nil)
				if got.Status < 128 || h.read(h.record+"/envfile") == "" {
					t.Errorf("%s: %+v", name, got)
				}
				if left := h.leftovers(); left != nil {
					t.Errorf("%s: left behind: %v", name, left)
				}
			}
		})
	}
}

func TestLaunchTakesTheTokenFromASecret(t *testing.T) {
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Default()
			s.TokenSecret = "nova-token"
			h := newHost(t, shell, s)
			got := h.run(nil)
			args := strings.Join(h.argv(), " ")
			if got.Status != 0 || !strings.Contains(args, "--secret nova-token,type=env,target=NOVA_GATEWAY_TOKEN") {
				t.Errorf("%+v\n%s", got, args)
			}
			if env := h.read(h.record + "/envfile"); env != "" || h.read(h.home+"/.nova-engine/.env") != "" {
				t.Errorf("a token was made: %q", env)
			}
		})
	}
}
