package systemd

import (
	"strings"
)

// checkFlags judges a boolean or a list of words after an optional ~, read as
// one value: one bad word spoils the line.
func checkFlags(in input) Verdict {
	if _, ok := ParseBool(in.value); ok {
		return Verdict{}
	}
	if in.value == "~user" {
		return Verdict{} // DelegateNamespaces= cannot delegate it, and need not leave it out
	}
	if v := checkWords(in); v.Refused() {
		return in.bad(Ignored, v.Message, v.Hint)
	}
	return Verdict{}
}

// checkAddressFamilies judges RestrictAddressFamilies=.
func checkAddressFamilies(in input) Verdict {
	if in.value == "none" {
		return Verdict{}
	}
	return checkWords(in)
}

// checkSyscalls judges SystemCallFilter= (argument "errno") and SystemCallLog=.
// Which names exist depends on libseccomp, so only what no name can be is refused.
func checkSyscalls(in input) Verdict {
	skip := 0
	if strings.HasPrefix(in.value, "~") {
		skip = 1
	}
	return in.eachWordFrom(skip, blanks, 0, func(w word) Verdict {
		name := w.text
		if in.arg == "errno" {
			n, action, colon := strings.Cut(w.text, ":")
			if colon && !validErrno(action) && action != "kill" {
				return in.at(Ignored, w, quote(action)+" is not an error number", "write a name like EPERM")
			}
			if colon && skip == 0 {
				return in.at(Ignored, w, "an allowed system call takes no error number", "")
			}
			name = n
		}
		if group, ok := strings.CutPrefix(name, "@"); ok {
			if groups := enumWords(syscallGroups, in.version); !contains(groups, group) {
				return in.at(Ignored, w, quote(name)+" is not a group of system calls", enumHint(in.key, group, groups))
			}
			return Verdict{}
		}
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || name == "" || allDigits(name) {
			return in.at(Ignored, w, quote(name)+" is not a system call", "")
		}
		if _, known := syscallNamed(name); !known {
			return in.at(Ignored, w, quote(name)+" is not a system call", "")
		}
		return Verdict{}
	})
}

func contains(words []string, w string) bool {
	for _, x := range words {
		if x == w {
			return true
		}
	}
	return false
}

// checkErrno judges SystemCallErrorNumber=.
func checkErrno(in input) Verdict {
	if in.value == "" || in.value == "kill" {
		return Verdict{}
	}
	if n, ok := parseInt(in.value); ok && n == 0 || !validErrno(in.value) {
		return in.bad(Ignored, quote(in.value)+" is not an error number", "write a name like EPERM, or kill")
	}
	return Verdict{}
}

// validErrno accepts numbers up to 4095 and names of errno.h.
func validErrno(s string) bool {
	if n, ok := parseInt(s); ok {
		return n >= 0 && n <= 4095
	}
	return s != "" && !strings.Contains(s, " ") && strings.Contains(errnoNames, " "+s+" ")
}

// checkFileSystems judges RestrictFileSystems=: names are not looked up, groups are.
func checkFileSystems(in input) Verdict {
	skip := 0
	if strings.HasPrefix(in.value, "~") {
		skip = 1
	}
	return in.eachWordFrom(skip, blanks, unquote, func(w word) Verdict {
		group, ok := strings.CutPrefix(w.text, "@")
		if !ok {
			return Verdict{}
		}
		groups := strings.Fields(in.arg)
		if contains(groups, group) {
			return Verdict{}
		}
		return in.at(Ignored, w, quote(w.text)+" is not a group of file systems", enumHint(in.key, group, groups))
	})
}

// checkCoredumpFilter judges a list of names and hexadecimal masks.
func checkCoredumpFilter(in input) Verdict {
	names := strings.Fields(in.arg)
	for s := split(in.value, blanks, 0); ; {
		w, ok, err := s.next()
		if err != nil {
			return in.bad(Ignored, quote(in.value)+" has a bad escape", "")
		}
		if !ok {
			return Verdict{}
		}
		if _, hex := parseUint(w.text, 16, 64); !hex && !contains(names, w.text) {
			return in.bad(Ignored, quote(w.text)+" is not a kind of mapping", enumHint(in.key, w.text, names))
		}
	}
}

