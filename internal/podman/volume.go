package podman

import "strings"

// Volume is a value of Volume=.
type Volume struct {
	// Source is a host path, a volume name or a unit (x.volume); empty for an
	// anonymous volume.
	Source     string
	SourceSpan Span
	Dest       string
	DestSpan   Span
	// Options is the comma-separated third part.
	Options     string
	OptionsSpan Span
	Dynamic     bool
}

// Named reports whether the source is the name of a volume, not a path.
func (v Volume) Named() bool {
	return v.Source != "" && !Dynamic(v.Source) && v.Source[0] != '/' && v.Source[0] != '.'
}

// Option reports whether the volume has the option name, and where.
func (v Volume) Option(name string) (Span, bool) {
	for start := 0; start <= len(v.Options); {
		end := cutAt(v.Options, start, ',')
		if v.Options[start:end] == name {
			return Span{v.OptionsSpan.Start + start, v.OptionsSpan.Start + end}, true
		}
		start = end + 1
	}
	return Span{}, false
}

// ParseVolume reads [SOURCE:]DEST[:OPTIONS].
func ParseVolume(v string, t Target) (Volume, []Problem) {
	return SplitVolume(v), across(checkVolume, v, t)
}

// SplitVolume is ParseVolume without the verdict.
func SplitVolume(v string) Volume {
	var part [3]Span
	n := fields(v, ':', part[:])
	out := Volume{Dynamic: Dynamic(v)}
	if n == 1 {
		out.DestSpan = part[0]
	} else {
		out.SourceSpan, out.DestSpan = part[0], part[1]
	}
	if n > 2 {
		out.OptionsSpan = part[2]
	}
	out.Source = v[out.SourceSpan.Start:out.SourceSpan.End]
	out.Dest = v[out.DestSpan.Start:out.DestSpan.End]
	out.Options = v[out.OptionsSpan.Start:out.OptionsSpan.End]
	return out
}

const volumeForm = "write [source:]/path/in/container[:options]"

func checkVolume(v string, t Target) []Problem {
	if dropped(v) {
		return refuseAll(v, "use %h for the home directory, and ${NAME} within a word", "systemd takes %q for the name of a variable and drops the word", v)
	}
	var part [3]Span
	n := fields(v, ':', part[:])
	if n > 3 {
		if Dynamic(v) {
			return nil
		}
		return refuseAll(v, volumeForm, "volume %q has %d parts, not at most 3", v, n)
	}
	vol := SplitVolume(v)
	if n == 1 && vol.Dynamic && !literalStart(v) {
		return nil // ${VOLUME} may hold all of it
	}
	if n == 3 {
		if ps := volumeOptions(vol, t); ps != nil {
			return ps
		}
	}
	if n > 1 {
		if vol.Source == "" {
			return refuseAll(v, volumeForm, "the source of volume %q is empty", v)
		}
	}
	if !Dynamic(vol.Dest) || literalStart(vol.Dest) {
		if !strings.HasPrefix(vol.Dest, "/") {
			return refuse(vol.DestSpan.Start, max(vol.DestSpan.End, vol.DestSpan.Start), volumeForm, "the path in the container %q is not absolute", vol.Dest)
		}
	}
	if n > 1 && vol.Named() && !isUnitSource(vol.Source) && !isName(vol.Source) {
		hint := "a path begins with / or ./; a volume's name has letters, digits, '_', '.' and '-'"
		if strings.HasPrefix(vol.Source, "~") {
			hint = "use %h for the home directory"
		}
		return refuse(vol.SourceSpan.Start, vol.SourceSpan.End, hint, "%q is neither an absolute path nor the name of a volume", vol.Source)
	}
	return nil
}

// literalStart reports whether the first byte of s is literal, so that s is
// known not to begin with anything else.
func literalStart(s string) bool {
	return s != "" && s[0] != '%' && s[0] != '$' && s[0] != '{' && s[0] != '@'
}

// isUnitSource reports whether the generator replaces the source by the name of
// another unit's object.
func isUnitSource(s string) bool {
	return strings.HasSuffix(s, ".volume") || strings.HasSuffix(s, ".artifact")
}

// isName is the name pattern of containers, pods, volumes and networks.
func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !isLetter(c) && !isDigit(c) && (i == 0 || c != '_' && c != '.' && c != '-') {
			return false
		}
	}
	return s != ""
}

// optionClass numbers the groups of volume options of which only one may stand.
func optionClass(opt string, t Target) int {
	switch opt {
	case "ro", "rw":
		return 1
	case "z", "Z", "O":
		return 2
	case "U":
		return 3
	case "private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable":
		return 4
	case "bind", "rbind":
		return 5
	case "exec", "noexec":
		return 6
	case "dev", "nodev":
		return 7
	case "suid", "nosuid":
		return 8
	case "copy", "nocopy":
		return 9
	case "no-dereference":
		return 10
	case "cached", "delegated":
		return anyTimes
	case "nocreate":
		if t.Minor >= v61 {
			return anyTimes
		}
	}
	return 0
}

const anyTimes = 31 // an option that may be repeated

