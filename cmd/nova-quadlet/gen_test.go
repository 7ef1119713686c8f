package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/generator"
)

const aToken = "0123456789abcdef0123456789abcdef"

// TestSecretIsKeptOffATerminal prints to what the program takes for a terminal.
func TestSecretIsKeptOffATerminal(t *testing.T) {
	for _, test := range []struct {
		name           string
		terminal, show bool
		shown          bool
	}{
		{name: "a pipe gets it", shown: true},
		{name: "a terminal does not", terminal: true},
		{name: "unless it is asked for", terminal: true, show: true, shown: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			a := &app{stdout: &stdout, stderr: &stderr, stdoutTTY: test.terminal}
			file, _, err := generator.Env(generator.Default(), generator.Input{Token: aToken})
			if err != nil {
				t.Fatal(err)
			}
			j := &genJob{spec: generator.Default(), showSecret: test.show}
			if err := j.print(a, []generator.File{file}); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(stdout.String(), aToken); got != test.shown {
				t.Errorf("shown: %v, want %v\n%s", got, test.shown, stdout.String())
			}
			if told := strings.Contains(stderr.String(), "the token is hidden"); told == test.shown {
				t.Errorf("stderr %q", stderr.String())
			}
			if strings.Contains(stderr.String(), aToken) {
				t.Error("the token is on standard error")
			}
		})
	}
}

// TestGenIsDeterministic runs each form a hundred times.
func TestGenIsDeterministic(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	writeFile(t, token, aToken)
	for _, args := range [][]string{
		{"gen"},
		{"gen", "env", "--token-file", token},
		{"gen", "launch", "--hardened", "--env", "A=b", "--label", "c=d"},
		{"gen", "config"},
		{"gen", "--with", "build,network,volume,pod", "--source-dir", "/src", "--quadlets", "--podman", "5.8"},
		{"gen", "--podman", "4.4", "--hardened", "--health", "--memory", "1g", "--label", "a=b", "--label", "c=d", "--sysctl", "net.ipv4.ip_forward=1"},
		{"gen", "--name", "-"},
		{"gen", "--help"},
	} {
		var first string
		for i := range 100 {
			var stdout, stderr bytes.Buffer
			status := run(args, strings.NewReader(""), &stdout, &stderr)
			got := stdout.String() + "\x00" + stderr.String() + "\x00" + string(rune('0'+status))
			if i == 0 {
				first = got
			}
			if got != first {
				t.Fatalf("%q: run %d differs", args, i)
			}
		}
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
