package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/host"
)

// program puts a shell script of that name before everything else in the search path.
func program(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

// TestSetupAccount asks for accounts by what getent makes of them.
func TestSetupAccount(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root: nobody else may name another account")
	}
	program(t, "getent", `case $2 in
toor | 0) echo "$2:x:0:0::/root:/bin/sh" | sed s/^0:/root:/ ;;
service | 4242) echo "service:x:4242:4242::/var/lib/service:/bin/false" ;;
*) exit 2 ;;
esac
`)
	for _, tt := range []struct{ user, want, refuse string }{
		{user: "root", refuse: "not set up for root"},
		{user: "0", refuse: "uid 0"},
		{user: "toor", refuse: "uid 0"},
		{user: "service", want: "service"},
		{user: "4242", want: "service"},
		{user: "nova-absent", want: "nova-absent"},
		{user: "", want: "nova-engine"},
	} {
		j := &setupJob{user: tt.user}
		err := j.chooseAccount(&app{lookupEnv: func(string) (string, bool) { return "", false }})
		switch {
		case tt.refuse == "" && (err != nil || j.user != tt.want):
			t.Errorf("--user %q: account %q, error %v; want %q", tt.user, j.user, err, tt.want)
		case tt.refuse != "" && (err == nil || !strings.Contains(err.Error(), tt.refuse)):
			t.Errorf("--user %q: error %v, want one that says %q", tt.user, err, tt.refuse)
		}
	}
}

// setupFor is a set-up of an account, and what it prints.
func setupFor(t *testing.T, who host.Account) (*setupRun, *bytes.Buffer) {
	t.Helper()
	out := &bytes.Buffer{}
	return &setupRun{
		setupJob: &setupJob{gen: genJob{spec: generator.Default()}, quadlet: true, timeout: time.Minute},
		app:      &app{stdout: out, stderr: out, lookupEnv: func(string) (string, bool) { return "", false }},
		ctx:      t.Context(),
		who:      who,
	}, out
}

// TestSetupAnswer has somebody else's server on the gateway's port: it answers from the first
// moment, and proves nothing before the unit itself is active.
func TestSetupAnswer(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	address := netip.MustParseAddrPort(server.Listener.Addr().String())
	for _, tt := range []struct{ name, network, states, want string }{
		{"becomes active", "", "activating active", "ok       nova-engine.service answers at " + server.URL},
		{"fails", "", "activating failed", "it is failed"},
		{"no network", "none", "failed", "skip     waiting"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := filepath.Join(t.TempDir(), "asked")
			program(t, "systemctl", `echo >> `+asked+`
set -- `+tt.states+`
[ $(wc -l < `+asked+`) -gt 1 ] && shift
echo ActiveState=$1; echo NRestarts=0
`)
			s, out := setupFor(t, host.Account{Name: "me", UID: os.Geteuid(), Home: "/home/me"})
			s.gen.spec.GatewayPort, s.gen.spec.Network = int(address.Port()), tt.network
			if err := s.waitForAnswer("nova-engine.service"); err != nil {
				out.WriteString(err.Error())
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("told %q, want %q", out, tt.want)
			}
			asks, _ := os.ReadFile(asked)
			if want := len(strings.Fields(tt.states)); tt.network == "" && len(asks) != want {
				t.Errorf("asked systemd %d times, want %d", len(asks), want)
			}
			out.Reset()
			s.tellNext()
			if got := strings.Contains(out.String(), "http://"); got != (tt.network == "") {
				t.Errorf("an address is printed: %t\n%s", got, out)
			}
		})
	}
}

// TestSetupNext prints commands that a shell takes as they are, with a blank in the home too.
func TestSetupNext(t *testing.T) {
	t.Setenv("SUDO_USER", "somebody") // the process's own; only what the app hands in counts
	for _, tt := range []struct {
		who      host.Account
		by, want string
	}{
		{host.Account{Name: "me", UID: os.Geteuid(), Home: "/home/a b"}, "", "start    '/home/a b/LAUNCH' launch\n"},
		{host.Account{Name: "other", UID: 4242, Home: "/home/a b"}, "", "start    cd / && runuser -u other -- env HOME='/home/a b' XDG_RUNTIME_DIR=/run/user/4242 '/home/a b/LAUNCH' launch\n"},
		{host.Account{Name: "other", UID: 4242, Home: "/home/a b"}, "me", "&& sudo runuser -u other"},
	} {
		if tt.by != "" && os.Geteuid() != 0 {
			continue // sudo made somebody root
		}
		s, out := setupFor(t, tt.who)
		s.quadlet = false
		s.app.lookupEnv = func(string) (string, bool) { return tt.by, tt.by != "" }
		s.tellNext()
		if want := strings.ReplaceAll(tt.want, "LAUNCH", s.gen.spec.LaunchFileName()); !strings.Contains(out.String(), want) {
			t.Errorf("%s, sudo by %q: no %q in\n%s", tt.who.Name, tt.by, want, out)
		}
	}
}
