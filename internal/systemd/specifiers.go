package systemd

import "strings"

// Specifier is a percent escape that systemd expands when it loads a unit.
type Specifier struct {
	Letter byte
	// Since is the first measured version that knows it.
	Since int
	// InNames is true where it is also expanded in the names of dependencies,
	// sockets and slices, which know only a few.
	InNames bool
	// Shape is a value of the kind that it becomes, "" if that can be any text.
	Shape string
	// Meaning says what it becomes.
	Meaning string
}

// specifiers is sorted by letter. Source: systemd.unit(5), section Specifiers.
var specifiers = [...]Specifier{
	{'A', 252, true, "", "the image version of the operating system"},
	{'B', 252, true, "", "the build ID of the operating system"},
	{'C', 252, false, "/x", "the cache directory: /var/cache, or $XDG_CACHE_HOME"},
	{'D', 257, false, "/x", "the shared data directory: /usr/share, or $XDG_DATA_HOME"},
	{'E', 252, false, "/x", "the configuration directory: /etc, or $XDG_CONFIG_HOME"},
	{'G', 252, true, "1", "the numeric group of the manager"},
	{'H', 252, true, "", "the host name"},
	{'I', 252, false, "", "the instance name, unescaped"},
	{'J', 252, false, "", "the last component of the prefix, unescaped"},
	{'L', 252, false, "/x", "the log directory: /var/log, or $XDG_STATE_HOME/log"},
	{'M', 252, true, "", "the image ID of the operating system"},
	{'N', 252, true, "x", "the unit name without its suffix"},
	{'P', 252, false, "", "the prefix, unescaped"},
	{'R', 252, false, "", "the root of the control groups (deprecated)"},
	{'S', 252, false, "/x", "the state directory: /var/lib, or $XDG_STATE_HOME"},
	{'T', 252, false, "/x", "the directory for temporary files: /tmp"},
	{'U', 252, true, "1", "the numeric user of the manager (not User=)"},
	{'V', 252, false, "/x", "the directory for larger temporary files: /var/tmp"},
	{'W', 252, true, "", "the variant ID of the operating system"},
	{'Y', 252, false, "/x", "the directory of the unit file"},
	{'a', 252, true, "", "the architecture"},
	{'b', 252, true, "", "the boot ID"},
	{'c', 252, false, "", "the control group of the unit (deprecated)"},
	{'d', 252, false, "/x", "the credentials directory"},
	{'f', 252, false, "/x", "the unescaped instance or prefix, as a path"},
	{'g', 252, true, "", "the group name of the manager"},
	{'h', 252, false, "/x", "the home directory of the manager's user"},
	{'i', 252, true, "", "the instance name, between @ and the suffix"},
	{'j', 252, true, "", "the last component of the prefix"},
	{'l', 252, true, "", "the short host name"},
	{'m', 252, true, "", "the machine ID"},
	{'n', 252, true, "x.service", "the full unit name"},
	{'o', 252, true, "", "the operating system ID"},
	{'p', 252, true, "", "the prefix: the name before @"},
	{'q', 252, true, "", "the pretty host name"},
	{'r', 252, false, "", "the control group of the slice (deprecated)"},
	{'s', 252, false, "/x", "the shell of the manager's user"},
	{'t', 252, false, "/x", "the runtime directory: /run, or $XDG_RUNTIME_DIR"},
	{'u', 252, true, "", "the user name of the manager (not User=)"},
	{'v', 252, true, "", "the kernel release"},
	{'w', 252, true, "", "the version ID of the operating system"},
	{'y', 252, false, "/x", "the path of the unit file"},
}

// LookupSpecifier finds the specifier %letter.
func LookupSpecifier(letter byte) (Specifier, bool) {
	for _, s := range specifiers {
		if s.Letter == letter {
			return s, true
		}
	}
	return Specifier{}, false
}

// Specifiers returns all specifiers, sorted by letter.
func Specifiers() []Specifier { return append([]Specifier(nil), specifiers[:]...) }

// specifierSet says which specifiers a directive expands.
type specifierSet uint8

const (
	anySpecifier specifierSet = iota
	nameSpecifier
)

// badSpecifier finds the first specifier of the text that this version cannot
// resolve. A percent sign before anything but a letter or digit, or at the
// end, is an ordinary character.
func (in input) badSpecifier(text string, set specifierSet) (letter byte, bad bool) {
	at, bad := in.findBadSpecifier(text, set)
	if !bad {
		return 0, false
	}
	return text[at+1], true
}

func (in input) findBadSpecifier(text string, set specifierSet) (at int, bad bool) {
	for i := 0; i+1 < len(text); i++ {
		if text[i] != '%' {
			continue
		}
		i++
		c := text[i]
		s, known := LookupSpecifier(c)
		if known && in.version >= s.Since && (s.InNames || set != nameSpecifier) {
			continue
		}
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return i - 1, true
		}
	}
	return 0, false
}

// BadSpecifier finds the first specifier of a command line that systemd cannot
// resolve, and where its percent sign stands. A unit with one is not loaded.
func BadSpecifier(text string, o Options) (at int, bad bool) {
	for i, version := range o.versions() {
		in := input{version: version}
		pos, found := in.findBadSpecifier(text, anySpecifier)
		if !found {
			return 0, false
		}
		if i == 0 {
			at = pos
		}
	}
	return at, true
}

// expand replaces every specifier by a value of its shape, or by free, and
// %% by a percent sign. It reports whether there was one.
func (in input) expand(text, free string) (string, bool) {
	if !strings.Contains(text, "%") {
		return text, false
	}
	var out strings.Builder
	found := false
	for i := 0; i < len(text); i++ {
		if text[i] != '%' || i+1 == len(text) {
			out.WriteByte(text[i])
			continue
		}
		i++
		filler := free
		if text[i] == '%' {
			out.WriteByte('%')
		} else if s, known := LookupSpecifier(text[i]); known {
			found = true
			if s.Shape != "" {
				filler = s.Shape
			}
			out.WriteString(filler)
		} else {
			out.WriteByte('%')
			out.WriteByte(text[i])
		}
	}
	return out.String(), found
}

// fillers stand for what a specifier may become. A text with specifiers is
// only refused if it is refused with each of them.
var fillers = [...]string{"x", "/x", "", "1", "A=b", "x.service", "x.socket", "x.slice"}

// resolve judges a word whose specifiers systemd expands first. An unresolvable
// one gives the outcome unresolved.
func (in input) resolve(w word, set specifierSet, unresolved Outcome, judge func(text string) Verdict) Verdict {
	if c, bad := in.badSpecifier(w.text, set); bad {
		text := "%" + string(c) + " is not a specifier"
		if _, known := LookupSpecifier(c); known {
			text += " that " + in.key + "= understands"
		}
		v := in.at(unresolved, w, text, "write %% for a percent sign")
		v.Reason, v.Said = UnknownSpecifier, "Failed to resolve unit specifiers"
		return v
	}
	text, found := in.expand(w.text, fillers[0])
	v := judge(text)
	if !found {
		return v
	}
	for _, old := range [...]string{"%c", "%r", "%R"} {
		if strings.Contains(strings.ReplaceAll(w.text, "%%", ""), old) {
			return in.at(Noted, w, old+" is deprecated and does not work as intended", "")
		}
	}
	for _, f := range fillers[1:] {
		if !v.Refused() {
			return Verdict{}
		}
		text, _ = in.expand(w.text, f)
		v = judge(text)
	}
	// What was judged is not what is written, so neither are its positions.
	v.Start, v.End = w.start, w.end
	return v
}
