package install

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outside makes a directory whose every byte must be the same afterwards.
func outside(t *testing.T) (dir string, check func(what string)) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"victim", "app.container", "10-b.conf"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("precious\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := tree(t, dir)
	return dir, func(what string) {
		t.Helper()
		if d := cmp.Diff(want, tree(t, dir)); d != "" {
			t.Fatalf("%s: written outside (-want +got):\n%s", what, d)
		}
	}
}

// TestPlantedInTheWay puts something else where a file of the set belongs: nothing is
// written, there or elsewhere, and the reason is named.
func TestPlantedInTheWay(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		plant      func(dir, out string) error
	}{
		{"symbolic link", "a symbolic link", func(dir, out string) error {
			return os.Symlink(filepath.Join(out, "victim"), filepath.Join(dir, "app.container"))
		}},
		{"relative symbolic link", "a symbolic link", func(dir, out string) error {
			rel, err := filepath.Rel(dir, filepath.Join(out, "victim"))
			if err != nil {
				return err
			}
			return os.Symlink(rel, filepath.Join(dir, "app.container"))
		}},
		{"dangling link", "a symbolic link", func(dir, out string) error {
			return os.Symlink(filepath.Join(out, "created"), filepath.Join(dir, "app.container"))
		}},
		{"FIFO", "a FIFO", func(dir, out string) error {
			return syscall.Mkfifo(filepath.Join(dir, "app.container"), 0o666)
		}},
		{"directory", "a directory", func(dir, out string) error {
			return os.MkdirAll(filepath.Join(dir, "app.container", "x"), 0o755)
		}},
		{"linked drop-in directory", "a symbolic link at app.container.d", func(dir, out string) error {
			return os.Symlink(out, filepath.Join(dir, "app.container.d"))
		}},
		{"linked own directory", "a symbolic link at .nova-quadlet", func(dir, out string) error {
			return os.Symlink(out, filepath.Join(dir, metaDir))
		}},
		{"own directory is a file", "a file at .nova-quadlet", func(dir, out string) error {
			return os.WriteFile(filepath.Join(dir, metaDir), nil, 0o600)
		}},
		{"journal is a link", "a symbolic link", func(dir, out string) error {
			if err := os.Mkdir(filepath.Join(dir, metaDir), 0o700); err != nil {
				return err
			}
			return os.Symlink(filepath.Join(out, "victim"), filepath.Join(dir, journalName))
		}},
		{"journal leads out", "is not a name below", func(dir, out string) error {
			if err := os.Mkdir(filepath.Join(dir, metaDir), 0o700); err != nil {
				return err
			}
			j := `{"version":1,"set":"app","entries":[{"name":"../victim","new":true}]}`
			return os.WriteFile(filepath.Join(dir, journalName), []byte(j), 0o600)
		}},
		{"manifest leads out", "is not a name below", func(dir, out string) error {
			if err := os.Mkdir(filepath.Join(dir, metaDir), 0o700); err != nil {
				return err
			}
			m := `{"version":1,"set":"app","files":[{"name":"/etc/passwd","mode":"0644","base":""}]}`
			return os.WriteFile(filepath.Join(dir, metaDir, "app.json"), []byte(m), 0o600)
		}},
		{"writable for everybody", "writable for everybody", func(dir, out string) error {
			return os.Chmod(dir, 0o777)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			out, check := outside(t)
			if err := tt.plant(dir, out); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			err := apply(ctx, dir, setB(), nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that says %q", err, tt.want)
			}
			check(tt.name)
		})
	}
}

// TestGroupWritable takes a directory as a umask of 002 makes it.
func TestGroupWritable(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o775); err != nil {
		t.Fatal(err)
	}
	if err := apply(t.Context(), dir, setB(), nil); err != nil {
		t.Error(err)
	}
}

