package podman

import "strings"

// Mount is a value of Mount=.
type Mount struct {
	// Type is volume unless written.
	Type       string
	Source     string
	SourceSpan Span
	Dest       string
	DestSpan   Span
	ReadOnly   bool
}

// ParseMount reads the comma-separated key=value form of Mount=.
func ParseMount(v string, t Target) (Mount, []Problem) {
	m := Mount{Type: "volume"}
	if strings.IndexByte(v, '"') < 0 {
		eachField(v, ',', func(part string, at int) []Problem {
			name, val, _ := strings.Cut(part, "=")
			span := Span{at + len(part) - len(val), at + len(part)}
			switch name {
			case "type":
				m.Type = val
			case "src", "source":
				m.Source, m.SourceSpan = val, span
			case "dst", "dest", "destination", "target":
				m.Dest, m.DestSpan = val, span
			case "ro", "readonly":
				m.ReadOnly = val != "false"
			}
			return nil
		})
	}
	return m, across(checkMount, v, t)
}

// mountKinds are the types that podman mounts.
func mountKind(typ string, t Target) bool {
	switch typ {
	case "bind", "volume", "tmpfs", "ramfs", "devpts", "image", "glob":
		return true
	case "artifact":
		return t.Minor > v54
	}
	return false
}

func checkMount(v string, t Target) []Problem {
	if Dynamic(v) && !strings.Contains(v, "type=") {
		return nil
	}
	if strings.IndexByte(v, '"') >= 0 {
		return nil // CSV quoting: rare, and the generator reads it again
	}
	typ, found := "volume", false
	if ps := eachField(v, ',', func(part string, at int) []Problem {
		name, val, _ := strings.Cut(part, "=")
		if found || name != "type" || strings.IndexByte(val, '=') >= 0 {
			return nil
		}
		typ, found = val, true
		if !Dynamic(val) && !mountKind(val, t) {
			return refuse(at, at+len(part), "types are bind, volume, tmpfs, ramfs, devpts, image, glob and, since 5.7, artifact", "%q is no type of mount", val)
		}
		return nil
	}); ps != nil {
		return ps
	}
	if Dynamic(typ) {
		return nil
	}
	if !found && t.Minor <= v54 {
		return refuseAll(v, "add type=volume", "the mount has no type")
	}
	m := mountOptions{typ: typ, target: t}
	first := true
	ps := eachField(v, ',', func(part string, at int) []Problem {
		if first && strings.HasPrefix(part, "type=") {
			first = false
			return nil
		}
		return shift(m.option(part), at)
	})
	if ps != nil || Dynamic(v) {
		return ps
	}
	switch {
	case m.dest == "" && typ != "glob":
		return refuseAll(v, "add target=/path", "the mount has no target")
	case (typ == "image" || typ == "artifact") && m.source == "":
		return refuseAll(v, "add source=", "a mount of type %s without source", typ)
	}
	return nil
}

// mountOptions gathers what has been seen of one mount.
type mountOptions struct {
	typ          string
	target       Target
	source, dest string
	seen         uint32
}

func (m *mountOptions) option(part string) []Problem {
	name, val, hasVal := strings.Cut(part, "=")
	whole := func(hint, format string, args ...any) []Problem {
		return refuse(0, len(part), hint, format, args...)
	}
	if Dynamic(name) {
		return nil
	}
	switch name {
	case "target", "dst", "dest", "destination":
		if Dynamic(val) && !literalStart(val) {
			m.dest = val
			return nil
		}
		if !strings.HasPrefix(val, "/") {
			return whole("the target is an absolute path", "the target %q is not absolute", val)
		}
		if m.dest != "" && m.strict() {
			return whole("give one target", "the target is given twice")
		}
		m.dest = val
		return nil
	case "src", "source":
		switch {
		case m.typ == "tmpfs" || m.typ == "devpts":
			return whole("remove it", "a mount of type %s takes no source", m.typ)
		case val == "":
			return whole("", "the source is empty")
		case m.source != "" && m.strict():
			return whole("give one source", "the source is given twice")
		}
		m.source = val
		if m.typ == "volume" && !isName(val) && !isUnitSource(val) && !Dynamic(val) {
			return whole("a volume's name has letters, digits, '_', '.' and '-'; use type=bind for a path", "%q is no name of a volume", val)
		}
		return nil
	}
	switch m.typ {
	case "devpts":
		if !oneOf(name, []string{"uid", "gid", "mode", "ptmxmode", "newinstance", "max"}) {
			return whole("options are uid, gid, mode, ptmxmode, newinstance and max", "%q is no option of a devpts mount", name)
		}
		return nil
	case "artifact":
		if !oneOf(name, []string{"title", "digest", "name"}) {
			return whole("options are title, digest and name", "%q is no option of an artifact mount", name)
		}
		if !hasVal {
			return whole("", "option %q needs a value", name)
		}
		return nil
	case "image":
		return m.imageOption(part, name, val, hasVal)
	}
	return m.commonOption(part, name, val, hasVal)
}

