package systemd

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// checkText judges free text in which only specifiers are resolved. Words of
// the argument: "fatal" for a bad one, "dash" for a prefix that forgives, "ascii".
func checkText(in input) Verdict {
	o := Ignored
	w := in.whole()
	if strings.Contains(in.arg, "fatal") {
		o = Fatal
	}
	if strings.Contains(in.arg, "dash") {
		if w = w.trimPrefix("-"); w.start > 0 {
			o = Ignored
		}
	}
	return in.resolve(w, anySpecifier, o, func(text string) Verdict {
		if strings.Contains(in.arg, "ascii") && in.section == "Unit" && (!isASCII(text) || len(text) > 255) {
			return in.bad(Ignored, quote(text)+" is not plain ASCII", "")
		}
		return Verdict{}
	})
}

func isASCII(s string) bool {
	for _, c := range []byte(s) {
		if c >= 128 {
			return false
		}
	}
	return true
}

// checkConditionPath judges a condition on a path: [|][!]PATH.
func checkConditionPath(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	return in.pathWord(in.whole().trimPrefix("|").trimPrefix("!"), absolute, Ignored)
}

// checkCondition judges any other condition. systemd looks at the rest of it
// only when the unit starts.
func checkCondition(in input) Verdict {
	return in.resolve(in.whole(), anySpecifier, Ignored, func(string) Verdict { return Verdict{} })
}

// checkDocumentation judges a list of URLs.
func checkDocumentation(in input) Verdict {
	return in.eachWord(blanks, unquote|keepBackslash, func(w word) Verdict {
		return in.resolve(w, anySpecifier, Ignored, func(url string) Verdict {
			for _, scheme := range [...]string{"http://", "https://", "file:/", "info:", "man:"} {
				if rest, ok := strings.CutPrefix(url, scheme); ok && rest != "" && isASCII(url) {
					return Verdict{}
				}
			}
			if url == "" {
				return Verdict{}
			}
			return in.at(Ignored, w, quote(w.text)+" is not a URL that Documentation= takes", "schemes: http, https, file, info, man")
		})
	})
}

// checkBusName judges BusName=: at least two parts of letters, digits, _ and -
// separated by dots.
func checkBusName(in input) Verdict {
	w := in.whole()
	return in.resolve(w, anySpecifier, Ignored, func(name string) Verdict {
		unique := strings.HasPrefix(name, ":")
		parts := strings.Split(strings.TrimPrefix(name, ":"), ".")
		ok := len(parts) > 1 && len(name) <= 255
		for _, p := range parts {
			ok = ok && p != "" && (unique || p[0] < '0' || p[0] > '9') && envNameFault("_"+strings.ReplaceAll(p, "-", "_")) == ""
		}
		if ok {
			return Verdict{}
		}
		return in.at(Ignored, w, quoteOrEmpty(w.text)+" is not a D-Bus name", "write it like org.example.Service")
	})
}

// checkStdio judges StandardInput=, StandardOutput= and StandardError=. The
// argument has the plain words, with prefixes marked by a colon.
func checkStdio(in input) Verdict {
	plain := strings.Fields(in.arg)
	for _, p := range plain {
		if !strings.HasSuffix(p, ":") {
			if p == in.value {
				return Verdict{}
			}
			continue
		}
		rest, ok := strings.CutPrefix(in.value, p)
		if !ok {
			continue
		}
		w := word{rest, len(p), len(in.value)}
		if p == "fd:" {
			return in.resolve(w, anySpecifier, Ignored, func(name string) Verdict {
				if strings.Contains(name, ":") || !isASCII(name) || hasControl(name) || len(name) > 255 {
					return in.at(Ignored, w, quote(w.text)+" is not the name of a file descriptor", "")
				}
				return Verdict{}
			})
		}
		return in.pathWord(w, absolute, Ignored)
	}
	if in.key != "StandardInput" && (in.value == "syslog" || in.value == "syslog+console") {
		return in.bad(Noted, quote(in.value)+" is obsolete", "write "+strings.Replace(in.value, "syslog", "journal", 1))
	}
	return in.bad(Ignored, quoteOrEmpty(in.value)+" is not a value of "+in.key+"=", enumHint(in.key, in.value, plain))
}

