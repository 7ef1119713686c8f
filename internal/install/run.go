package install

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// Unit pairs a unit file of the set with the service that Podman makes of it.
type Unit struct {
	File    string // name in the set
	Service string // "nova-engine.service"; a template keeps its "@"
}

// Job is one installation or removal. It is plain data: root hands it over a pipe to a
// process with the rights of the account that the files are for.
type Job struct {
	Set            Set
	Dir, Root      string
	System         bool // the units are the system's, not an account's
	Remove         bool // take the set out instead
	Force, DryRun  bool
	Adopt          bool // take over files that no installation wrote; they are kept aside
	NoReload       bool
	Start          bool
	RestartChanged bool
	DirMode        fs.FileMode
}

// Report is what a job did, or would do.
type Report struct {
	Plan      Plan
	Recovered string   // a set whose unfinished change was undone first
	Left      []string // files that undoing a change left as somebody else made them meanwhile
	Reloaded  bool     // systemd read the units
	Skipped   string   // why systemd was not asked, if it was not
	Started   []string // services started or restarted
	Stopped   []string // services stopped because their files go
}

// ConflictError holds the changes that need a decision; nothing was written.
type ConflictError struct{ Changes []Change }

func (e *ConflictError) Error() string {
	var b strings.Builder
	for i, c := range e.Changes {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s: %s", c.Name, c.Reason)
	}
	return b.String()
}

// VerifyError says that systemd did not load what was written, and that it was taken back.
type VerifyError struct {
	Service string
	Reason  string
}

func (e *VerifyError) Error() string { return e.Service + ": " + e.Reason }

// System is what a job needs beyond the file system; tests hand in their own.
type System struct {
	Connect func(ctx context.Context, user bool) (Manager, error)
	// Units returns those of the files that Podman makes a service of. It is asked about the
	// bytes that end up on disk: an edit that was carried over may have changed a name.
	Units func(files []File) []Unit
	// Verdict runs Podman's generator over the present unit files and returns what it
	// says about one of them; empty if nothing.
	Verdict func(ctx context.Context, user bool, file string) string
}

// Run carries the job out. Whatever fails, the directory ends with the old set or the new one.
func Run(ctx context.Context, job Job, sys System) (Report, error) {
	var rep Report
	if job.DirMode == 0 {
		job.DirMode = 0o755
	}
	opening, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	store, err := Open(opening, Options{Dir: job.Dir, Root: job.Root, DryRun: job.DryRun, DirMode: job.DirMode})
	if err != nil {
		return rep, err
	}
	defer store.Close()
	rep.Recovered, rep.Left = store.Recovered, store.Left
	if rep.Plan, err = store.plan(job); err != nil {
		return rep, err
	}
	if c := rep.Plan.Conflicts(); len(c) > 0 {
		return rep, &ConflictError{c}
	}
	if job.DryRun {
		return rep, nil
	}
	mgr, skipped := connect(ctx, job, sys)
	rep.Skipped = skipped
	if mgr != nil {
		defer mgr.Close()
	}
	units := sys.Units(rep.Plan.files(job.Remove))
	if job.Remove && mgr != nil {
		if rep.Stopped, err = stop(ctx, units, mgr); err != nil {
			return rep, errors.Join(err, startAll(ctx, rep.Stopped, mgr))
		}
	}
	if err := replace(ctx, job, sys, store, mgr, &rep, units); err != nil {
		if len(rep.Stopped) > 0 {
			err = errors.Join(err, startAll(ctx, rep.Stopped, mgr))
			rep.Stopped = nil
		}
		return rep, err
	}
	if job.Remove {
		store.RemoveDirs(rep.Plan.directories)
	}
	if mgr == nil || job.Remove {
		return rep, nil
	}
	rep.Started, err = start(ctx, job, rep.Plan, units, mgr)
	return rep, err
}

// replace writes the files, has systemd read them, and takes them back if it does not.
func replace(ctx context.Context, job Job, sys System, store *Store, mgr Manager, rep *Report, units []Unit) error {
	defer func() { rep.Left = store.Left }()
	txn, err := store.Apply(rep.Plan)
	if err != nil {
		return err
	}
	if mgr != nil {
		if err := reloadAndVerify(ctx, job, units, sys, mgr); err != nil {
			err = errors.Join(err, txn.Rollback())
			if again := mgr.Reload(ctx); again != nil {
				err = errors.Join(err, fmt.Errorf("reload systemd after undoing the change: %w", again))
			}
			return err
		}
		rep.Reloaded = true
	}
	return txn.Commit()
}

func (s *Store) plan(job Job) (Plan, error) {
	if job.Remove && job.Set.Name == "" {
		only, err := s.onlySet()
		if err != nil {
			return Plan{}, err
		}
		job.Set.Name = only
	}
	names := make([]string, len(job.Set.Files))
	for i, f := range job.Set.Files {
		names[i] = f.Name
	}
	now, err := s.Snapshot(job.Set.Name, names)
	if err != nil {
		return Plan{}, err
	}
	if !job.Remove {
		return MakePlan(job.Set, now, Policy{Adopt: job.Adopt, Force: job.Force})
	}
	if now.Manifest == nil {
		return Plan{}, &NotInstalledError{Set: job.Set.Name, Dir: job.Dir}
	}
	return MakeRemoval(now), nil
}

