package quadlet

import "strings"

// Source is what a shell has read for a set: plain data, so that a set can be
// built without touching a file system.
type Source struct {
	// Dirs are the directories in the order in which the generator would read
	// them, each followed by its sub-directories in name order.
	Dirs []SourceDir
	// Complete says that the directories are all that there is: a reference that
	// leads nowhere is then broken, not just unknown.
	Complete bool
	// Multi are the .quadlets files; the units that they hold stand in Dirs.
	Multi []SourceFile
	// EnvFiles are the environment files that units name and that were there to
	// be read, under the path that EnvFilePath gives.
	EnvFiles []SourceFile
	// Paths are what is known of paths on the machine that the units are installed on.
	Paths []HostPath
}

// HostPath is a path that a unit names, as it is on the machine.
type HostPath struct {
	Path string
	// Missing says that there is nothing.
	Missing bool
	// Open says that every account of the machine can read it.
	Open bool
}

// EnvFilePath is where an environment file of a unit lies: a relative path
// counts from the unit's directory. It is "" where that is known at run time only.
func EnvFilePath(unitPath, value string) string {
	value = strings.TrimPrefix(value, "./")
	switch {
	case value == "" || strings.ContainsAny(value, "%$*?[\"' "):
		return ""
	case value[0] == '/':
		return value
	case value[0] == '-' || value[0] == '~':
		return ""
	}
	return unitPath[:strings.LastIndexByte(unitPath, '/')+1] + value
}

// SourceDir is one directory.
type SourceDir struct {
	// Path is the path as reached from the argument given.
	Path string
	// Depth is 0 for a directory of the search path, and one more for each
	// level of sub-directories.
	Depth int
	// InDropin says that the directory, with its links resolved, is called
	// something.d or lies below one that is.
	InDropin bool
	// Link says that the directory was reached through a symbolic link below the
	// search path.
	Link bool
	// Files are the unit files of the directory in name order.
	Files []SourceFile
	// Dropins are the something.d directories beside them, in name order.
	Dropins []SourceDropins
	// Single says that the file stands for itself: its neighbours were not read.
	Single bool
}

// SourceDropins is a drop-in directory, such as x.container.d.
type SourceDropins struct {
	Name string
	// Err is the reason why the directory cannot be read, "" if it can.
	Err string
	// Files are its *.conf files in name order.
	Files []SourceFile
}

// SourceFile is one file.
type SourceFile struct {
	Path, Name string
	Content    string
	// Err is the reason why the file cannot be read, "" if it can.
	Err string
}