func volumeOptions(vol Volume, t Target) []Problem {
	var seen uint32
	overlay, upper, work := false, false, false
	ps := eachField(vol.Options, ',', func(opt string, at int) []Problem {
		at += vol.OptionsSpan.Start
		switch {
		case Dynamic(opt):
			return nil
		case opt == "O":
			overlay = true
		// Podman looks for these words anywhere in the option.
		case strings.Contains(opt, "upperdir"):
			if upper {
				return refuse(at, at+len(opt), "", "upperdir is given twice")
			}
			upper = true
			return nil
		case strings.Contains(opt, "workdir"):
			if work {
				return refuse(at, at+len(opt), "", "workdir is given twice")
			}
			work = true
			return nil
		case strings.HasPrefix(opt, "idmap"):
			return nil
		}
		class := optionClass(opt, t)
		switch {
		case class == 0:
			return refuse(at, max(at+len(opt), at), volumeOptionHint(opt), "%q is no option of a volume", opt)
		case class != anyTimes && seen&(1<<class) != 0:
			return refuse(at, at+len(opt), "give only one of its kind", "option %q contradicts or repeats an earlier one", opt)
		}
		seen |= 1 << class
		return nil
	})
	if ps != nil || vol.Named() || Dynamic(vol.Options) || Dynamic(vol.Source) && !literalStart(vol.Source) {
		return ps
	}
	span := vol.OptionsSpan
	count := strings.Count(vol.Options, ",") + 1
	switch {
	case overlay && upper != work:
		return refuse(span.Start, span.End, "give both upperdir= and workdir=, or neither", "an overlay with only one of upperdir and workdir")
	case overlay && (count > 2 && !(count == 3 && upper) || count == 2 && !strings.Contains(vol.Options, "U")):
		return refuse(span.Start, span.End, "use O alone, with U, or with upperdir= and workdir=", "option O together with others")
	case !overlay && (upper || work):
		return refuse(span.Start, span.End, "add the option O before them", "upperdir and workdir without the option O")
	}
	return nil
}

func volumeOptionHint(opt string) string {
	switch strings.ToLower(opt) {
	case "":
		return "remove the comma or colon at the end"
	case "readonly", "read-only", "ro":
		return "use ro"
	case "rw", "readwrite", "read-write":
		return "use rw"
	case "noatime":
		return "podman has no option for access times of volumes"
	}
	if strings.HasPrefix(opt, "/") {
		return "a colon separates source, path and options; a path cannot hold one"
	}
	return "options are ro, rw, z, Z, U, O, idmap, copy, exec, dev, suid and the propagation modes"
}

// checkBuildVolume judges Volume= of [Build]: buildah knows no named volumes.
func checkBuildVolume(v string, t Target) []Problem {
	vol := SplitVolume(v)
	if Dynamic(v) || isUnitSource(vol.Source) {
		return nil
	}
	if ps := checkVolume(v, t); ps != nil {
		return ps
	}
	if vol.Named() {
		return refuse(vol.SourceSpan.Start, vol.SourceSpan.End, "mount a directory by its absolute path", "a build cannot mount the named volume %q", vol.Source)
	}
	return nil
}

// Tmpfs is a value of Tmpfs=.
type Tmpfs struct {
	Dest    string
	Options string
}

// ParseTmpfs reads DEST[:OPTIONS].
func ParseTmpfs(v string, t Target) (Tmpfs, []Problem) {
	dest, options, _ := strings.Cut(v, ":")
	return Tmpfs{Dest: dest, Options: options}, across(checkTmpfs, v, t)
}

// checkTmpfs judges DEST[:OPTIONS]; what follows a second colon is ignored.
func checkTmpfs(v string, t Target) []Problem {
	var part [2]Span
	n := fields(v, ':', part[:])
	dest := v[:part[0].End]
	if literalStart(dest) && dest[0] != '/' || dest == "" {
		return refuse(0, len(dest), "write /path[:options]", "the path %q is not absolute", dest)
	}
	if n < 2 {
		return nil
	}
	var seen uint32
	return eachField(v[part[1].Start:part[1].End], ',', func(opt string, at int) []Problem {
		at += part[1].Start
		if Dynamic(opt) || strings.HasPrefix(opt, "idmap") || strings.HasPrefix(opt, "subpath") {
			return nil
		}
		name, _, _ := strings.Cut(opt, "=")
		class := tmpfsOption(name, t)
		switch {
		case class == 0:
			return refuse(at, at+len(opt), "options are size=, mode=, ro, rw, U, [no]exec, [no]dev, [no]suid, [no]tmpcopyup", "%q is no option of a tmpfs", opt)
		case class != anyTimes && seen&(1<<class) != 0:
			return refuse(at, at+len(opt), "give only one of its kind", "option %q contradicts or repeats an earlier one", opt)
		}
		seen |= 1 << class
		return nil
	})
}

func tmpfsOption(name string, t Target) int {
	switch name {
	case "size":
		return 11
	case "mode":
		return 12
	case "tmpcopyup", "notmpcopyup":
		return 13
	case "noswap":
		if t.Rootful {
			return 14
		}
		return 0
	case "noatime":
		if t.Minor >= v58 {
			return anyTimes
		}
		return 0
	case "volume-opt", "consistency", "O":
		return anyTimes
	case "z", "Z", "bind", "rbind", "cached", "delegated", "nocreate":
		return 0
	}
	return optionClass(name, t)
}