// onlySet is the set that a removal without a name means.
func (s *Store) onlySet() (string, error) {
	manifests, err := s.Manifests()
	if err != nil {
		return "", err
	}
	switch len(manifests) {
	case 0:
		return "", &NotInstalledError{Dir: s.opts.Dir}
	case 1:
		return manifests[0].Set, nil
	}
	var names []string
	for _, m := range manifests {
		names = append(names, m.Set)
	}
	return "", fmt.Errorf("several sets are installed in %s: say which of %s", s.opts.Dir, strings.Join(names, ", "))
}

// NotInstalledError says that there is no manifest of the set.
type NotInstalledError struct{ Set, Dir string }

func (e *NotInstalledError) Error() string {
	if e.Set == "" {
		return fmt.Sprintf("nothing is installed in %s", e.Dir)
	}
	return fmt.Sprintf("no set %q is installed in %s", e.Set, e.Dir)
}

func connect(ctx context.Context, job Job, sys System) (Manager, string) {
	if job.Root != "" {
		return nil, "the files are only staged"
	}
	if job.NoReload {
		return nil, "--no-reload was given"
	}
	mgr, err := sys.Connect(ctx, !job.System)
	if err != nil {
		return nil, err.Error()
	}
	return mgr, ""
}

// reloadAndVerify makes systemd read the units, and takes nobody's word for it:
// daemon-reload has status 0 whatever the generator says.
func reloadAndVerify(ctx context.Context, job Job, units []Unit, sys System, mgr Manager) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := mgr.Reload(ctx); err != nil {
		return fmt.Errorf("make systemd read the units: %w", err)
	}
	if job.Remove {
		return nil
	}
	for _, u := range units {
		if err := verify(ctx, job, u, sys, mgr); err != nil {
			return err
		}
	}
	return nil
}

func verify(ctx context.Context, job Job, u Unit, sys System, mgr Manager) error {
	// A template is loaded through an instance; any name will do to see that it is there.
	service := strings.Replace(u.Service, "@.", "@check.", 1)
	state, err := mgr.Unit(ctx, service)
	if err != nil {
		return fmt.Errorf("ask systemd for %s: %w", service, err)
	}
	file := filepath.Join(job.Dir, filepath.FromSlash(u.File))
	fail := func(format string, args ...any) error {
		return &VerifyError{u.Service, fmt.Sprintf(format, args...)}
	}
	switch {
	case state.Load == "not-found" || state.Load == "":
		if said := sys.Verdict(ctx, !job.System, file); said != "" {
			return fail("Podman's generator makes no service of %s: %s", path.Base(u.File), said)
		}
		return fail("no service was generated from %s, and Podman's generator does not say why; is %s one of its directories?",
			path.Base(u.File), job.Dir)
	case state.Load != "loaded":
		return fail("systemd has it as %q, read from %q", state.Load, state.Fragment)
	case state.Source == "":
		return fail("systemd reads %q, which was not generated: a service of the same name wins over it", state.Fragment)
	case !sameFile(state.Source, file):
		return fail("systemd has it from %q, which wins over %q", state.Source, file)
	}
	return nil
}

// files returns what the set consists of after the plan, or before it.
func (p Plan) files(before bool) []File {
	var out []File
	for _, c := range p.Changes {
		f := File{Name: c.Name, Mode: c.Mode, Data: c.New}
		if before {
			f.Data = c.Old
		}
		if f.Data != nil {
			out = append(out, f)
		}
	}
	return out
}

// stop stops what runs, while systemd still knows how: with the file gone ExecStop= is too.
func stop(ctx context.Context, units []Unit, mgr Manager) ([]string, error) {
	var done []string
	for _, u := range units {
		if strings.Contains(u.Service, "@.") {
			continue
		}
		state, err := mgr.Unit(ctx, u.Service)
		if err != nil {
			return done, err
		}
		if state.Active == "inactive" || state.Active == "failed" || state.Active == "" {
			continue
		}
		if err := mgr.Stop(ctx, u.Service); err != nil {
			return done, err
		}
		done = append(done, u.Service)
	}
	return done, nil
}

func startAll(ctx context.Context, services []string, mgr Manager) error {
	var errs []error
	for _, s := range services {
		errs = append(errs, mgr.Start(ctx, s))
	}
	return errors.Join(errs...)
}

func start(ctx context.Context, job Job, p Plan, units []Unit, mgr Manager) ([]string, error) {
	var done []string
	for _, u := range units {
		if strings.Contains(u.Service, "@.") {
			continue // a template has nothing to start
		}
		do := mgr.Start
		state, err := mgr.Unit(ctx, u.Service)
		if err != nil {
			return done, err
		}
		running := state.Active == "active" || state.Active == "activating" || state.Active == "reloading"
		switch {
		case running && job.RestartChanged && changed(p, u.File):
			do = mgr.Restart
		case running || !job.Start:
			continue
		}
		if err := do(ctx, u.Service); err != nil {
			return done, err
		}
		done = append(done, u.Service)
	}
	return done, nil
}

// changed reports whether the unit, or a drop-in of it, was written.
func changed(p Plan, file string) bool {
	for _, c := range p.Changes {
		if c.Action != Keep && (c.Name == file || strings.HasPrefix(c.Name, file+".d/")) {
			return true
		}
	}
	return false
}

func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	ra, errA := filepath.EvalSymlinks(a)
	rb, errB := filepath.EvalSymlinks(b)
	return errA == nil && errB == nil && ra == rb
}
