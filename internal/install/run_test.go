package install

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fakeManager is a systemd that loads every unit whose file is there.
type fakeManager struct {
	dir    string
	log    []string
	active map[string]string
	fail   string             // the call that fails
	mangle func(u *UnitState) // what it says instead
	pulls  int                // calls so far
	diesAt int                // the call from which on the bus is gone; 0: never
}

var errBusGone = errors.New("bus gone")

func (m *fakeManager) call(what string) error {
	m.log = append(m.log, what)
	m.pulls++
	if m.fail == what || m.diesAt > 0 && m.pulls >= m.diesAt {
		return errBusGone
	}
	return nil
}

func (m *fakeManager) Reloaded(context.Context) (time.Time, error) { return time.Time{}, nil }
func (m *fakeManager) Close()                                      {}
func (m *fakeManager) Reload(context.Context) error                { return m.call("reload") }
func (m *fakeManager) Start(_ context.Context, n string) error {
	return m.call("start " + n)
}
func (m *fakeManager) Restart(_ context.Context, n string) error { return m.call("restart " + n) }
func (m *fakeManager) Stop(_ context.Context, n string) error    { return m.call("stop " + n) }
func (m *fakeManager) Unit(_ context.Context, n string) (UnitState, error) {
	u := UnitState{Name: n, Load: "not-found", Active: "inactive"}
	if s := m.active[n]; s != "" {
		u.Active = s
	}
	file := filepath.Join(m.dir, strings.TrimSuffix(n, ".service")+".container")
	if _, err := os.Stat(file); err == nil {
		u.Load, u.Source = "loaded", file
	}
	if m.mangle != nil {
		m.mangle(&u)
	}
	return u, m.call("unit " + n)
}

func testSystem(m *fakeManager) System {
	return System{
		Connect: func(context.Context, bool) (Manager, error) {
			if m == nil {
				return nil, ErrNoSystemd
			}
			return m, nil
		},
		Verdict: func(context.Context, bool, string) string { return "" },
		Units: func(files []File) []Unit {
			var out []Unit
			for _, f := range files {
				if stem, ok := strings.CutSuffix(f.Name, ".container"); ok {
					out = append(out, Unit{f.Name, stem + ".service"})
				}
			}
			return out
		},
	}
}