// checkNumberedEnum judges names that also go by number. The argument is the
// largest number of 252 and 257, that of 262, and the names.
func checkNumberedEnum(in input) Verdict {
	f := strings.Fields(in.arg)
	limit := f[0]
	if in.version >= 262 {
		limit = f[1]
	}
	high, _ := parseUint(limit, 10, 32)
	empty := f[2] == "EMPTY"
	if v, ok := parseUint(in.value, 0, 31); ok && v <= high || in.value == "" && empty || contains(f[2:], in.value) && in.value != "EMPTY" {
		return Verdict{}
	}
	names := f[2:]
	if empty {
		names = f[3:]
	}
	return in.bad(Ignored, quoteOrEmpty(in.value)+" is not a value of "+in.key+"=", enumHint(in.key, in.value, names))
}

// checkImages judges MountImages= and ExtensionImages=: SOURCE[:DESTINATION][:OPTIONS] ….
func checkImages(in input) Verdict {
	return in.eachWord(blanks, unquote|keepBackslash, func(w word) Verdict {
		rule := absolute
		if in.version >= 257 {
			rule |= notAPI
		}
		s := split(w.text, ":", unescapeC|unescapeSep)
		src, ok, err := s.next()
		if err != nil {
			return in.at(Ignored, w, quote(w.text)+" has a bad escape", "")
		}
		if !ok {
			return Verdict{}
		}
		if in.arg == "destination" {
			rule |= devOK
		}
		if v := in.pathWord(word{src.trimPrefix("-").text, w.start, w.end}, rule, Ignored); v.Refused() {
			return v
		}
		if in.arg == "destination" {
			dst, ok, err := s.next()
			if err != nil || !ok || dst.text == "" {
				return in.at(Ignored, w, quote(w.text)+" has no destination", "write SOURCE:DESTINATION")
			}
			if v := in.pathWord(word{dst.text, w.start, w.end}, rule, Ignored); v.Refused() {
				return v
			}
		}
		return in.imageOptions(w, s)
	})
}

// imageOptions judges the options: one set for all, or PARTITION:OPTIONS pairs.
func (in input) imageOptions(w word, s *splitter) Verdict {
	for {
		partition, ok, err := s.next()
		if err != nil {
			return in.at(Ignored, w, quote(w.text)+" has a bad escape", "")
		}
		if !ok {
			return Verdict{}
		}
		options, pair, err := s.next()
		if err != nil {
			return in.at(Ignored, w, quote(w.text)+" has a bad escape", "")
		}
		if !pair {
			options = partition
		} else if names := enumWords(partitions, in.version); !contains(names, partition.text) {
			return in.at(Ignored, w, quote(partition.text)+" is not the name of a partition", enumHint(in.key, partition.text, names))
		}
		if v := in.resolve(word{options.text, w.start, w.end}, anySpecifier, Ignored, func(string) Verdict { return Verdict{} }); v.Refused() {
			return v
		}
	}
}

// partitions are the designators of the discoverable partitions. 252 also took
// those of other architectures.
const partitions = "root usr home srv esp xbootldr swap root-verity usr-verity root-verity-sig usr-verity-sig tmp var" +
	" root-secondary@-257 root-other@-257 usr-secondary@-257 usr-other@-257 root-secondary-verity@-257 root-other-verity@-257" +
	" usr-secondary-verity@-257 usr-other-verity@-257 root-secondary-verity-sig@-257 root-other-verity-sig@-257" +
	" usr-secondary-verity-sig@-257 usr-other-verity-sig@-257"

// checkRootImageOptions judges "[PARTITION:]OPTIONS …".
func checkRootImageOptions(in input) Verdict {
	names := enumWords(partitions, in.version)
	return in.eachWord(blanks, unquote|keepBackslash, func(w word) Verdict {
		s := split(w.text, ":", unescapeC|unescapeSep)
		first, ok, err := s.next()
		second, pair, err2 := s.next()
		if err != nil || err2 != nil || !s.done {
			return in.at(Ignored, w, quote(w.text)+" is not a partition with its options", "")
		}
		if !ok {
			return Verdict{}
		}
		options := first
		if pair && second.text != "" {
			options = second
			if !contains(names, first.text) {
				return in.at(Ignored, w, quote(first.text)+" is not the name of a partition", enumHint(in.key, first.text, names))
			}
		}
		return in.resolve(word{options.text, w.start, w.end}, anySpecifier, Ignored, func(string) Verdict { return Verdict{} })
	})
}

