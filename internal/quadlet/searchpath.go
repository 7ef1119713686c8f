package quadlet

import (
	"path"
	"strconv"
	"strings"
)

// The directories that Podman was built to read, besides those of the user.
const (
	dirTemporary = "/run/containers/systemd"
	dirAdmin     = "/etc/containers/systemd"
	dirDistro    = "/usr/share/containers/systemd"
)

// SearchOptions is what the search path depends on besides the version. All
// values are handed in; nothing is read from the environment.
type SearchOptions struct {
	Rootless   bool
	UID        int    // of the user, for a rootless search
	Home       string // $HOME
	ConfigHome string // $XDG_CONFIG_HOME, "" if unset: .config in Home
	RuntimeDir string // $XDG_RUNTIME_DIR, "" if unset
}

// Symlinks says which symbolic links to directories the generator follows.
type Symlinks uint8

// The ways with links. Links to unit files are read in every release.
const (
	SymlinksTop  Symlinks = iota // the search directory itself may be a link: up to 4.6, 4.8 to 5.2
	SymlinksNone                 // a linked search directory is passed over: 4.7
	SymlinksAll                  // every directory may, each target is read once: since 5.3
)

// SearchDir is one directory of the search path, in order: of units with the
// same file name the first found wins.
type SearchDir struct {
	Path      string
	Recursive bool // with all directories below, each before those it holds
	// SubOnly leaves out the directory itself. It comes again later in the path.
	SubOnly bool
	// SkipNumeric leaves out directories right below Path whose name has nothing
	// but digits, and what is in them: they belong to one user each.
	SkipNumeric bool
	// SkipPrefix leaves out every directory whose path begins with this text, ""
	// for none. It is a comparison of text: "/etc/x/users" leaves out "/etc/x/users2".
	SkipPrefix string
	// SkipDropIn leaves out directories whose name ends in ".d".
	SkipDropIn bool
	// EnterDropIn says that directories below a left-out ".d" one are read all the
	// same, as 5.2 does.
	EnterDropIn bool
	Symlinks    Symlinks
}

// SearchDirs returns the directories that Podman v's generator reads, highest
// precedence first. $QUADLET_UNIT_DIRS, which replaces them all, is the caller's
// business: ListedDirs.
func SearchDirs(v Version, o SearchOptions) []SearchDir {
	if o.Rootless {
		return rootlessDirs(v, o)
	}
	var dirs []SearchDir
	if v >= V53 {
		dirs = append(dirs, searchDir(v, dirTemporary))
	}
	dirs = append(dirs, searchDir(v, dirAdmin), searchDir(v, dirDistro))
	// Only users' units in /etc are kept from root. Those in /usr/share are read by
	// root too, in every release up to 6.1.
	if v >= V47 {
		for i := range dirs {
			if dirs[i].Path == dirAdmin {
				dirs[i].SkipPrefix = path.Join(dirAdmin, "users")
			}
		}
	}
	return dirs
}

// ListedDirs returns the search path for a list of directories given by the
// user, as in $QUADLET_UNIT_DIRS.
func ListedDirs(v Version, paths []string) []SearchDir {
	dirs := make([]SearchDir, 0, len(paths))
	for _, p := range paths {
		dirs = append(dirs, searchDir(v, p))
	}
	return dirs
}

func rootlessDirs(v Version, o SearchOptions) []SearchDir {
	var dirs []SearchDir
	if v >= V53 && o.RuntimeDir != "" {
		dirs = append(dirs, searchDir(v, path.Join(o.RuntimeDir, "containers/systemd")))
	}
	config := o.ConfigHome
	if config == "" && o.Home != "" {
		config = path.Join(o.Home, ".config")
	}
	if config == "" {
		// Without a configuration directory the generator gives up on the rest.
		return dirs
	}
	dirs = append(dirs, searchDir(v, path.Join(config, "containers/systemd")))

	users := path.Join(dirAdmin, "users")
	own := path.Join(users, strconv.Itoa(o.UID))
	switch {
	case v < V46:
	case v == V46:
		dirs = append(dirs, searchDir(v, own), searchDir(v, users))
	case v <= V52:
		shared := searchDir(v, users)
		shared.SubOnly, shared.SkipNumeric = true, true
		dirs = append(dirs, shared, searchDir(v, own), SearchDir{Path: users})
	case v == V53:
		// Its filter refuses the common directory before looking into it.
		dirs = append(dirs, searchDir(v, own), SearchDir{Path: users})
	default:
		shared := searchDir(v, users)
		shared.SkipNumeric = true
		dirs = append(dirs, shared, searchDir(v, own))
	}
	if v >= V60 {
		// The filter for numeric names knows the path in /etc only: every user reads
		// the directories of all others here.
		vendor := path.Join(dirDistro, "users")
		dirs = append(dirs, searchDir(v, vendor), searchDir(v, path.Join(vendor, strconv.Itoa(o.UID))))
	}
	return dirs
}

// searchDir returns the rules of v for a directory without special treatment.
func searchDir(v Version, p string) SearchDir {
	d := SearchDir{Path: p, Recursive: v >= V47, SkipDropIn: v >= V52, EnterDropIn: v == V52}
	switch {
	case v >= V53:
		d.Symlinks = SymlinksAll
	case v == V47:
		d.Symlinks = SymlinksNone
	}
	return d
}

// Reads reports whether the generator reads units in dir on behalf of d. dir is
// d.Path or a path below it, with links resolved as d.Symlinks allows; whether an
// earlier entry has read it already is not considered.
func (d SearchDir) Reads(dir string) bool {
	rel, below := strings.CutPrefix(dir, strings.TrimSuffix(d.Path, "/")+"/")
	switch {
	case dir == d.Path:
		rel = ""
	case !below:
		return false
	}
	if rel == "" && d.SubOnly || rel != "" && !d.Recursive {
		return false
	}
	if d.SkipPrefix != "" && strings.HasPrefix(dir, d.SkipPrefix) {
		return false
	}
	if d.SkipNumeric && rel != "" {
		first, _, _ := strings.Cut(rel, "/")
		if strings.Trim(first, "0123456789") == "" {
			return false
		}
	}
	return !d.inDropIn(dir, rel)
}

func (d SearchDir) inDropIn(dir, rel string) bool {
	if !d.SkipDropIn {
		return false
	}
	if strings.HasSuffix(dir, ".d") {
		return true
	}
	if d.EnterDropIn {
		return false
	}
	if strings.HasSuffix(d.Path, ".d") {
		return true
	}
	for part := range strings.SplitSeq(rel, "/") {
		if strings.HasSuffix(part, ".d") {
			return true
		}
	}
	return false
}
