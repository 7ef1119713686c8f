package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestAHundredRunsGiveTheSameBytes runs every command that prints something of
// its own a hundred times; gen and the formats have tests of their own.
func TestAHundredRunsGiveTheSameBytes(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "web.container", "[Container]\nImage=nginx\nPublishPort=80:\nNetwork=gone.network\nHostname=x\n[Service]\nRestart=sometimes\n")
	writeFile(t, "ok.container", "# a comment\n[Container]\nImage = quay.io/a/b:1\nExec=a \\\n  b\n[Install]\nWantedBy=default.target\n")
	writeFile(t, "n.network", "[Network]\nSubnet=10.1.0.0/24\n")
	if err := os.Mkdir("stage", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--help"},
		{"completion", "bash"},
		{"explain", "unknown-key"},
		{"fmt", "--diff", "."},
		{"install", "--dry-run", "--root", "stage", "ok.container", "n.network"},
		{"lint", "--all", "."},
		{"lint", "--format", "json", "--podman", "4.9,5.4,6.1", "."},
		{"lint", "--diff", "--unsafe-fixes", "."},
		{"lint", "--print-config"},
		{"lnt"},
		{"man", "lint"},
		{"min-version", "--all", "."},
		{"rules"},
		{"rules", "--format", "json"},
		{"version"},
	} {
		first := ""
		for i := range 100 {
			var stdout, stderr bytes.Buffer
			status := run(args, strings.NewReader(""), &stdout, &stderr)
			got := stdout.String() + "\x00" + stderr.String() + "\x00" + string(rune('0'+status))
			if i == 0 {
				first = got
			}
			if got != first {
				t.Fatalf("%q: run %d differs:\n%s\n%s", args, i, first, got)
			}
		}
		if len(first) < 4 {
			t.Errorf("%q prints nothing", args)
		}
	}
}
