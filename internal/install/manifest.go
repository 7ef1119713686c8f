package install

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// MaxFile is the largest file, in bytes, that a set may hold: the manifest keeps a copy of each.
const MaxFile = 1 << 20

// Manifest says what one installation wrote. Its copies are the middle of the next
// three-way comparison, and its names are all that uninstalling touches.
type Manifest struct {
	Version     int      `json:"version"`
	Set         string   `json:"set"`
	Directories []string `json:"directories,omitempty"` // removed with the set once empty
	Files       []Record `json:"files"`
}

// Record is one installed file.
type Record struct {
	Name string `json:"name"`
	Mode string `json:"mode"`
	Base []byte `json:"base"` // the bytes of the set, before any merge with local edits
}

func newManifest(set Set) *Manifest {
	m := &Manifest{Version: 1, Set: set.Name}
	for _, f := range set.Files {
		m.Files = append(m.Files, Record{Name: f.Name, Mode: fmt.Sprintf("%#o", f.Mode.Perm()), Base: f.Data})
		for d := path.Dir(f.Name); d != "."; d = path.Dir(d) {
			m.Directories = append(m.Directories, d)
		}
	}
	m.Directories = mergeNames(m.Directories, nil)
	return m
}

// base returns what the last installation wrote under name. It works on a nil manifest.
func (m *Manifest) base(name string) ([]byte, bool) {
	if m == nil {
		return nil, false
	}
	i := slices.IndexFunc(m.Files, func(r Record) bool { return r.Name == name })
	if i < 0 {
		return nil, false
	}
	return m.Files[i].Base, true
}

func (m *Manifest) encode() ([]byte, error) {
	b, err := json.MarshalIndent(m, "", "  ")
	return append(b, '\n'), err
}

// decodeManifest refuses names that lead out of the directory: the file may have been edited.
func decodeManifest(b []byte) (*Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, err
	}
	if m.Version != 1 {
		return nil, fmt.Errorf("version %d is not known here", m.Version)
	}
	for _, r := range m.Files {
		if err := checkName(r.Name); err != nil {
			return nil, err
		}
	}
	for _, d := range m.Directories {
		if err := checkName(d); err != nil {
			return nil, err
		}
	}
	return &m, nil
}

func checkSet(set Set) error {
	if err := checkName(set.Name); err != nil || strings.Contains(set.Name, "/") {
		return fmt.Errorf("set name %q is not a plain file name", set.Name)
	}
	var names []string
	for _, f := range set.Files {
		if err := checkName(f.Name); err != nil {
			return err
		}
		if len(f.Data) > MaxFile {
			return fmt.Errorf("%q is larger than %d bytes", f.Name, MaxFile)
		}
		if f.Mode != f.Mode.Perm() || f.Mode&0o022 != 0 {
			return fmt.Errorf("%q: mode %v is not one for an installed file", f.Name, f.Mode)
		}
		names = append(names, f.Name)
	}
	slices.Sort(names)
	for i := 1; i < len(names); i++ {
		if names[i] == names[i-1] {
			return fmt.Errorf("%q is in the set twice", names[i])
		}
		// Sorted, a file that is also a directory stands before what lies under it.
		if strings.HasPrefix(names[i], names[i-1]+"/") {
			return fmt.Errorf("%q is a file and a directory", names[i-1])
		}
	}
	return nil
}

func checkName(name string) error {
	switch {
	case !fs.ValidPath(name) || !filepath.IsLocal(name) || name == ".":
		return fmt.Errorf("%q is not a name below the unit directory", name)
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Errorf("%q holds a control character", name)
	case slices.ContainsFunc(strings.Split(name, "/"), reserved):
		return fmt.Errorf("%q is a name that nova-quadlet keeps for itself", name)
	}
	return nil
}
