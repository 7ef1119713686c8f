package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata/script")

// TestMain lets the scripts run this very test binary as nova-quadlet, so that
// exit statuses and streams are those of a real process.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"nova-quadlet": main})
}

// TestScript runs testdata/script/*.txtar: one file, one behaviour.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			// The caller's NOVA_* variables are defaults of the program and
			// would change what the scripts see.
			env.Setenv("HOME", env.WorkDir+"/home")
			env.Setenv("NO_COLOR", "")
			return os.Mkdir(env.WorkDir+"/home", 0o700)
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": checkStatus,
			"units":  writeUnits,
		},
	})
}

// checkStatus is the script command `status N COMMAND [ARG…]`: it runs COMMAND
// and fails unless the exit status is exactly N. `! exec` cannot tell a usage
// error from a finding.
func checkStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// condition knows [root], and [unshare]: whether a script may make a mount of
// its own.
func condition(name string) (bool, error) {
	switch name {
	case "root":
		return os.Geteuid() == 0, nil
	case "unshare":
		return exec.Command("unshare", "--mount", "--map-root-user", "true").Run() == nil, nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

// writeUnits is the script command `units N DIR`: it writes N units, app by
// app, the way a grown repository has them: most are fine, every tenth has one
// of the mistakes that people make.
func writeUnits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: units N DIR")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	mistakes := []string{
		"Hostname=app",                    // case: --fix knows
		"Network=shard.network",           // there is none
		"Environment=A=b\nUserNS=keep-ID", // podman does not know the mode
	}
	for i := range n {
		dir := filepath.Join(ts.MkAbs(args[1]), fmt.Sprintf("app%02d", i/10))
		ts.Check(os.MkdirAll(dir, 0o755))
		name := filepath.Join(dir, fmt.Sprintf("app%02d-%d", i/10, i%10))
		if i%10 == 9 {
			ts.Check(os.WriteFile(name+".network", []byte("[Network]\n"), 0o644))
			continue
		}
		text := fmt.Sprintf("[Unit]\nDescription=Service %d\n\n[Container]\nImage=registry.example.org/app:%d\nNetwork=app%02d-9.network\n", i, i, i/10)
		if i%10 == 0 {
			text += mistakes[i/10%len(mistakes)] + "\n"
		}
		text += "\n[Install]\nWantedBy=default.target\n"
		ts.Check(os.WriteFile(name+".container", []byte(text), 0o644))
	}
}
