package systemd

import (
	"sort"
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
)

// Directive is one key of a unit file's section.
type Directive struct {
	Section, Name string
	// Type is systemd's own word for the value, from
	// systemd --dump-configuration-items.
	Type string
	// Since and Last are the first and the last of the measured versions (252,
	// 257, 262) that know it. A directive that 252 knows may be older, one that
	// 262 knows may live on.
	Since, Last int
}

// In reports whether a measured version knows the directive.
func (d Directive) In(version int) bool { return d.Since <= version && version <= d.Last }

// Lookup finds a directive; names are case-sensitive.
func Lookup(section, name string) (Directive, bool) {
	i := sort.Search(len(directives), func(i int) bool {
		d := &directives[i]
		return d.Section > section || d.Section == section && d.Name >= name
	})
	if i < len(directives) && directives[i].Section == section && directives[i].Name == name {
		return directives[i], true
	}
	return Directive{}, false
}

// Directives returns the directives of a section, sorted by name.
func Directives(section string) []Directive {
	var out []Directive
	for _, d := range directives {
		if d.Section == section {
			out = append(out, d)
		}
	}
	return out
}

// SectionsOf names the sections of a service unit ([Unit], [Service],
// [Install]) that know a directive of this name.
func SectionsOf(name string) []string {
	var out []string
	for _, s := range [...]string{"Unit", "Service", "Install"} {
		if _, ok := Lookup(s, name); ok {
			out = append(out, s)
		}
	}
	return out
}

// unknownDirective is the verdict on a key that this version of systemd does
// not know in this section. Sections and keys that begin with X- are free.
func unknownDirective(section, name, value string, version int) Verdict {
	if len(section) > 1 && section[:2] == "X-" || len(name) > 1 && name[:2] == "X-" {
		return Verdict{}
	}
	v := Verdict{Outcome: Ignored, Reason: UnknownDirective, End: len(value)}
	switch section {
	case "Unit", "Service", "Install":
	default:
		v.Message = "section [" + section + "] is not one of a service"
		v.Said = "Unknown section '" + section + "'. Ignoring."
		return v
	}
	v.Message = name + "= is unknown in section [" + section + "]"
	v.Said = "Unknown key '" + name + "' in section [" + section + "], ignoring."
	if d, known := Lookup(section, name); known {
		if version < d.Since {
			v.Message = name + "= is unknown to systemd " + strconv.Itoa(version)
			v.Hint = "systemd " + strconv.Itoa(d.Since) + " knows it"
		} else {
			v.Message = name + "= is gone from systemd " + strconv.Itoa(version)
			v.Said = "Support for option " + name + "= has been removed and it is ignored"
		}
		return v
	}
	for _, s := range SectionsOf(name) {
		v.Hint = name + "= belongs in [" + s + "]"
		return v
	}
	if near, ok := NearestDirective(section, name); ok {
		v.Hint = "did you mean " + near + "=?"
	}
	return v
}

// NearestDirective returns the directive of the section that the name is most
// probably a misspelling of.
func NearestDirective(section, name string) (string, bool) {
	var names []string
	for _, d := range directives {
		if d.Section == section {
			names = append(names, d.Name)
		}
	}
	return didyoumean.Nearest(name, names)
}
