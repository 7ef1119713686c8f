package systemd

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
)

// unitTypes are the suffixes that systemd knows.
var unitTypes = [...]string{
	"automount", "device", "mount", "path", "scope", "service", "slice", "socket", "swap", "target", "timer",
}

// UnitType returns the suffix of a unit name without its dot, if systemd knows it.
func UnitType(name string) (string, bool) {
	dot := strings.LastIndexByte(name, '.')
	for _, t := range unitTypes {
		if name[dot+1:] == t {
			return t, dot > 0
		}
	}
	return "", false
}

// nameFault returns what systemd has against a unit name, or "". Templates and
// instances are names, too.
func nameFault(name string) string {
	if name == "" {
		return "is empty"
	}
	if len(name) > 255 {
		return "is longer than 255 bytes"
	}
	if _, ok := UnitType(name); !ok {
		return "has no suffix that systemd knows"
	}
	at := false
	for i, c := range []byte(name[:strings.LastIndexByte(name, '.')]) {
		if c == '@' && i == 0 {
			return "begins with @"
		}
		at = at || c == '@'
		if !validNameByte(c) {
			return "has a character that unit names cannot have: " + quote(string(rune(c)))
		}
	}
	return ""
}

// ValidUnitName reports whether name is a unit name, a template or an instance.
func ValidUnitName(name string) bool { return nameFault(name) == "" }

func validNameByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte(`@:-_.\`, c) >= 0
}

// sliceFault returns what systemd has against a slice's name, or "": each dash
// names a parent, so none may be first, last or doubled.
func sliceFault(name string) string {
	base, ok := strings.CutSuffix(name, ".slice")
	switch {
	case !ok:
		return "is not a slice"
	case base == "-":
		return ""
	case strings.Contains(base, "@"):
		return "is a template or an instance, which slices cannot be"
	case strings.HasPrefix(base, "-"), strings.HasSuffix(base, "-"), strings.Contains(base, "--"):
		return "has a dash with no name beside it"
	}
	return ""
}

// quadletSuffixes are unit files of Podman that systemd has never heard of.
const quadletSuffixes = ".container .pod .kube .network .volume .image .build .artifact"

func nameHint(name string) string {
	if strings.HasPrefix(name, "/") {
		return "systemd-escape -p --suffix=mount turns a path into a unit name"
	}
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return "write the full name, such as " + name + ".service"
	}
	suffix := name[dot:]
	if strings.Contains(quadletSuffixes+" ", suffix+" ") {
		service := name[:dot]
		if suffix != ".container" && suffix != ".kube" {
			service += "-" + suffix[1:]
		}
		return "systemd knows the generated unit: " + service + ".service"
	}
	if near, ok := didyoumean.Nearest(suffix[1:], unitTypes[:]); ok {
		return "did you mean " + name[:dot+1] + near + "?"
	}
	return "write the full name, such as " + name + ".service"
}

// checkDependencies judges the lists of units in [Unit].
func checkDependencies(in input) Verdict {
	v := in.eachWord(blanks, keepBackslash, func(w word) Verdict {
		return in.resolve(w, nameSpecifier, Ignored, func(name string) Verdict {
			if fault := nameFault(name); fault != "" {
				return in.at(Ignored, w, quote(w.text)+" is not a unit name: it "+fault, nameHint(w.text))
			}
			if t, _ := UnitType(name); in.key == "Before" && t == "device" {
				return in.at(Ignored, w, "devices cannot be delayed: Before= has no effect on "+name, "")
			}
			return Verdict{}
		})
	})
	if in.arg == "obsolete" && !v.Refused() {
		return in.bad(Noted, in.key+"= is obsolete", "use "+strings.TrimSuffix(in.key, "Overridable")+"=")
	}
	return v
}

// checkSockets judges Sockets=.
func checkSockets(in input) Verdict {
	return in.eachWord(blanks, 0, func(w word) Verdict {
		return in.resolve(w, nameSpecifier, Ignored, func(name string) Verdict {
			fault := nameFault(name)
			if t, _ := UnitType(name); fault == "" && t != "socket" {
				fault = "is not a socket"
			}
			if fault != "" {
				return in.at(Ignored, w, quote(w.text)+" "+fault, "")
			}
			return Verdict{}
		})
	})
}

// checkSlice judges Slice=.
func checkSlice(in input) Verdict {
	w := in.whole()
	return in.resolve(w, nameSpecifier, Ignored, func(name string) Verdict {
		fault, o := nameFault(name), Ignored
		if t, _ := UnitType(name); fault == "" {
			// A slice of an impossible name cannot be loaded, and so cannot the
			// service; any other unit is just not taken for a slice.
			if fault = sliceFault(name); t == "slice" {
				o = Fatal
			}
		}
		if fault != "" {
			return in.at(o, w, quoteOrEmpty(w.text)+" "+fault, "write the name of a slice, such as "+sliceExample(w.text))
		}
		return Verdict{}
	})
}

func sliceExample(s string) string {
	base := strings.TrimSuffix(s, ".slice")
	if s := base + ".slice"; base != "" && nameFault(s) == "" && sliceFault(s) == "" {
		return s
	}
	return "user.slice"
}