func TestRun(t *testing.T) {
	for _, tt := range []struct {
		name    string
		job     Job
		mgr     func(m *fakeManager)
		err     string
		state   string // old, new
		log     []string
		started []string
	}{
		{name: "loads", state: "new", log: []string{"reload", "unit app.service", "unit app.service"}},
		{
			name: "start", job: Job{Start: true}, state: "new", started: []string{"app.service"},
			log: []string{"reload", "unit app.service", "unit app.service", "start app.service"},
		},
		{
			name: "restart what changed", job: Job{RestartChanged: true}, state: "new", started: []string{"app.service"},
			mgr: func(m *fakeManager) { m.active = map[string]string{"app.service": "active"} },
			log: []string{"reload", "unit app.service", "unit app.service", "restart app.service"},
		},
		{name: "no reload", job: Job{NoReload: true}, state: "new"},
		{name: "dry run", job: Job{DryRun: true}, state: "old"},
		{
			name: "reload fails", mgr: func(m *fakeManager) { m.fail = "reload" }, err: "bus gone", state: "old",
			log: []string{"reload", "reload"},
		},
		{
			name: "not generated", mgr: func(m *fakeManager) { m.mangle = func(u *UnitState) { u.Load = "not-found" } },
			err: "no service was generated", state: "old", log: []string{"reload", "unit app.service", "reload"},
		},
		{
			name: "masked", mgr: func(m *fakeManager) { m.mangle = func(u *UnitState) { u.Load = "masked" } },
			err: `"masked"`, state: "old", log: []string{"reload", "unit app.service", "reload"},
		},
		{
			name: "another file wins", mgr: func(m *fakeManager) { m.mangle = func(u *UnitState) { u.Source = "/run/app.container" } },
			err: "wins over", state: "old", log: []string{"reload", "unit app.service", "reload"},
		},
		{
			name: "a plain service wins", mgr: func(m *fakeManager) { m.mangle = func(u *UnitState) { u.Source = "" } },
			err: "was not generated", state: "old", log: []string{"reload", "unit app.service", "reload"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := outcomes(t)
			dir := fresh(t, t.TempDir())
			m := &fakeManager{dir: dir}
			if tt.mgr != nil {
				tt.mgr(m)
			}
			tt.job.Set, tt.job.Dir = setB(), dir
			rep, err := Run(t.Context(), tt.job, testSystem(m))
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if got := settle(t, tt.name, dir, a, b); got != tt.state {
				t.Errorf("ended with the %s set", got)
			}
			if d := cmp.Diff(tt.log, m.log); d != "" {
				t.Errorf("calls (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.started, rep.Started); d != "" {
				t.Errorf("started (-want +got):\n%s", d)
			}
		})
	}
}

// TestBusGone loses the connection at each call.
func TestBusGone(t *testing.T) {
	a, b := outcomes(t)
	parent, got := t.TempDir(), tally{}
	for n := 1; ; n++ {
		dir := fresh(t, parent)
		m := &fakeManager{dir: dir, diesAt: n}
		_, err := Run(t.Context(), Job{Set: setB(), Dir: dir, Start: true}, testSystem(m))
		state := settle(t, "bus gone", dir, a, b)
		got[state]++
		if err == nil {
			break
		}
		if !errors.Is(err, errBusGone) {
			t.Fatal(err)
		}
	}
	t.Logf("bus gone: %v", got)
}

func TestRunWithoutSystemd(t *testing.T) {
	a, b := outcomes(t)
	dir := fresh(t, t.TempDir())
	rep, err := Run(t.Context(), Job{Set: setB(), Dir: dir}, testSystem(nil))
	if err != nil || !strings.Contains(rep.Skipped, "no systemd") || rep.Reloaded {
		t.Errorf("report %+v, error %v", rep, err)
	}
	if got := settle(t, "no systemd", dir, a, b); got != "new" {
		t.Errorf("ended with the %s set", got)
	}
}

func TestRemove(t *testing.T) {
	dir := fresh(t, t.TempDir())
	if err := apply(t.Context(), dir, setB(), nil); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"app.env": "edited\n", "mine.container": "kept\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := &fakeManager{dir: dir, active: map[string]string{"app.service": "active"}}
	rep, err := Run(t.Context(), Job{Set: Set{Name: "app"}, Dir: dir, Remove: true}, testSystem(m))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"app.env.saved": "-rw------- edited\n", "mine.container": "-rw------- kept\n"}
	if d := cmp.Diff(want, tree(t, dir)); d != "" {
		t.Errorf("left over (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"app.service"}, rep.Stopped); d != "" {
		t.Errorf("stopped (-want +got):\n%s", d)
	}
	if !slices.Contains(m.log, "reload") {
		t.Errorf("no reload: %q", m.log)
	}
	for _, d := range []string{"app.container.d", "gone.container.d", metaDir} {
		if _, err := os.Lstat(filepath.Join(dir, d)); err == nil {
			t.Errorf("directory %s is left over", d)
		}
	}
	var missing *NotInstalledError
	if _, err := Run(t.Context(), Job{Set: Set{Name: "app"}, Dir: dir, Remove: true}, testSystem(m)); !errors.As(err, &missing) {
		t.Errorf("second removal: %v", err)
	}
}

// TestStaging writes below --root, keeps no manifest, and cannot be led out of it.
func TestStaging(t *testing.T) {
	root := t.TempDir()
	out, check := outside(t)
	job := Job{Set: setA(), Dir: "/etc/containers/systemd", Root: root}
	if _, err := Run(t.Context(), job, testSystem(nil)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for name := range tree(t, root) {
		got = append(got, name)
	}
	slices.Sort(got)
	want := []string{
		"etc/containers/systemd/app.container", "etc/containers/systemd/app.env",
		"etc/containers/systemd/gone.container.d/10-x.conf", "etc/containers/systemd/same.network",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	hostile := t.TempDir()
	if err := os.Symlink(out, filepath.Join(hostile, "etc")); err != nil {
		t.Fatal(err)
	}
	job.Root = hostile
	if _, err := Run(t.Context(), job, testSystem(nil)); err == nil {
		t.Error("staged through a link that leads out")
	}
	check("staging")
}
