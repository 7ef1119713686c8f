package podman

import (
	"strconv"
	"strings"
)

// UserNS is a value of UserNS=.
type UserNS struct {
	// Mode is the word before the first colon: host, keep-id, auto, nomap,
	// container, ns.
	Mode string
	// Options is the text after it.
	Options string
}

// Option returns the value of a key=value option, such as uid of keep-id.
func (u UserNS) Option(name string) (string, bool) {
	rest := u.Options
	for rest != "" {
		part, more, _ := strings.Cut(rest, ",")
		if k, v, ok := strings.Cut(part, "="); ok && k == name {
			return v, true
		}
		rest = more
	}
	return "", false
}

// ParseUserNS reads MODE[:OPTIONS].
func ParseUserNS(v string, t Target) (UserNS, []Problem) {
	mode, options, _ := strings.Cut(v, ":")
	return UserNS{Mode: mode, Options: options}, across(checkUserNS, v, t)
}

func checkUserNS(v string, t Target) []Problem {
	mode, options, hasOptions := strings.Cut(v, ":")
	if Dynamic(mode) {
		return nil
	}
	at := len(mode) + 1
	switch mode {
	case "host":
		if hasOptions {
			return refuse(len(mode), len(v), "", "UserNS=host takes no options")
		}
		return nil
	case "keep-id":
		if !hasOptions || options == "" {
			return nil
		}
		return shift(checkKeepID(options, t), at)
	case "auto":
		if !hasOptions {
			return nil
		}
		return shift(checkAuto(options), at)
	case "nomap":
		if hasOptions {
			return refuse(len(mode), len(v), "", "UserNS=nomap takes no options")
		}
		if t.Rootful {
			return refuseAll(v, "use auto, or run the container as a user", "UserNS=nomap is only for containers of users")
		}
		return nil
	case "container", "ns":
		if options == "" {
			return refuseAll(v, "", "UserNS=%s needs a name after a colon", mode)
		}
		return nil
	}
	if Dynamic(v) {
		return nil
	}
	return refuseAll(v, "use keep-id, auto, nomap, host, container:NAME or ns:PATH", "%q is no user namespace mode", v)
}

func checkKeepID(options string, t Target) []Problem {
	return eachField(options, ',', func(part string, at int) []Problem {
		name, val, ok := strings.Cut(part, "=")
		if Dynamic(part) {
			return nil
		}
		if !ok || name != "uid" && name != "gid" && name != "size" {
			return refuse(at, at+len(part), "options are uid=, gid= and size=, separated by commas", "%q is no option of keep-id", part)
		}
		if !isUint32(val) {
			return refuse(at+len(name)+1, at+len(part), "ids are numbers; separate options by commas", "%q is no id", val)
		}
		if name == "size" && t.Rootful {
			return refuse(at, at+len(part), "remove it", "option size of keep-id is only for containers of users")
		}
		return nil
	})
}

func checkAuto(options string) []Problem {
	return eachField(options, ',', func(part string, at int) []Problem {
		name, val, _ := strings.Cut(part, "=")
		if Dynamic(part) {
			return nil
		}
		switch {
		case name == "size" && isUint32(val):
		case name == "uidmapping" || name == "gidmapping":
			return shift(idTriples(val, false), at+len(name)+1)
		default:
			return refuse(at, at+len(part), "options are size=N, uidmapping=C:H:L and gidmapping=C:H:L", "%q is no option of auto", part)
		}
		return nil
	})
}

func isUint32(s string) bool {
	_, err := strconv.ParseUint(s, 10, 32)
	return err == nil
}

// IDMap is one entry of UIDMap= or GIDMap=.
type IDMap struct {
	// Flags are those of +, u and g that stand in front.
	Flags           string
	Container, Host uint32
	// Parent says that Host counts in the user namespace of the user (@).
	Parent bool
	Length uint32
}

// ParseIDMap reads one [+ug]CONTAINER:[@]HOST[:LENGTH].
func ParseIDMap(v string, t Target) (IDMap, []Problem) {
	ps := across(checkIDMap, v, t)
	if ps != nil || Dynamic(v) || strings.IndexByte(v, ',') >= 0 {
		return IDMap{}, ps
	}
	rest := strings.TrimLeft(v, "+ug")
	m := IDMap{Flags: v[:len(v)-len(rest)], Length: 1}
	ctr, rest, _ := strings.Cut(rest, ":")
	host, length, hasLength := strings.Cut(rest, ":")
	m.Parent = strings.HasPrefix(host, "@")
	m.Container = toUint32(ctr)
	m.Host = toUint32(strings.TrimPrefix(host, "@"))
	if hasLength {
		m.Length = toUint32(length)
	}
	return m, nil
}

func toUint32(s string) uint32 {
	n, _ := strconv.ParseUint(s, 10, 32)
	return uint32(n)
}

func checkIDMap(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	return listed(v, t, func(part string, _ Target) []Problem { return idTriples(part, true) })
}

const idMapForm = "write [+ug]CONTAINER:[@]HOST[:LENGTH], all numbers"

// idTriples judges one or more CONTAINER:HOST:LENGTH, of which a single one may
// leave the length out.
func idTriples(v string, flags bool) []Problem {
	if v == "" {
		return nil
	}
	var first [3]Span
	n := fields(v, ':', first[:])
	if n != 2 && n%3 != 0 {
		return refuseAll(v, idMapForm, "%q is no id mapping", v)
	}
	i := 0
	return eachField(v, ':', func(part string, at int) []Problem {
		kind := i % 3
		i++
		id := part
		switch kind {
		case 0:
			if flags {
				id = strings.TrimLeft(id, "+ug")
			}
		case 1:
			id = strings.TrimPrefix(id, "@")
		}
		if !isUint32(id) {
			return refuse(at, max(at+len(part), at), idMapForm, "%q is no id in the mapping %q", part, v)
		}
		if kind == 2 && toUint32(id) == 0 {
			return refuse(at, at+len(part), "map at least one id", "the mapping %q has the length 0", v)
		}
		return nil
	})
}

// checkSubID judges SubUIDMap= and SubGIDMap=.
func checkSubID(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if !t.Rootful {
		return refuseAll(v, "leave it out: a user's ids are mapped already", "ids of %q cannot be mapped again in a container of a user", v)
	}
	if strings.IndexByte(v, ':') >= 0 {
		return refuseAll(v, "give the name of a user with a line in /etc/subuid; ranges belong in UIDMap= and GIDMap=", "%q is a range, not a name", v)
	}
	return nil
}