// TestForeignOwner refuses what belongs to somebody else, a hard link to it included.
func TestForeignOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, to make files of somebody else")
	}
	out, check := outside(t)
	victim := filepath.Join(out, "victim")
	if err := os.Chown(victim, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Link(victim, filepath.Join(dir, "app.container")); err != nil {
		t.Fatal(err)
	}
	if err := apply(t.Context(), dir, setB(), nil); err == nil || !strings.Contains(err.Error(), "a file of uid 65534") {
		t.Errorf("hard link: error %v", err)
	}
	check("hard link")
	home := t.TempDir()
	if err := os.Chown(home, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if err := apply(t.Context(), home, setB(), nil); err == nil || !strings.Contains(err.Error(), "belongs to uid 65534") {
		t.Errorf("foreign directory: error %v", err)
	}
}

// TestHardLink replaces the name and leaves the other name of the same file alone.
func TestHardLink(t *testing.T) {
	out, check := outside(t)
	dir := t.TempDir()
	if err := os.Link(filepath.Join(out, "victim"), filepath.Join(dir, "app.container")); err != nil {
		t.Fatal(err)
	}
	store, err := Open(t.Context(), Options{Dir: dir, DirMode: 0o755})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	p, err := store.plan(Job{Set: setB(), Force: true})
	if err != nil {
		t.Fatal(err)
	}
	txn, err := store.Apply(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := txn.Commit(); err != nil {
		t.Fatal(err)
	}
	check("hard link")
	if b, _ := os.ReadFile(filepath.Join(dir, "app.container.saved")); string(b) != "precious\n" {
		t.Errorf("the old file was not kept aside: %q", b)
	}
}

// TestPlantedMeanwhile plants, before each step, a link at each name that the installer uses.
func TestPlantedMeanwhile(t *testing.T) {
	out, check := outside(t)
	parent, points := t.TempDir(), 0
	names := []string{
		"app.container", ".app.container" + newSuffix, ".app.container" + oldSuffix,
		"new.volume", ".new.volume" + newSuffix, "app.container.d", "app.container.d/10-b.conf",
		"app.container.d/.10-b.conf" + newSuffix, metaDir, journalName, metaDir + "/.journal" + newSuffix,
		metaDir + "/app.json", metaDir + "/.app.json" + newSuffix, "gone.container.d",
	}
	for n, step := range countSteps(t) {
		for at, name := range names {
			if testing.Short() && (n+at)%8 != 0 {
				continue
			}
			dir, i := fresh(t, parent), 0
			target := filepath.Join(out, "victim")
			if name == metaDir || strings.HasSuffix(name, ".d") {
				target = out
			}
			err := apply(t.Context(), dir, setB(), func(string) error {
				if i++; i == n+1 {
					full := filepath.Join(dir, name)
					os.RemoveAll(full)
					os.Symlink(target, full) // fails where there is no directory yet: nothing planted
				}
				return nil
			})
			check(fmt.Sprintf("%s planted before %q (error %v)", name, step, err))
			// The next run must not write out either.
			_ = apply(t.Context(), dir, setB(), nil)
			check(fmt.Sprintf("%s planted before %q, second run", name, step))
			os.RemoveAll(dir)
			points++
		}
	}
	t.Logf("links planted: %d points, nothing written outside", points)
}

// TestEditedMeanwhile saves a file as an editor does, just before each one's turn to be
// replaced or removed: the edit survives, whether the installer undoes its change itself or
// dies and the next run does.
func TestEditedMeanwhile(t *testing.T) {
	a, _ := outcomes(t)
	const edit = "[Container]\nImage=localhost/mine\n"
	for _, name := range []string{"app.container", "app.env", "gone.container.d/10-x.conf", "new.volume"} {
		for _, dies := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s dies=%t", name, dies), func(t *testing.T) {
				dir := fresh(t, t.TempDir())
				file := filepath.Join(dir, name)
				killed := false
				err := apply(t.Context(), dir, setB(), func(step string) error {
					if step == "swap "+name {
						if err := os.WriteFile(file+"~", []byte(edit), 0o600); err != nil {
							return err
						}
						if err := os.Rename(file+"~", file); err != nil {
							return err
						}
						killed = dies
					}
					if killed {
						return syscall.EIO
					}
					return nil
				})
				if err == nil || !dies && !strings.Contains(err.Error(), "is left as it is") {
					t.Errorf("error %v", err)
				}
				store, err := Open(t.Context(), Options{Dir: dir, DirMode: 0o755})
				if err != nil {
					t.Fatal(err)
				}
				defer store.Close()
				// A name that was new to the set was never its own to give back.
				if _, had := a[name]; had && dies && !cmp.Equal(store.Left, []string{name}) {
					t.Errorf("left alone: %q, want %q", store.Left, name)
				}
				want := maps.Clone(a)
				want[name] = "-rw------- " + edit
				if d := cmp.Diff(want, tree(t, dir)); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			})
		}
	}
}

// TestRace swaps a drop-in directory for a link and back as fast as it can.
func TestRace(t *testing.T) {
	out, check := outside(t)
	dir := fresh(t, t.TempDir())
	d, link := filepath.Join(dir, "app.container.d"), filepath.Join(dir, "link")
	if err := os.Symlink(out, link); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(d, 0o755); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			// Now and then long enough for an installation to get through.
			case <-time.After(time.Duration(i%100) * 200 * time.Microsecond):
				exchange(d, link) // there is never a moment without either
			}
		}
	}()
	ok := 0
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
		if apply(t.Context(), dir, setB(), nil) == nil && apply(t.Context(), dir, setA(), nil) == nil {
			ok++
		}
	}
	close(stop)
	<-stopped
	check("race")
	t.Logf("race: %d double installations went through, nothing written outside", ok)
}

// TestHostileHome runs the installer with the rights of an account whose home leads
// elsewhere, as root does for another account: what the account may not write is not written.
func TestHostileHome(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, to work as another account")
	}
	out, check := outside(t)
	home, err := os.MkdirTemp("/tmp", "nova-quadlet-home")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	if err := os.Chown(home, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	units := filepath.Join(home, "systemd")
	if err := os.Symlink(out, units); err != nil {
		t.Fatal(err)
	}
	cmd := func(dir string) error {
		_, err := runChild(t, dir, "none", 0, &syscall.Credential{Uid: 65534, Gid: 65534})
		return err
	}
	if err := cmd(units); err == nil {
		t.Error("installed through a link to a directory of root")
	}
	check("linked unit directory")
	os.Remove(units)
	if err := cmd(units); err != nil {
		t.Errorf("into an ordinary directory: %v", err)
	}
	if out, err := exec.CommandContext(t.Context(), "find", home, "-uid", "0").Output(); err != nil || len(out) > 0 {
		t.Errorf("files of root in the account's home: %s%v", out, err)
	}
}
