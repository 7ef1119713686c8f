package systemd

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// accountFault returns what systemd has against a user or group, or "". It is
// relaxed about names; what it refuses would break /etc/passwd.
func accountFault(s string) string {
	switch {
	case s == "":
		return "is empty"
	case validID(s):
		return ""
	case strings.HasPrefix(s, " "), strings.HasSuffix(s, " "):
		return "begins or ends with a blank"
	case !utf8.ValidString(s):
		return "is not valid UTF-8"
	case hasControl(s), strings.Contains(s, "\x7f"):
		return "has a control character"
	case strings.ContainsAny(s, ":/"):
		return "has a colon or a slash"
	case allDigits(strings.TrimPrefix(s, "-")), s == "-":
		return "is not a valid number of a user or group"
	case s == ".", s == "..":
		return "is the name of a directory"
	}
	return ""
}

// validID reports whether s is a number that a user or group can have: not
// 65535 and not 4294967295, which mean "none".
func validID(s string) bool {
	if !allDigits(s) || len(s) > 1 && s[0] == '0' {
		return false
	}
	v, err := strconv.ParseUint(s, 10, 32)
	return err == nil && v != 65535 && v != 4294967295
}

// checkAccount judges User= and Group=; an unfit one is fatal.
func checkAccount(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	return in.account(in.whole())
}

// checkAccounts judges SupplementaryGroups=.
func checkAccounts(in input) Verdict {
	v := in.eachWord(blanks, 0, in.account)
	if v.Outcome == Ignored {
		v.Outcome = Fatal
	}
	return v
}

func (in input) account(w word) Verdict {
	return in.resolve(w, anySpecifier, Fatal, func(name string) Verdict {
		if fault := accountFault(name); fault != "" {
			return in.at(Fatal, w, quote(w.text)+" "+fault, "")
		}
		return Verdict{}
	})
}
