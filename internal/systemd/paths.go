package systemd

import (
	"strings"
	"unicode/utf8"
)

// pathRule says what a path must be, beside normalised.
type pathRule uint8

const (
	absolute pathRule = 1 << iota
	relative
	notAPI // not below /proc, /sys or /dev
	devOK  // but /dev is fine
)

// pathFault returns what systemd has against a path, or "".
func pathFault(p string, rule pathRule) string {
	if !utf8.ValidString(p) {
		return "is not valid UTF-8"
	}
	isAbs := strings.HasPrefix(p, "/")
	switch {
	case rule&absolute != 0 && !isAbs:
		return "is not an absolute path"
	case rule&relative != 0 && isAbs:
		return "is an absolute path"
	case p == "":
		return "is empty"
	case len(p) >= 4096:
		return "is too long"
	}
	for part := range strings.SplitSeq(p, "/") {
		if part == ".." {
			return `is not normalised: it has ".."`
		}
		if len(part) > 255 {
			return "has a component of more than 255 bytes"
		}
	}
	if p == "." {
		return "is not normalised"
	}
	if rule&notAPI != 0 {
		for _, api := range [...]string{"/proc", "/sys", "/dev"} {
			if (api != "/dev" || rule&devOK == 0) && below(p, api) {
				return "is below " + api
			}
		}
	}
	return ""
}

// simplified is a path as systemd looks at it: after 252 (257 does it, releases in
// between were not measured) it leaves out ".." where that leads above the root.
func (in input) simplified(p string) string {
	if in.version <= 252 || !strings.HasPrefix(p, "/") {
		return p
	}
	for {
		rest := strings.TrimLeft(p, "/")
		first, rest, more := strings.Cut(rest, "/")
		if first != ".." && first != "." {
			return p
		}
		if !more {
			return "/"
		}
		p = "/" + rest
	}
}

// below reports whether p is dir or in it.
func below(p, dir string) bool {
	rest, ok := strings.CutPrefix(squeeze(p), dir)
	return ok && (rest == "" || rest[0] == '/')
}

// squeeze turns runs of slashes into one.
func squeeze(p string) string {
	for strings.Contains(p, "//") {
		p = strings.ReplaceAll(p, "//", "/")
	}
	return p
}

func pathHint(p string) string {
	switch {
	case strings.HasPrefix(p, "~"), strings.HasPrefix(p, "$HOME"), strings.HasPrefix(p, "${HOME}"):
		return "systemd expands neither ~ nor $HOME here; write %h"
	case strings.HasPrefix(p, `"`), strings.HasPrefix(p, "'"):
		return "quotes are part of the value here; remove them"
	}
	return ""
}

// pathWord judges a word that is a path, specifiers resolved first.
func (in input) pathWord(w word, rule pathRule, o Outcome) Verdict {
	return in.resolve(w, anySpecifier, o, func(p string) Verdict {
		if fault := pathFault(in.simplified(p), rule); fault != "" {
			return in.at(o, w, quoteOrEmpty(w.text)+" "+fault, pathHint(w.text))
		}
		return Verdict{}
	})
}

// checkPath judges a single path. The argument may have the words "fatal",
// "dash" (a leading - is allowed), "required" (empty is a fault), "mixed"
// (need not be absolute).
func checkPath(in input) Verdict {
	if in.value == "" && !strings.Contains(in.arg, "required") {
		return Verdict{}
	}
	o := Ignored
	if strings.Contains(in.arg, "fatal") {
		o = Fatal
	}
	w := in.whole()
	if strings.Contains(in.arg, "dash") {
		w = w.trimPrefix("-")
	}
	return in.pathWord(w, absolute, o)
}

// trimPrefix removes one prefix and moves the start.
func (w word) trimPrefix(p string) word {
	if rest, ok := strings.CutPrefix(w.text, p); ok {
		w.text, w.start = rest, w.start+len(p)
	}
	return w
}

// checkWorkingDirectory: ~ is the home directory, a leading dash forgives.
func checkWorkingDirectory(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	w := in.whole().trimPrefix("-")
	if w.text == "~" {
		return Verdict{}
	}
	o := Fatal
	if w.start > 0 {
		o = Ignored
	}
	return in.pathWord(w, absolute, o)
}

// checkPIDFile: a relative path is below /run; anything unfit is fatal.
func checkPIDFile(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	w := in.whole()
	return in.resolve(w, anySpecifier, Ignored, func(p string) Verdict {
		rule := pathRule(0)
		if in.version >= 257 {
			rule = notAPI
		}
		if !strings.HasPrefix(p, "/") {
			p = "/run/" + p
		}
		if fault := pathFault(in.simplified(p), rule); fault != "" {
			return in.at(Fatal, w, quote(w.text)+" "+fault, "")
		}
		return Verdict{}
	})
}

