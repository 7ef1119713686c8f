package vm

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// scenarios run one after the other on one machine; each leaves the gateway running.
var scenarios = []struct {
	name    string
	reboots bool
	run     func(g guest)
}{
	{name: "package installed", run: packageInstalled},
	{name: "the page Run Nova Engine", run: readPage},
	{name: "the page Run the gateway", run: readGatewayPage},
	{name: "setup for the service account", run: setupAccount},
	{name: "what setup prints works", run: printedCommands},
	{name: "edit and upgrade", run: editAndUpgrade},
	{name: "refused and rolled back", run: refusedUnits},
	{name: "why", run: whyUnit},
	{name: "doctor mends files", run: doctorMendsFiles},
	{name: "doctor mends units", run: doctorMendsUnits},
	{name: "doctor mends the manager", run: doctorMendsManager},
	{name: "doctor mends subordinate ids", run: doctorMendsSubIDs},
	{name: "doctor mends packages", run: doctorMendsPackages},
	{name: "second instance", run: secondInstance},
	{name: "hardened", run: hardened},
	{name: "launch script", run: launchScript},
	{name: "normal user", run: normalUser},
	{name: "build through a pipe", run: buildImage},
	{name: "migration from the shell scripts", run: migration},
	{name: "reboot", reboots: true, run: afterReboot},
	{name: "uninstall", run: uninstall},
	{name: "package removed", run: packageRemoved},
}

// TestMachine boots each suite once and takes it through the scenarios. By itself it needs
// what build.sh made; there is no test to be had without, so a missing image is a failure.
//
// VM_SUITES chooses the suites, VM_IMAGES says where the images are. For work on a scenario,
// VM_RUN is a regular expression of the names to run, and VM_KEEP a directory in which the
// machines stay alive: the next run with it goes on where the last one ended.
func TestMachine(t *testing.T) {
	images, err := filepath.Abs("../../../.cache/vm")
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("VM_IMAGES"); dir != "" {
		images = dir
	}
	suites := strings.Fields(os.Getenv("VM_SUITES"))
	if len(suites) == 0 {
		suites = []string{"trixie", "sid"}
	}
	entries, err := ShareEntries(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	share := filepath.Join(t.TempDir(), "share")
	f, err := os.Create(share)
	if err == nil {
		err = Share(f, entries)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	t.Run("suites", func(t *testing.T) {
		for _, suite := range suites {
			t.Run(suite, func(t *testing.T) {
				// Side by side: much of a run is waiting.
				t.Parallel()
				if !exists(filepath.Join(images, suite, "complete")) {
					t.Fatalf("no image of %s in %s: run `make vm-test` as root", suite, images)
				}
				c := Config{Images: images, Suite: suite, Share: share, Dir: t.TempDir(), CPUs: min(2, runtime.NumCPU())}
				if end, ok := t.Deadline(); ok {
					c.End = end.Add(-time.Minute)
				}
				testSuite(t, c, entries)
			})
		}
	})
}

func testSuite(t *testing.T, c Config, entries []Entry) {
	began := time.Now()
	m := start(t, &c, entries)
	defer func() {
		if os.Getenv("VM_KEEP") != "" {
			m.Leave()
		} else {
			m.Kill()
		}
	}()
	t.Logf("%s: there after %.0f s", c.Suite, time.Since(began).Seconds())
	only := regexp.MustCompile(os.Getenv("VM_RUN"))
	for _, s := range scenarios {
		if !only.MatchString(s.name) {
			continue
		}
		begin := time.Now()
		t.Run(s.name, func(t *testing.T) {
			g := guest{T: t, m: m}
			defer g.evidence()
			if s.reboots {
				if err := m.PowerOff(); err != nil {
					t.Error(err)
				}
				next, err := Boot(c)
				if err != nil {
					t.Fatal(err)
				}
				m = next
				g.m = m
			}
			s.run(g)
		})
		if m.lost != nil {
			t.Fatalf("%s: the scenarios end here: %v", c.Suite, m.lost)
		}
		t.Logf("%s: %s: %.0f s", c.Suite, s.name, time.Since(begin).Seconds())
	}
	t.Logf("%s: %.0f s in all", c.Suite, time.Since(began).Seconds())
}

// start boots the machine, or goes on with one that was kept.
func start(t *testing.T, c *Config, entries []Entry) *Machine {
	keep := os.Getenv("VM_KEEP")
	if keep == "" {
		m, err := Boot(*c)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	c.Dir = filepath.Join(keep, c.Suite)
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if m, err := Attach(*c); err == nil {
		for _, e := range entries {
			if e.Name != "nova-quadlet" {
				continue
			}
			if err := m.Put("/usr/bin/nova-quadlet", 0o755, e.Data); err != nil {
				t.Fatal(err)
			}
		}
		return m
	}
	// The archive of this run goes with it; the next one of the machine needs it still.
	b, err := os.ReadFile(c.Share)
	c.Share = filepath.Join(c.Dir, "share")
	if err == nil {
		err = os.WriteFile(c.Share, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	m, err := Boot(*c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
