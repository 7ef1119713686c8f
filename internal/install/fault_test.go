package install

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the tests run this binary as an installer that dies, or that has no more
// rights than nobody: NOVA_FAULT is "DIR MODE STEP".
func TestMain(m *testing.M) {
	var dir, mode string
	var n int
	if _, err := fmt.Sscanf(os.Getenv("NOVA_FAULT"), "%s %s %d", &dir, &mode, &n); err == nil {
		os.Exit(child(dir, mode, n))
	}
	os.Exit(m.Run())
}

func child(dir, mode string, n int) int {
	step := 0
	err := apply(context.Background(), dir, setB(), func(string) error {
		if step++; step < n {
			return nil
		}
		switch {
		case mode == "kill":
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		case mode == "chmod" && step == n:
			for _, d := range []string{dir, filepath.Join(dir, metaDir)} {
				if err := os.Chmod(d, 0o555); err != nil && !errors.Is(err, os.ErrNotExist) {
					panic(err)
				}
			}
		}
		return nil
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	return 0
}

func runChild(t *testing.T, dir, mode string, n int, as *syscall.Credential) (string, error) {
	t.Helper()
	self := "/proc/self/exe"
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Dir = "/"
	cmd.Env = []string{fmt.Sprintf("NOVA_FAULT=%s %s %d", dir, mode, n)}
	if as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestKill kills the installer with SIGKILL before each of its steps.
func TestKill(t *testing.T) {
	a, b := outcomes(t)
	parent, got := t.TempDir(), tally{}
	for n := 1; ; n++ {
		dir := fresh(t, parent)
		out, err := runChild(t, dir, "kill", n, nil)
		if err == nil {
			break
		}
		what := "killed before step " + strconv.Itoa(n)
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("%s: %v: %s", what, err, out)
		}
		whole(t, what, dir, a, b)
		got[settle(t, what, dir, a, b)]++
	}
	t.Logf("kill -9: %v", got)
	if got["old"] == 0 || got["new"] == 0 {
		t.Errorf("both outcomes must occur")
	}
}

// TestKillTwice kills the run that undoes what a killed run left, before each of its steps.
func TestKillTwice(t *testing.T) {
	a, b := outcomes(t)
	parent, got, steps := t.TempDir(), tally{}, countSteps(t)
	swap := 0
	for i, s := range steps {
		if s == "swap new.volume" {
			swap = i + 1
		}
	}
	for n := 1; ; n++ {
		dir := fresh(t, parent)
		if _, err := runChild(t, dir, "kill", swap, nil); err == nil {
			t.Fatal("the first run was not killed")
		}
		done := 0
		_, err := open(t.Context(), Options{Dir: dir, DirMode: 0o755}, func(string) error {
			if done++; done >= n {
				return errors.New("killed")
			}
			return nil
		})
		if err == nil {
			break
		}
		what := fmt.Sprintf("recovery stopped before step %d", n)
		whole(t, what, dir, a, b)
		got[settle(t, what, dir, a, b)]++
	}
	t.Logf("recovery stopped: %v", got)
}

// TestError fails each step once: the installer itself must end with the old set.
func TestError(t *testing.T) {
	a, b := outcomes(t)
	parent, got := t.TempDir(), tally{}
	for n := range len(countSteps(t)) {
		dir := fresh(t, parent)
		i, boom := 0, errors.New("boom")
		err := apply(t.Context(), dir, setB(), func(string) error {
			if i++; i == n+1 {
				return boom
			}
			return nil
		})
		if !errors.Is(err, boom) {
			t.Fatalf("step %d: error %v", n+1, err)
		}
		got[settle(t, fmt.Sprintf("error at step %d", n+1), dir, a, b)]++
	}
	t.Logf("one error: %v", got)
}

// TestErrorsFromThenOn fails every step from one on, the way back included.
func TestErrorsFromThenOn(t *testing.T) {
	a, b := outcomes(t)
	parent, got := t.TempDir(), tally{}
	for n, step := range countSteps(t) {
		dir := fresh(t, parent)
		i := 0
		err := apply(t.Context(), dir, setB(), func(string) error {
			if i++; i > n {
				return syscall.EIO
			}
			return nil
		})
		what := "errors from " + step + " on"
		if !errors.Is(err, syscall.EIO) {
			t.Fatalf("%s: error %v", what, err)
		}
		whole(t, what, dir, a, b)
		got[settle(t, what, dir, a, b)]++
	}
	t.Logf("errors to the end: %v", got)
}

// mountTmpfs gives a file system of its own, or skips the test where that is not allowed.
func mountTmpfs(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("cannot mount a tmpfs here (%v): run as root", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// TestDiskFull leaves from no free block up to enough for everything.
func TestDiskFull(t *testing.T) {
	a, b := outcomes(t)
	for _, limit := range []string{"size", "nr_inodes"} {
		got := tally{}
		top := mountTmpfs(t, "size=4m,nr_inodes=500")
		dir := filepath.Join(top, "systemd")
		if err := apply(t.Context(), dir, setA(), nil); err != nil {
			t.Fatal(err)
		}
		var used syscall.Statfs_t
		if err := syscall.Statfs(top, &used); err != nil {
			t.Fatal(err)
		}
		for free := uint64(0); ; free++ {
			option := fmt.Sprintf("size=%d", (used.Blocks-used.Bfree+free)*4096)
			if limit == "nr_inodes" {
				option = fmt.Sprintf("nr_inodes=%d", used.Files-used.Ffree+free)
			}
			if err := syscall.Mount("tmpfs", top, "tmpfs", syscall.MS_REMOUNT, option); err != nil {
				t.Fatal(err)
			}
			err := apply(t.Context(), dir, setB(), nil)
			what := fmt.Sprintf("%d free (%s)", free, limit)
			if err != nil && !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("%s: %v", what, err)
			}
			state := settle(t, what, dir, a, b)
			got[state]++
			if err == nil {
				break
			}
			if state != "old" {
				t.Errorf("%s: an error, but the new set", what)
			}
			if free > 100 {
				t.Fatal("never enough")
			}
		}
		t.Logf("disk full (%s): %v", limit, got)
	}
}

// TestReadOnly makes the file system read-only before each step.
func TestReadOnly(t *testing.T) {
	a, b := outcomes(t)
	top, got := mountTmpfs(t, "size=16m"), tally{}
	remount := func(flags uintptr) error { return syscall.Mount("tmpfs", top, "tmpfs", syscall.MS_REMOUNT|flags, "") }
	for n, step := range countSteps(t) {
		dir, i, readOnly := fresh(t, top), 0, false
		err := apply(t.Context(), dir, setB(), func(string) error {
			// With a file open for writing the kernel refuses, so then it is the step after.
			if i++; i == n+1 || i > n+1 && !readOnly {
				readOnly = remount(syscall.MS_RDONLY) == nil
			}
			return nil
		})
		if err := remount(0); err != nil {
			t.Fatal(err)
		}
		what := "read-only from " + step + " on"
		if err != nil && !errors.Is(err, syscall.EROFS) {
			t.Fatalf("%s: %v", what, err)
		}
		whole(t, what, dir, a, b)
		got[settle(t, what, dir, a, b)]++
	}
	t.Logf("read-only: %v", got)
}

// TestPermission takes the right to write away before each step, from an ordinary account.
func TestPermission(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, to be somebody else than root")
	}
	a, b := outcomes(t)
	nobody := &syscall.Credential{Uid: 65534, Gid: 65534}
	parent, err := os.MkdirTemp("/tmp", "nova-quadlet-permission")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(parent) })
	os.Chmod(parent, 0o755)
	got := tally{}
	for n := range countSteps(t) {
		dir := fresh(t, parent)
		if out, err := exec.CommandContext(t.Context(), "chown", "-R", "65534:65534", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		what := fmt.Sprintf("no right to write from step %d on", n+1)
		if out, err := runChild(t, dir, "chmod", n+1, nobody); err != nil && err.Error() != "exit status 3" {
			t.Fatalf("%s: %v: %s", what, err, out)
		}
		for d, mode := range map[string]os.FileMode{dir: 0o755, filepath.Join(dir, metaDir): 0o700} {
			if err := os.Chmod(d, mode); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
		if out, err := exec.CommandContext(t.Context(), "chown", "-R", strconv.Itoa(os.Geteuid()), dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		whole(t, what, dir, a, b)
		got[settle(t, what, dir, a, b)]++
	}
	t.Logf("permission: %v", got)
}

// TestConcurrent lets several installers at one directory: the lock puts them in a row.
func TestConcurrent(t *testing.T) {
	a, b := outcomes(t)
	dir := fresh(t, t.TempDir())
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() {
			if err := apply(t.Context(), dir, setB(), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := settle(t, "24 at once", dir, a, b); got != "new" {
		t.Errorf("ended with the %s set", got)
	}
	t.Log("concurrent: 24 installers at once, ended with the new set")
}

// TestLockHeld gives up, and says why, when the other installer does not end.
func TestLockHeld(t *testing.T) {
	dir := fresh(t, t.TempDir())
	first, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := apply(ctx, dir, setB(), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline", err)
	}
}
