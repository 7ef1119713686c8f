package systemd

import (
	"strings"
	"unicode/utf8"
)

// envNameFault returns what systemd has against a variable's name, or "".
// Podman is more liberal: it takes dots and dashes.
func envNameFault(name string) string {
	if name == "" {
		return "has no name"
	}
	if name[0] >= '0' && name[0] <= '9' {
		return "begins with a digit"
	}
	for _, c := range []byte(name) {
		if c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return "has a character other than letters, digits and _ in its name"
		}
	}
	return ""
}

// assignmentFault returns what systemd has against NAME=VALUE, or "".
func assignmentFault(s string) string {
	name, value, ok := strings.Cut(s, "=")
	if !ok {
		return "is not an assignment"
	}
	if !utf8.ValidString(value) {
		return "is not valid UTF-8"
	}
	return envNameFault(name)
}

// checkEnvironment judges Environment=: assignments, each quoted as a whole.
func checkEnvironment(in input) Verdict {
	return in.eachWord(blanks, unquote|unescapeC, func(w word) Verdict {
		return in.resolve(w, anySpecifier, Ignored, func(text string) Verdict {
			if fault := assignmentFault(text); fault != "" {
				hint := ""
				if w.start > 0 && fault == "is not an assignment" {
					hint = `if it belongs to the value before, quote the whole: "NAME=two words"`
				}
				return in.at(Ignored, w, quote(w.text)+" "+fault, hint)
			}
			return Verdict{}
		})
	})
}

// checkVariableNames judges PassEnvironment= and, with argument
// "assignments", UnsetEnvironment=.
func checkVariableNames(in input) Verdict {
	mode := unquote
	if in.arg == "assignments" {
		mode |= unescapeC
	}
	return in.eachWord(blanks, mode, func(w word) Verdict {
		return in.resolve(w, anySpecifier, Ignored, func(text string) Verdict {
			fault := envNameFault(text)
			if fault == "" || in.arg == "assignments" && assignmentFault(text) == "" {
				return Verdict{}
			}
			return in.at(Ignored, w, quote(w.text)+" "+fault, "write names of variables, separated by blanks")
		})
	})
}

// checkLogFields judges LogExtraFields=: journal fields, FIELD=VALUE.
func checkLogFields(in input) Verdict {
	return in.eachWord(blanks, unquote|unescapeC, func(w word) Verdict {
		return in.resolve(w, anySpecifier, Ignored, func(text string) Verdict {
			name, _, ok := strings.Cut(text, "=")
			if !ok {
				return in.at(Ignored, w, quote(w.text)+" is not an assignment", "")
			}
			if !validField(name) {
				return in.at(Ignored, w, quote(name)+" is not the name of a journal field", "capital letters, digits and _, not beginning with a digit or _")
			}
			return Verdict{}
		})
	})
}

func validField(name string) bool {
	if name == "" || len(name) > 64 || name[0] == '_' {
		return false
	}
	return strings.ToUpper(name) == name && envNameFault(name) == ""
}