// checkInputText judges StandardInputText=: C escapes, then specifiers.
func checkInputText(in input) Verdict {
	s := split(in.value, "", unescapeC)
	w, ok, err := s.next()
	if err != nil {
		return in.bad(Ignored, quote(in.value)+" has an escape that C does not know", "")
	}
	if !ok {
		return Verdict{}
	}
	return in.resolve(w, anySpecifier, Ignored, func(string) Verdict { return Verdict{} })
}

// validBase64 is systemd's reading: blanks are skipped, padding is required,
// the alphabet for URLs is allowed since 257.
func validBase64(s string, version int) bool {
	s = strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "").Replace(s)
	if version >= 257 {
		s = strings.NewReplacer("-", "+", "_", "/").Replace(s)
	}
	_, err := base64.StdEncoding.DecodeString(s)
	return err == nil
}

// checkBase64 judges StandardInputData=.
func checkBase64(in input) Verdict {
	if validBase64(in.value, in.version) {
		return Verdict{}
	}
	return in.bad(Ignored, quote(in.value)+" is not base64", "")
}

// checkRootHash judges RootHash= (argument "hex") and RootHashSignature=.
func checkRootHash(in input) Verdict {
	if in.value == "" || strings.HasPrefix(in.value, "/") {
		return Verdict{}
	}
	if in.arg == "hex" {
		if b, err := hex.DecodeString(in.value); err != nil || len(b) < 16 {
			return in.bad(Ignored, quote(in.value)+" is neither a path nor a hash in hexadecimal", "")
		}
		return Verdict{}
	}
	if rest, ok := strings.CutPrefix(in.value, "base64:"); !ok || !validBase64(rest, in.version) {
		return in.bad(Ignored, quote(in.value)+` is neither a path nor "base64:" and data`, "")
	}
	return Verdict{}
}

// credentialFault returns what is wrong with the name of a credential, or "".
func credentialFault(name string) string {
	if name == "" || name == "." || name == ".." || len(name) > 255 || strings.ContainsAny(name, "/:\x7f") || !isASCII(name) || hasControl(name) {
		return "is not the name of a credential"
	}
	return ""
}

// checkCredential judges the directives that give a service its credentials.
// The argument is load, set, sealed or import.
func checkCredential(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	s := split(in.value, ":", keepEmpty)
	id, _, err := s.next()
	if err != nil {
		return in.bad(Ignored, quote(in.value)+" has a bad escape", "")
	}
	rest := word{"", len(in.value), len(in.value)}
	if !s.done {
		rest = word{in.value[s.pos:], s.pos, len(in.value)}
	}
	if rest.text == "" && (in.arg == "set" || in.arg == "sealed") {
		return in.bad(Ignored, quote(in.value)+" has no data", "write NAME:DATA")
	}
	v := in.resolve(id, anySpecifier, Ignored, func(name string) Verdict {
		if in.arg == "import" {
			name = strings.TrimSuffix(name, "*")
			if strings.ContainsAny(name, "*?[]") {
				return in.at(Ignored, id, quote(id.text)+" has a wildcard other than * at the end", "")
			}
			if name == "" && strings.HasSuffix(id.text, "*") {
				return Verdict{}
			}
		}
		if fault := credentialFault(name); fault != "" {
			return in.at(Ignored, id, quoteOrEmpty(id.text)+" "+fault, "")
		}
		return Verdict{}
	})
	if v.Refused() || rest.text == "" {
		return v
	}
	return in.credentialSource(rest)
}

func (in input) credentialSource(w word) Verdict {
	switch in.arg {
	case "sealed":
		if !validBase64(w.text, in.version) {
			return in.at(Ignored, w, "the data of "+in.key+"= is not base64", "")
		}
	case "set":
		if _, _, err := split(w.text, "", unescapeC).next(); err != nil {
			return in.at(Ignored, w, "the data of "+in.key+"= has an escape that C does not know", "")
		}
	case "import":
		if credentialFault(w.text) != "" {
			return in.at(Ignored, w, quote(w.text)+" is not the name of a credential", "")
		}
	default:
		return in.resolve(w, anySpecifier, Ignored, func(src string) Verdict {
			fault := credentialFault(src)
			if strings.HasPrefix(src, "/") {
				if fault = pathFault(src, 0); fault == "" && (strings.Contains(src, "//") || strings.Contains(src, "/./") || strings.HasSuffix(src, "/.")) {
					fault = "is not a normalised path"
				}
			}
			if fault != "" {
				return in.at(Ignored, w, quote(w.text)+" "+fault, "")
			}
			return Verdict{}
		})
	}
	return Verdict{}
}
