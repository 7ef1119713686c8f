package install

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// File is one wanted file of a set.
type File struct {
	Name string      // slash-separated, relative to the unit directory
	Mode fs.FileMode // permission bits, set whatever the umask says
	Data []byte
}

// Set is what one installation owns: units, drop-ins and companion files.
type Set struct {
	Name  string
	Files []File
}

// Found is what the unit directory holds under one name.
type Found struct {
	Exists bool
	Mode   fs.FileMode // type and permission bits
	Data   []byte      // of a regular file
	Refuse string      // why it must not be touched at all ("a FIFO"); empty if it may
}

// Snapshot is the state that a plan starts from.
type Snapshot struct {
	Manifest *Manifest         // of the last installation of this set; nil if there was none
	Files    map[string]Found  // by name; a missing name is an absent file
	Owners   map[string]string // by name: the other set that installed it
}

// Action says what happens to one file.
type Action string

// The actions of a plan.
const (
	Create   Action = "create"
	Replace  Action = "replace"
	Merge    Action = "merge" // replace, with the local edits carried over
	Keep     Action = "keep"
	Remove   Action = "remove"
	Conflict Action = "conflict"
)

// Change is what happens to one file, and why where that is not plain.
type Change struct {
	Action Action
	Name   string
	Reason string
	Old    []byte      // present content; nil if absent
	New    []byte      // content afterwards; nil if removed
	Mode   fs.FileMode // permission bits afterwards
	Aside  bool        // the present file is kept under another name
}

// Diff returns the change as a unified diff, empty if the bytes stay the same.
func (c Change) Diff() string {
	from, to := "a/"+c.Name, "b/"+c.Name
	if c.Old == nil {
		from = "/dev/null"
	}
	if c.New == nil {
		to = "/dev/null"
	}
	d := diff.Diff(from, c.Old, to, c.New)
	if d == nil {
		return ""
	}
	// The library heads its diffs with a command line that nobody ran.
	_, rest, _ := bytes.Cut(d, []byte("\n"))
	return string(rest)
}

// Plan is the ordered list of changes that turns the present set into the wanted one.
type Plan struct {
	Set      string
	Changes  []Change
	Manifest *Manifest // what the manifest says afterwards; nil removes it

	directories []string // to be removed with the set once empty
}

// Writes reports whether applying the plan changes any file of the set.
func (p Plan) Writes() bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Action != Keep })
}

// Conflicts returns the changes that need a decision.
func (p Plan) Conflicts() []Change {
	var out []Change
	for _, c := range p.Changes {
		if c.Action == Conflict {
			out = append(out, c)
		}
	}
	return out
}

// Policy says which conflicts become replacements that keep the present file aside. What the
// snapshot refuses to touch, and files of another set, stay conflicts whatever it says.
type Policy struct {
	Adopt bool // files that no installation wrote
	Force bool // those, and edits that cannot be merged
}

// MakePlan computes what installing set over the snapshot changes.
func MakePlan(set Set, now Snapshot, policy Policy) (Plan, error) {
	if err := checkSet(set); err != nil {
		return Plan{}, err
	}
	p := Plan{Set: set.Name, Manifest: newManifest(set)}
	for _, f := range set.Files {
		p.Changes = append(p.Changes, planFile(f, now, policy))
	}
	if now.Manifest != nil {
		for _, r := range now.Manifest.Files {
			if !slices.ContainsFunc(set.Files, func(f File) bool { return f.Name == r.Name }) {
				if c, ok := planRemoval(r, now); ok {
					p.Changes = append(p.Changes, c)
				}
			}
		}
		p.Manifest.Directories = mergeNames(p.Manifest.Directories, now.Manifest.Directories)
	}
	slices.SortStableFunc(p.Changes, func(a, b Change) int { return strings.Compare(a.Name, b.Name) })
	return p, nil
}

// MakeRemoval computes what uninstalling the set of the snapshot's manifest changes.
func MakeRemoval(now Snapshot) Plan {
	p := Plan{Set: now.Manifest.Set, directories: now.Manifest.Directories}
	for _, r := range now.Manifest.Files {
		if c, ok := planRemoval(r, now); ok {
			p.Changes = append(p.Changes, c)
		}
	}
	return p
}

func planFile(f File, now Snapshot, policy Policy) Change {
	have := now.Files[f.Name]
	c := Change{Name: f.Name, Old: have.Data, New: f.Data, Mode: f.Mode}
	base, installed := now.Manifest.base(f.Name)
	owner, foreign := now.Owners[f.Name]
	same := have.Exists && bytes.Equal(have.Data, f.Data)
	conflict := func(reason string, replace bool) Change {
		c.Action, c.Reason = Conflict, reason
		if replace {
			c.Action, c.Aside = Replace, true
		}
		return c
	}
	switch {
	case have.Refuse != "":
		c.Action, c.Reason = Conflict, "the name is taken by "+have.Refuse
		return c
	case foreign:
		c.Action, c.Reason = Conflict, fmt.Sprintf("installed by the set %q", owner)
		return c
	case !have.Exists:
		c.Action = Create
		if installed {
			c.Reason = "was removed since the last installation"
		}
		return c
	case same && have.Mode.Perm() == f.Mode:
		c.Action = Keep
		return c
	case same:
		c.Action, c.Reason = Replace, fmt.Sprintf("mode %#o becomes %#o", have.Mode.Perm(), f.Mode)
		return c
	case !installed:
		return conflict("exists and was not installed by nova-quadlet", policy.Adopt || policy.Force)
	case bytes.Equal(have.Data, base):
		c.Action = Replace
		return c
	case bytes.Equal(f.Data, base):
		c.Action, c.New, c.Mode, c.Reason = Keep, have.Data, have.Mode.Perm(), "edited here, unchanged in the new set"
		return c
	}
	merged, ok := merge3(base, have.Data, f.Data)
	if !ok {
		return conflict("edited here, and changed in the same place in the new set", policy.Force)
	}
	c.Action, c.New, c.Reason = Merge, merged, "edited here; the edits are kept"
	if bytes.Equal(merged, have.Data) {
		c.Action, c.Mode = Keep, have.Mode.Perm()
	}
	return c
}

func planRemoval(r Record, now Snapshot) (Change, bool) {
	have := now.Files[r.Name]
	c := Change{Action: Remove, Name: r.Name, Old: have.Data}
	switch {
	case !have.Exists:
		return c, false
	case have.Refuse != "":
		c.Action, c.Reason = Conflict, "the name is taken by "+have.Refuse
	case !bytes.Equal(have.Data, r.Base):
		c.Aside, c.Reason = true, "edited here; kept aside"
	}
	return c, true
}

func mergeNames(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}
