package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