// strict reports whether podman refuses a repeated source or target.
func (m *mountOptions) strict() bool {
	return m.typ != "image" && m.typ != "artifact" && m.typ != "devpts"
}

func (m *mountOptions) imageOption(part, name, val string, hasVal bool) []Problem {
	switch name {
	case "rw", "readwrite":
		if val != "true" && val != "false" && !Dynamic(val) {
			return refuse(0, len(part), "write rw=true", "%q is neither true nor false", val)
		}
	case "subpath":
		if !Dynamic(val) && !strings.HasPrefix(val, "/") {
			return refuse(0, len(part), "the subpath of an image is an absolute path", "the subpath %q is not absolute", val)
		}
	case "consistency":
	default:
		return refuse(0, len(part), "options are rw=true|false and subpath=; it is read-only by default", "%q is no option of an image mount", name)
	}
	return nil
}

// only names the one type of mount that an option belongs to.
func only(name string) string {
	switch name {
	case "bind-nonrecursive", "bind-propagation":
		return "bind"
	case "subpath", "volume-subpath", "volume-label", "volume-opt", "nocreate":
		return "volume"
	case "tmpcopyup", "notmpcopyup", "tmpfs-mode", "tmpfs-size":
		return "tmpfs"
	}
	return ""
}

func (m *mountOptions) commonOption(part, name, val string, hasVal bool) []Problem {
	bad := func(hint, format string, args ...any) []Problem {
		return refuse(0, len(part), hint, format, args...)
	}
	class := 0
	if kind := only(name); kind != "" && kind != m.typ {
		return bad("remove it", "option %q is for mounts of type %s only", name, kind)
	}
	switch name {
	case "bind-nonrecursive", "consistency", "idmap", "volume-opt", "no-dereference":
	case "shared", "rshared", "private", "rprivate", "slave", "rslave", "unbindable", "runbindable":
		class = 4
	case "Z", "z":
		if m.typ == "tmpfs" {
			return bad("remove it", "a mount of type %s has no label to set", m.typ)
		}
		class = 2
	case "nocreate":
		if m.target.Minor < v61 {
			return bad("", "option %q is not known before Podman 6.1", name)
		}
	case "volume-label":
		return bad("remove it", "option %q is not implemented", name)
	case "bind-propagation":
		class = 4
		if !Dynamic(val) && optionClass(val, m.target) != 4 {
			return bad("use shared, slave, private or unbindable, with or without a leading r", "%q is no propagation mode", val)
		}
	case "readonly", "ro", "rw":
		class = 1
	case "dev", "nodev":
		class = 7
	case "exec", "noexec":
		class = 6
	case "suid", "nosuid":
		class = 8
	case "noswap":
		if !m.target.Rootful {
			return bad("remove it", "option %q is only for containers of root", name)
		}
		class = 14
	case "relabel":
		class = 2
		if !Dynamic(val) && val != "private" && val != "shared" {
			return bad("use relabel=private or relabel=shared", "%q is neither private nor shared", val)
		}
	case "subpath", "volume-subpath", "tmpfs-mode", "tmpfs-size":
		if !hasVal {
			return bad("", "option %q needs a value", name)
		}
	case "tmpcopyup", "notmpcopyup":
		class = 13
	case "U", "chown":
		class = 3
		if _, ok := foldOneOf(val, []string{"", "true", "false"}); !ok && !Dynamic(val) {
			return bad("use U=true", "%q is neither true nor false", val)
		}
	default:
		return bad(mountHint(m.typ, name), "%q is no option of a mount of type %s", name, m.typ)
	}
	if class != 0 {
		if m.seen&(1<<class) != 0 {
			return bad("give only one of its kind", "option %q contradicts or repeats an earlier one", name)
		}
		m.seen |= 1 << class
	}
	return nil
}

func mountHint(typ, name string) string {
	if typ == "tmpfs" && (name == "size" || name == "mode") {
		return "write tmpfs-" + name + "="
	}
	if strings.TrimSpace(name) != name {
		return "remove the blank after the comma"
	}
	return ""
}
