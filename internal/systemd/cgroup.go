package systemd

import (
	"math"
	"net/netip"
	"strings"
)

// weightFault judges a weight from 1 (or 10) to high.
func parseWeight(s string, low, high uint64) bool {
	v, ok := parseUint(s, 0, 64)
	return ok && v >= low && v <= high
}

// checkWeight judges CPUWeight= (argument "idle") and IOWeight=.
func checkWeight(in input) Verdict {
	if in.value == "" || in.arg == "idle" && in.value == "idle" || parseWeight(in.value, 1, 10000) {
		return Verdict{}
	}
	return in.bad(Ignored, quote(in.value)+" is not a weight", "write a number from 1 to 10000; the default is 100")
}

// checkLegacy judges the directives of the first cgroup version. The argument
// is the replacement and the range of plain numbers.
func checkLegacy(in input) Verdict {
	f := strings.Fields(in.arg)
	hint := "use " + f[0] + "="
	noted := in.bad(Noted, in.key+"= is deprecated", hint)
	if len(f) == 3 && in.value != "" {
		low, _ := parseUint(f[1], 10, 64)
		high, _ := parseUint(f[2], 10, 64)
		if !parseWeight(in.value, low, high) {
			return in.bad(Ignored, quote(in.value)+" is not a number from "+f[1]+" to "+f[2], hint)
		}
	}
	return noted
}

// checkMemoryLegacy judges MemoryLimit=, which 262 no longer has.
func checkMemoryLegacy(in input) Verdict {
	if v := checkMemory(in); v.Refused() {
		return v
	}
	return in.bad(Noted, "MemoryLimit= is deprecated", "use MemoryMax=")
}

// checkDevice judges "DEVICE VALUE" pairs; the argument says what the value
// is: weight, latency, bytes, and "legacy-" in front for a deprecated one.
func checkDevice(in input) Verdict {
	var note Verdict
	kind, legacy := strings.CutPrefix(in.arg, "legacy-")
	if legacy {
		note = in.bad(Noted, in.key+"= is deprecated", "use the IO…= directives")
	}
	if in.value == "" {
		return note
	}
	s := split(in.value, blanks, unquote)
	dev, _, err := s.next()
	if err != nil || s.done {
		return in.bad(Ignored, quote(in.value)+" is not a device with its value", `write it as "/dev/sda 10M"`)
	}
	if v := in.pathWord(dev, 0, Ignored); v.Refused() {
		return v
	}
	w := word{in.value[s.pos:], s.pos, len(in.value)}
	ok, what := false, ""
	switch kind {
	case "weight":
		what = "a weight from 1 to 10000"
		ok = parseWeight(w.text, 1, 10000)
	case "blkweight":
		what = "a weight from 10 to 1000"
		ok = parseWeight(w.text, 10, 1000)
	case "latency":
		what = "a time span"
		_, ok = parseTime(w.text, second)
	case "bytes":
		what = "a size with K, M or G"
		n, valid := ParseSize(w.text, 1000)
		ok = valid && n > 0 || w.text == "infinity" && !legacy
	}
	if !ok {
		return in.at(Ignored, w, quote(w.text)+" is not "+what, "")
	}
	return note
}

// checkDeviceAllow judges "DEVICE [rwm]".
func checkDeviceAllow(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	s := split(in.value, blanks, unquote)
	dev, ok, err := s.next()
	if err != nil || !ok {
		return in.bad(Ignored, quote(in.value)+" is not a device with its rights", "")
	}
	v := in.resolve(dev, anySpecifier, Ignored, func(p string) Verdict {
		if strings.HasPrefix(p, "block-") || strings.HasPrefix(p, "char-") {
			return Verdict{}
		}
		p = in.simplified(p)
		fault := pathFault(p, 0)
		if clean := strings.TrimRight(squeeze(p), "/"); fault == "" && !strings.HasPrefix(clean, "/dev/") && !strings.HasPrefix(clean, "/run/systemd/inaccessible/") {
			fault = "is not below /dev"
		}
		if fault != "" {
			return in.at(Ignored, dev, quote(dev.text)+" "+fault, "write a device node, or block-… or char-… for a class")
		}
		return Verdict{}
	})
	if v.Refused() || s.done {
		return v
	}
	w := word{in.value[s.pos:], s.pos, len(in.value)}
	if strings.Trim(w.text, "rwm") != "" {
		return in.at(Ignored, w, quote(w.text)+" is not a combination of r, w and m", "")
	}
	return Verdict{}
}

const controllers = "cpu cpuacct cpuset io blkio memory devices pids bpf-firewall bpf-devices bpf-foreign bpf-socket-bind bpf-restrict-network-interfaces bpf-bind-network-interface@262"

// checkDelegate judges Delegate=: a boolean or controllers.
func checkDelegate(in input) Verdict {
	if _, ok := ParseBool(in.value); ok {
		return Verdict{}
	}
	in.arg = controllers
	values := enumWords(in.arg, in.version)
	return in.eachWord(blanks, unquote, func(w word) Verdict {
		for _, v := range values {
			if v == w.text {
				return Verdict{}
			}
		}
		return in.at(Ignored, w, quote(w.text)+" is not a controller", "write yes, or controllers such as cpu io memory pids, separated by blanks")
	})
}

