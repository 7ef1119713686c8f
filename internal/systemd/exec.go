package systemd

import (
	"strings"
)

// checkExec judges a command line. What is wrong with it is fatal, unless the
// command has the prefix "-": then the line is ignored.
func checkExec(in input) Verdict {
	var first Verdict
	for rest, offset := in.value, 0; ; {
		v, next := in.command(rest, offset)
		first = worse(first, v)
		if next < 0 || v.Refused() {
			return first
		}
		offset += next
		rest = rest[next:]
	}
}

// execPrefixes finds where the program's name begins. The prefixes may come in
// any order, each once; +, ! and !! exclude each other; | is new in 258.
func execPrefixes(in input, s string) (n int, forgiving, ownArgv0, ambient bool) {
	const privileged = "+!"
	seen := ""
	for ; n < len(s); n++ {
		c := s[n]
		switch {
		case strings.IndexByte("-@:", c) >= 0 && strings.IndexByte(seen, c) < 0:
		case c == '|' && in.version >= 262 && strings.IndexByte(seen, c) < 0:
		case strings.IndexByte(privileged, c) >= 0 && !strings.ContainsAny(seen, privileged):
		case c == '!' && strings.Count(seen, "!") == 1 && !strings.Contains(seen, "+"):
			ambient = true
		default:
			return n, forgiving, ownArgv0, ambient
		}
		forgiving = forgiving || c == '-'
		ownArgv0 = ownArgv0 || c == '@'
		seen += string(c)
	}
	return n, forgiving, ownArgv0, ambient
}

// command judges one command of the line; next is the offset behind its
// semicolon, or negative if it was the last.
func (in input) command(src string, offset int) (v Verdict, next int) {
	s := split(src, blanks, unquote|unescapeC|tolerateEscape)
	first, ok, err := s.next()
	shift := func(w word) word { return word{w.text, w.start + offset, w.end + offset} }
	switch {
	case err != nil:
		return in.at(in.execSyntax(), shift(first), "unbalanced quote", ""), -1
	case !ok:
		return Verdict{}, -1
	case first.text == ";":
		return Verdict{}, s.pos
	}
	n, forgiving, ownArgv0, ambient := execPrefixes(in, first.text)
	o := Fatal
	if forgiving {
		o = in.execSyntax()
	}
	program := shift(word{first.text[n:], first.start, first.end})
	v = in.resolve(program, anySpecifier, o, func(p string) Verdict {
		if fault := programFault(p, in.version); fault != "" {
			return in.at(o, program, quoteOrEmpty(program.text)+" "+fault, "")
		}
		return Verdict{}
	})
	if ambient && in.version >= 262 && !v.Refused() {
		v = in.at(Noted, program, "the prefix !! has no effect any more", "remove it")
	}
	if v.Refused() {
		return v, -1
	}
	args := 0
	for !s.done {
		if end, escaped := semicolon(src[s.pos:]); end > 0 {
			s.pos += end
			s.done = s.pos >= len(src)
			if !escaped {
				next = s.pos
				break
			}
			args++
			continue
		}
		arg, ok, err := s.next()
		if err != nil {
			return in.at(o, shift(arg), "unbalanced quote", ""), -1
		}
		if !ok {
			break
		}
		args++
		if bad := in.resolve(shift(arg), anySpecifier, o, func(string) Verdict { return Verdict{} }); bad.Refused() {
			return bad, -1
		}
	}
	if ownArgv0 && args == 0 {
		return in.at(o, program, "the prefix @ needs a word for the program's own name", ""), -1
	}
	if next == 0 {
		next = -1
	}
	return v, next
}

// execSyntax is what an unreadable line does: it is skipped, and a service
// whose only ExecStart= is skipped has none.
func (in input) execSyntax() Outcome {
	if in.key == "ExecStart" {
		return Fatal
	}
	return Ignored
}

// semicolon reports the length of a lone ";" or "\;" with the blanks after it.
func semicolon(s string) (n int, escaped bool) {
	rest, escaped := strings.CutPrefix(s, `\`)
	rest, ok := strings.CutPrefix(rest, ";")
	if !ok || rest != "" && strings.IndexByte(blanks, rest[0]) < 0 {
		return 0, false
	}
	return len(s) - len(strings.TrimLeft(rest, blanks)), escaped
}

// programFault returns what systemd has against a program's path, or "".
func programFault(p string, version int) string {
	switch {
	case p == "":
		return "is no program"
	case strings.ContainsAny(p, "\"'\\\x7f") || hasControl(p):
		return "has a quote, backslash or control character"
	case version >= 262 && strings.ContainsAny(p, "*?["):
		return "has a wildcard"
	case strings.HasSuffix(p, "/"), p == ".", p == "..", strings.HasSuffix(p, "/."), strings.HasSuffix(p, "/.."):
		return "is a directory"
	case strings.HasPrefix(p, "/"):
		if len(p) >= 4096 {
			return "is too long"
		}
		return ""
	case strings.Contains(p, "/"):
		return "is neither an absolute path nor a plain name"
	case len(p) > 255:
		return "is too long"
	}
	return ""
}

func hasControl(s string) bool {
	for _, c := range []byte(s) {
		if c < ' ' {
			return true
		}
	}
	return false
}
