package systemd

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
)

// eachEnumWord yields the words of an enum's argument that the version knows. A
// word may end in "@257" for "since 257" or "@-257" for "before 257". The
// pseudo-words "BOOL" and "EMPTY" stand for any boolean and for the empty value.
func eachEnumWord(arg string, version int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for w := range strings.FieldsSeq(arg) {
			name, since, dated := strings.Cut(w, "@")
			if dated {
				n, _ := strconv.Atoi(since)
				if n >= 0 && version < n || n < 0 && version >= -n {
					continue
				}
			}
			if !yield(name) {
				return
			}
		}
	}
}

// enumWords returns the words that eachEnumWord yields.
func enumWords(arg string, version int) []string {
	return slices.Collect(eachEnumWord(arg, version))
}

// checkEnum judges a directive with a closed set of values, exact in case.
func checkEnum(in input) Verdict {
	_, isBool := ParseBool(in.value)
	for w := range eachEnumWord(in.arg, in.version) {
		switch w {
		case "BOOL":
			if isBool {
				return Verdict{}
			}
		case "EMPTY":
			if in.value == "" {
				return Verdict{}
			}
		case in.value:
			return Verdict{}
		}
	}
	var values []string
	for w := range eachEnumWord(in.arg, in.version) {
		switch w {
		case "BOOL":
			values = append(values, "yes", "no")
		case "EMPTY":
		default:
			values = append(values, w)
		}
	}
	return in.instead(in.bad(Ignored, quoteOrEmpty(in.value)+" is not a value of "+in.key+"=", enumHint(in.key, in.value, values)), in.value, values)
}

// instead adds the value that was meant: without doubt if only case differs.
func (in input) instead(v Verdict, value string, values []string) Verdict {
	for _, w := range values {
		if strings.EqualFold(w, value) {
			v.Instead, v.Certain = w, true
			return v
		}
	}
	if in.key == "Restart" && value == "unless-stopped" {
		v.Instead = "always"
	} else if near, ok := didyoumean.Nearest(value, values); ok {
		v.Instead = near
	}
	return v
}

func enumHint(key, value string, values []string) string {
	if key == "Restart" && value == "unless-stopped" {
		return `the nearest to Docker's and Podman's "unless-stopped" is Restart=always`
	}
	list := "values: " + strings.Join(values, ", ")
	if near, ok := didyoumean.Nearest(value, values); ok {
		return "did you mean " + quote(near) + "? " + list
	}
	return list
}

// checkKillMode is an enum with one value that draws a comment.
func checkKillMode(in input) Verdict {
	if in.value == "none" {
		return in.bad(Noted, "KillMode=none leaves processes behind and is deprecated", "use mixed or control-group")
	}
	return checkEnum(in)
}

// checkAction judges what happens when a unit fails or succeeds. A user
// manager cannot reboot; 252 turns such actions into exit-force.
func checkAction(in input) Verdict {
	if v := checkEnum(in); v.Outcome != Accepted || !in.user {
		return v
	}
	switch in.value {
	case "none", "exit", "exit-force":
		return Verdict{}
	}
	if in.version < 257 {
		if strings.HasPrefix(in.value, "reboot") || strings.HasPrefix(in.value, "poweroff") {
			return in.bad(Noted, "a user manager takes "+in.value+" for exit-force", "")
		}
		return Verdict{}
	}
	return in.bad(Ignored, quote(in.value)+" is for the system manager, this is a unit of a user", "values: none, exit, exit-force")
}

// checkWords judges a list of words from a closed set, after an optional ~.
func checkWords(in input) Verdict {
	values := enumWords(in.arg, in.version)
	skip := 0
	if strings.HasPrefix(in.value, "~") && in.key != "SystemCallArchitectures" {
		skip = 1
	}
	return in.eachWordFrom(skip, blanks, unquote, func(w word) Verdict {
		for _, v := range values {
			if v == w.text {
				return Verdict{}
			}
		}
		return in.at(Ignored, w, quote(w.text)+" is not a value of "+in.key+"=", enumHint(in.key, w.text, values))
	})
}

// quote puts a value into quotes for a message, unchanged inside.
func quote(s string) string {
	if strings.Contains(s, `"`) {
		return "'" + s + "'"
	}
	return `"` + s + `"`
}

// quoteOrEmpty names an empty value.
func quoteOrEmpty(s string) string {
	if s == "" {
		return "an empty value"
	}
	return quote(s)
}