// checkControllers judges DisableControllers=: at least one must be known.
func checkControllers(in input) Verdict {
	if in.value == "" {
		return Verdict{}
	}
	values := enumWords(controllers, in.version)
	for s := split(in.value, blanks, 0); ; {
		w, ok, err := s.next()
		if err != nil || !ok {
			return in.bad(Ignored, quote(in.value)+" names no controller", "")
		}
		for _, v := range values {
			if v == w.text {
				return Verdict{}
			}
		}
	}
}

// checkCPUSet judges a list of CPUs or memory nodes: "0-3,7". Words of the
// argument are taken as they are.
func checkCPUSet(in input) Verdict {
	if in.arg != "" && in.value == in.arg {
		return Verdict{}
	}
	// NUMAMask= only expands specifiers in 262.
	if in.key == "NUMAMask" && in.version < 262 {
		return in.cpuSet(in.value)
	}
	v := in.resolve(in.whole(), anySpecifier, Ignored, in.cpuSet)
	return v
}

// cpuSet judges the expanded list. Its positions only hold if nothing was expanded.
func (in input) cpuSet(text string) Verdict {
	in.value = text
	return in.eachWord(blanks+",", unquote, func(w word) Verdict {
		low, high, isRange := strings.Cut(w.text, "-")
		a, ok := parseUint(low, 0, 32)
		b := a
		if isRange && ok {
			b, ok = parseUint(high, 0, 32)
		}
		switch {
		case !ok:
			return in.at(Ignored, w, quote(w.text)+" is not a CPU or a range of CPUs", `write it as "0-3,7"`)
		case a == math.MaxUint32 && in.version < 262:
			return Verdict{} // their count of CPUs wraps around to none
		case a > b:
			return in.at(Ignored, w, "the range "+w.text+" ends before it begins", "")
		case b >= 8192:
			return in.at(Ignored, w, quote(w.text)+" is above the largest CPU, 8191", "")
		}
		return Verdict{}
	})
}

// checkAddresses judges IPAddressAllow= and IPAddressDeny=.
func checkAddresses(in input) Verdict {
	return in.eachWord(blanks, 0, func(w word) Verdict {
		if validPrefix(w.text) {
			return Verdict{}
		}
		return in.at(Ignored, w, quote(w.text)+" is not an address or a network",
			"write an address, a network such as 10.0.0.0/8, any, localhost, link-local or multicast")
	})
}

func validPrefix(s string) bool {
	switch s {
	case "any", "link-local", "multicast":
		return true
	}
	host := strings.ToLower(strings.TrimSuffix(s, "."))
	for _, local := range [...]string{"localhost", "localhost.localdomain"} {
		if host == local || strings.HasSuffix(host, "."+local) {
			return true
		}
	}
	text, length, cut := strings.Cut(s, "/")
	addr, err := netip.ParseAddr(text)
	if err != nil || addr.Zone() != "" {
		return false
	}
	if !cut {
		return true
	}
	n, ok := parseUint(length, 0, 8)
	return ok && int(n) <= addr.BitLen()
}

// checkSocketBind judges "[ipv4|ipv6:][tcp|udp:][PORT[-PORT]|any]".
func checkSocketBind(in input) Verdict {
	if in.value == "" || validSocketBind(in.value) {
		return Verdict{}
	}
	return in.bad(Ignored, quote(in.value)+" is not a port to bind", `write it as "ipv4:tcp:8000-8010"; each part is optional`)
}

func validSocketBind(value string) bool {
	kinds := [...]func(string) bool{
		func(t string) bool { return t == "ipv4" || t == "ipv6" },
		func(t string) bool { return t == "tcp" || t == "udp" },
		func(t string) bool {
			low, high, isRange := strings.Cut(t, "-")
			a, ok := parseUint(low, 0, 16)
			if isRange && ok {
				b, ok := parseUint(high, 0, 16)
				return ok && a <= b
			}
			return ok || t == "any"
		},
	}
	kind := 0
	for token := range strings.SplitSeq(value, ":") {
		for kind < len(kinds) && !kinds[kind](token) {
			kind++
		}
		if kind == len(kinds) {
			return false
		}
		kind++
	}
	return true
}

// checkInterfaces judges RestrictNetworkInterfaces=.
func checkInterfaces(in input) Verdict {
	skip := 0
	if strings.HasPrefix(in.value, "~") {
		skip = 1
	}
	return in.eachWordFrom(skip, blanks, unquote, func(w word) Verdict {
		if validInterface(w.text) {
			return Verdict{}
		}
		return in.at(Ignored, w, quote(w.text)+" is not the name of a network interface", "")
	})
}

func validInterface(s string) bool {
	if s == "" || len(s) >= 128 || s == "." || s == ".." || s == "all" || s == "default" || allDigits(s) {
		return false
	}
	if v, ok := parseInt(s); ok && v > 0 {
		return false
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 127 || c == ':' || c == '/' || c == '%' {
			return false
		}
	}
	return true
}

// checkSubgroup judges DelegateSubgroup=.
func checkSubgroup(in input) Verdict {
	s := in.value
	bad := s == "." || s == ".." || strings.Contains(s, "/") || len(s) > 255 ||
		s != "" && (s[0] == '_' || s[0] == '.') ||
		s == "notify_on_release" || s == "release_agent" || s == "tasks" || strings.HasPrefix(s, "cgroup.")
	for _, c := range enumWords(controllers, in.version) {
		bad = bad || strings.HasPrefix(s, c+".")
	}
	if s == "" || !bad {
		return Verdict{}
	}
	return in.bad(Ignored, quote(s)+" is not the name of a control group", "")
}