// checkPaths judges a list of paths with - and + in front.
func checkPaths(in input) Verdict {
	return in.eachWord(blanks, unquote, func(w word) Verdict {
		if in.arg == "prefixed" {
			w = w.trimPrefix("-").trimPrefix("+")
		}
		return in.pathWord(w, absolute, Ignored)
	})
}

// checkColonPaths judges ExecSearchPath=.
func checkColonPaths(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	return in.eachWord(":", keepEmpty, func(w word) Verdict { return in.pathWord(w, absolute, Ignored) })
}

// checkBindPaths judges BindPaths=: SOURCE[:DESTINATION[:OPTIONS]] ….
func checkBindPaths(in input) Verdict {
	var first Verdict
	s := split(in.value, ":"+blanks, unquote|keepEmpty)
	for in.value != "" {
		src, ok, err := s.next()
		if err != nil {
			return worse(first, in.at(Ignored, src, "unbalanced quote or bad escape", ""))
		}
		if !ok {
			break
		}
		v := in.bindTriple(src, s)
		first = worse(first, v)
		if v.Message == errSyntax.Error() {
			break
		}
	}
	return first
}

// bindTriple reads what follows a source. A bad source does not consume its
// destination: systemd then takes that for the next source.
func (in input) bindTriple(src word, s *splitter) Verdict {
	colon := s.sep == ':'
	if v := in.pathWord(src.trimPrefix("-"), absolute, Ignored); v.Refused() || !colon {
		return v
	}
	dst, ok, err := s.next()
	if err != nil || !ok {
		return in.at(Ignored, dst, errSyntax.Error(), "")
	}
	colon = s.sep == ':'
	if v := in.pathWord(dst, absolute, Ignored); v.Refused() || !colon {
		return v
	}
	s.seps, s.mode = blanks, unquote
	opt, _, err := s.next()
	s.seps, s.mode = ":"+blanks, unquote|keepEmpty
	switch {
	case err != nil:
		return in.at(Ignored, opt, errSyntax.Error(), "")
	case opt.text != "" && opt.text != "rbind" && opt.text != "norbind":
		return in.at(Ignored, opt, quote(opt.text)+" is not an option of "+in.key+"=", "options: rbind, norbind")
	}
	return Verdict{}
}

// checkTmpfs judges TemporaryFileSystem=: PATH[:OPTIONS] ….
func checkTmpfs(in input) Verdict {
	return in.eachWord(blanks, unquote, func(w word) Verdict {
		s := split(w.text, ":", keepEmpty)
		p, _, err := s.next()
		if err != nil {
			return in.at(Ignored, w, errSyntax.Error(), "")
		}
		return in.pathWord(word{p.text, w.start, w.end}, absolute, Ignored)
	})
}

// checkDirectories judges RuntimeDirectory= and its kin: NAME[:LINK[:ro]] ….
func checkDirectories(in input) Verdict {
	return in.eachWord(blanks, unquote|keepBackslash, func(w word) Verdict {
		var parts []string
		most, mode := 3, unescapeC|unescapeSep|keepEmpty
		if in.version < 257 {
			most, mode = 2, unescapeC|unescapeSep
		}
		for s := split(w.text, ":", mode); len(parts) < most; {
			p, ok, err := s.next()
			if err != nil {
				return in.at(Ignored, w, errSyntax.Error(), "")
			}
			if !ok {
				break
			}
			parts = append(parts, p.text)
		}
		for len(parts) < 3 {
			parts = append(parts, "")
		}
		v := in.directoryName(w, parts[0])
		switch {
		case v.Refused():
		case parts[1] != "" && in.key == "ConfigurationDirectory":
			v = in.at(Ignored, w, in.key+"= takes no second name", "")
		case parts[1] != "":
			v = in.directoryName(w, parts[1])
		}
		if !v.Refused() && parts[2] != "" && parts[2] != "ro" {
			v = in.at(Ignored, w, quote(parts[2])+" is not a flag of "+in.key+"=", "the only flag is ro")
		}
		return v
	})
}

func (in input) directoryName(w word, name string) Verdict {
	return in.resolve(word{name, w.start, w.end}, anySpecifier, Ignored, func(p string) Verdict {
		if fault := pathFault(p, relative); fault != "" {
			return in.at(Ignored, w, quoteOrEmpty(name)+" "+fault, "write a name relative to the directory that "+in.key+"= stands for")
		}
		if p == "private" || strings.HasPrefix(p, "private/") {
			return in.at(Ignored, w, "the name private is reserved", "")
		}
		return Verdict{}
	})
}