// checkImagePolicy judges RootImagePolicy= and its kin. A bad policy stops
// the unit up to 257; 262 skips what it does not know.
func checkImagePolicy(in input) Verdict {
	switch in.value {
	case "", "*", "-", "~":
		return Verdict{}
	}
	parts := enumWords(partitions, in.version)
	for rule := range strings.SplitSeq(in.value, ":") {
		partition, flags, ok := strings.Cut(rule, "=")
		if !ok {
			return in.bad(Fatal, quote(in.value)+" is not an image policy", "write PARTITION=FLAG+FLAG, separated by colons")
		}
		if in.version >= 262 {
			continue
		}
		if partition != "" && !contains(parts, partition) {
			return in.bad(Fatal, quote(partition)+" is not a partition of an image policy", enumHint(in.key, partition, parts))
		}
		for flag := range strings.SplitSeq(flags, "+") {
			if flag != "" && !contains(policyFlags(), strings.Trim(flag, blanks)) {
				return in.bad(Fatal, quote(flag)+" is not a flag of an image policy", enumHint(in.key, flag, policyFlags()))
			}
		}
	}
	return Verdict{}
}

func policyFlags() []string {
	return strings.Fields("verity signed encrypted unprotected unused absent open ignore read-only-on read-only-off growfs-on growfs-off")
}

// checkLogNamespace judges LogNamespace=.
func checkLogNamespace(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	w := in.whole()
	return in.resolve(w, anySpecifier, Ignored, func(name string) Verdict {
		bad := name == "" || name == "." || name == ".." || len(name) > 222
		for _, c := range []byte(name) {
			bad = bad || !validNameByte(c) || c == '\\'
		}
		if bad {
			return in.at(Ignored, w, quote(w.text)+" is not the name of a log namespace", "letters, digits and - _ . : @")
		}
		return Verdict{}
	})
}

// checkOpenFile judges "PATH[:NAME[:OPTIONS]]".
func checkOpenFile(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	bad := func() Verdict {
		return in.bad(Ignored, quote(in.value)+" is not a file to open", "write PATH:NAME:OPTIONS; options: read-only, append, truncate, graceful")
	}
	var parts [3]string
	s := split(in.value, ":", keepEmpty|unescapeC)
	for i := range parts {
		w, ok, err := s.next()
		if err != nil {
			return bad()
		}
		if !ok {
			break
		}
		parts[i] = w.text
	}
	if !s.done && s.pos < len(in.value) || !strings.HasPrefix(parts[0], "/") || credentialName(parts[1]) || parts[1] == "" && strings.Trim(parts[0], "/") == "" {
		return bad()
	}
	seen := ""
	for option := range strings.SplitSeq(parts[2], ",") {
		if option != "" && (!contains([]string{"read-only", "append", "truncate", "graceful"}, option) || strings.Contains(seen, option)) {
			return bad()
		}
		seen += " " + option
	}
	if strings.Count(seen, "read-only")+strings.Count(seen, "append")+strings.Count(seen, "truncate") > 1 {
		return bad()
	}
	return Verdict{}
}

// credentialName reports whether a descriptor's name has what it must not have.
func credentialName(s string) bool {
	return strings.Contains(s, ":") || !isASCII(s) || hasControl(s) || len(s) > 255
}

// checkBPFProgram judges "TYPE:PATH".
func checkBPFProgram(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	kind, path, ok := strings.Cut(in.value, ":")
	if !ok || path == "" {
		return in.bad(Ignored, quote(in.value)+" is not a BPF program", "write TYPE:PATH")
	}
	if !contains(strings.Fields(in.arg), kind) {
		return in.at(Ignored, word{kind, 0, len(kind)}, quote(kind)+" is not a place to attach a BPF program", enumHint(in.key, kind, strings.Fields(in.arg)))
	}
	return in.pathWord(word{path, len(kind) + 1, len(in.value)}, absolute, Ignored)
}

// checkNFTSet judges "SOURCE:FAMILY:TABLE:SET …".
func checkNFTSet(in input) Verdict {
	return in.eachWord(blanks, unquote|keepBackslash, func(w word) Verdict {
		p := strings.Split(w.text, ":")
		ok := len(p) == 4 && contains([]string{"cgroup", "user", "group"}, p[0]) &&
			contains([]string{"arp", "bridge", "inet", "ip", "ip6", "netdev"}, p[1]) && validNFTName(p[2]) && validNFTName(p[3])
		if ok {
			return Verdict{}
		}
		return in.at(Ignored, w, quote(w.text)+" is not a set of nftables", "write cgroup|user|group:FAMILY:TABLE:SET")
	})
}

func validNFTName(s string) bool {
	if s == "" || len(s) > 31 || s[0] >= '0' && s[0] <= '9' {
		return false
	}
	return envNameFault("_"+strings.NewReplacer("/", "_", `\`, "_", ".", "_").Replace(s[1:])) == "" && envNameFault(s[:1]) == "" && s[0] != '_'
}

// checkSchedulingPolicy judges a name or the number of a policy. Up to 257 any
// number passes; 262 knows which there are.
func checkSchedulingPolicy(in input) Verdict {
	names := enumWords(in.arg, in.version)
	n, numeric := parseUint(in.value, 0, 31)
	switch {
	case in.value == "", contains(names, in.value):
		return Verdict{}
	case numeric && (in.version < 262 || n < 8 && n != 4):
		return Verdict{}
	}
	return in.bad(Ignored, quote(in.value)+" is not a scheduling policy", enumHint(in.key, in.value, names))
}

// checkProtectHostname judges a boolean, and since 262 "private" and
// ":HOSTNAME" behind either.
func checkProtectHostname(in input) Verdict {
	mode, name, named := strings.Cut(in.value, ":")
	on, isBool := ParseBool(mode)
	switch {
	case isBool && !named, in.value == "" && in.version >= 262:
		return Verdict{}
	case in.version >= 262 && !named && mode == "private":
		return Verdict{}
	case in.version >= 262 && named && (on || mode == "private") && validHostname(name):
		return Verdict{}
	}
	return in.bad(Ignored, quoteOrEmpty(in.value)+" is not a value of "+in.key+"=", "write yes or no")
}

// validHostname accepts labels of letters, digits and dashes.
func validHostname(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if envNameFault("x"+strings.ReplaceAll(label, "-", "x")) != "" || strings.Contains(label, "_") {
			return false
		}
	}
	return len(s) <= 64
}

// checkQuota judges StateDirectoryQuota= and its kin.
func checkQuota(in input) Verdict {
	if in.value == "" || in.value == "off" {
		return Verdict{}
	}
	if p, ok := parsePermyriad(in.value); ok && p <= 10000 {
		return Verdict{}
	}
	if _, ok := ParseSize(in.value, 1024); ok {
		return Verdict{}
	}
	return in.bad(Ignored, quote(in.value)+" is not a quota", "write a size, a percentage, or off")
}

// checkBindInterface judges BindNetworkInterface=: one name.
func checkBindInterface(in input) Verdict {
	w := in.whole()
	return in.resolve(w, anySpecifier, Ignored, func(name string) Verdict {
		if name == "" || validInterface(name) {
			return Verdict{}
		}
		return in.at(Ignored, w, quote(w.text)+" is not the name of a network interface", "")
	})
}

// checkFilterPattern judges LogFilterPatterns=: a regular expression of PCRE,
// which cannot be judged here, after an optional ~.
func checkFilterPattern(in input) Verdict {
	if in.value == "~" {
		return in.bad(Ignored, "there is no pattern after ~", "")
	}
	return Verdict{}
}

// checkSessions judges LUOSession=: names without quote, colon or wildcard.
func checkSessions(in input) Verdict {
	return in.eachWord(blanks, 0, func(w word) Verdict {
		if strings.ContainsAny(w.text, "\"':*?[") || !isASCII(w.text) {
			return in.at(Ignored, w, quote(w.text)+" is not the name of a session", "")
		}
		return Verdict{}
	})
}

// checkDynamicUser: a user manager cannot make users, and since 257 says so.
func checkDynamicUser(in input) Verdict {
	if on, ok := ParseBool(in.value); ok && on && in.user && in.version >= 257 {
		return in.bad(Fatal, "a user manager cannot run a unit with DynamicUser=yes", "remove the line")
	}
	return checkBool(in)
}
