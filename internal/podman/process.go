package podman

import (
	"strconv"
	"strings"
)

// capabilities of Linux 5.9 and newer, without CAP_.
var capabilities = []string{
	"AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF",
	"CHECKPOINT_RESTORE", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER",
	"FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE",
	"MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE",
	"NET_BROADCAST", "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP",
	"SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE",
	"SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE",
	"SYS_TIME", "SYS_TTY_CONFIG", "WAKE_ALARM",
}

// Capability returns the name without CAP_ in upper case and whether there is
// such a capability; ALL counts, CAP_ALL does not exist.
func Capability(s string) (name string, ok bool) {
	if strings.EqualFold(s, "all") {
		return "ALL", true
	}
	if len(s) > 4 && strings.EqualFold(s[:4], "cap_") {
		s = s[4:]
	}
	return foldOneOf(s, capabilities)
}

func checkCapability(v string, t Target) []Problem {
	return listed(v, t, func(part string, _ Target) []Problem {
		if _, ok := Capability(part); ok || Dynamic(part) {
			return nil
		}
		hint := "see capabilities(7) for the names"
		if strings.EqualFold(part, "none") {
			hint = "use DropCapability=all"
		}
		return refuse(0, len(part), hint, "%q is no capability", part)
	})
}

// Device is a value of AddDevice= after the generator took a leading dash.
type Device struct {
	Host, Ctr, Perms string
	// CDI says that the device is a CDI name such as nvidia.com/gpu=all.
	CDI bool
}

// ParseDevice reads HOST[:CTR][:PERMISSIONS] or a CDI name.
func ParseDevice(v string, t Target) (Device, []Problem) {
	if isCDI(v) {
		return Device{Host: v, CDI: true}, nil
	}
	var part [3]Span
	n := fields(v, ':', part[:])
	d := Device{Host: v[:part[0].End]}
	for i := 1; i < min(n, 3); i++ {
		if s := v[part[i].Start:part[i].End]; strings.HasPrefix(s, "/") {
			d.Ctr = s
		} else {
			d.Perms = s
		}
	}
	return d, across(checkDevice, v, t)
}

func checkDevice(v string, t Target) []Problem {
	if rest, ok := strings.CutPrefix(v, "-"); ok {
		// The generator takes the dash: skip the device where it is absent.
		return shift(checkDevice(rest, t), 1)
	}
	if Dynamic(v) || isCDI(v) {
		return nil
	}
	var part [3]Span
	n := fields(v, ':', part[:])
	if n > 3 || part[0].Start == part[0].End {
		return refuseAll(v, "write /dev/host[:/dev/ctr][:rwm]", "%q is no device", v)
	}
	if v[0] != '/' && v[0] != '.' {
		return doubt(0, part[0].End, "write the path below /dev", "the device %q is a relative path", v[:part[0].End])
	}
	for i := 1; i < n; i++ {
		s := v[part[i].Start:part[i].End]
		if i == 1 && strings.HasPrefix(s, "/") || isDeviceMode(s) {
			continue
		}
		return refuse(part[i].Start, part[i].End, "permissions are r, w and m, each at most once", "%q is neither a path nor permissions", s)
	}
	if n == 3 && v[part[1].Start] != '/' && !isDeviceMode(v[part[1].Start:part[1].End]) {
		return refuseAll(v, "write /dev/host[:/dev/ctr][:rwm]", "%q is no device", v)
	}
	return nil
}

func isDeviceMode(s string) bool {
	var seen [3]bool
	for i := 0; i < len(s); i++ {
		j := strings.IndexByte("rwm", s[i])
		if j < 0 || seen[j] {
			return false
		}
		seen[j] = true
	}
	return s != ""
}

// isCDI recognises vendor/class=name.
func isCDI(v string) bool {
	kind, name, ok := strings.Cut(v, "=")
	return ok && name != "" && !strings.HasPrefix(kind, "/") && strings.Count(kind, "/") == 1
}

// ulimits are the resources of getrlimit(2) that podman sets; "as" is not one.
var ulimits = []string{
	"core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice",
	"nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack",
}

func checkUlimit(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	host := false
	return listed(v, t, func(part string, _ Target) []Problem {
		if host = host || part == "host"; host {
			return nil // podman stops reading there
		}
		name, limits, ok := strings.Cut(part, "=")
		if !ok {
			return refuse(0, len(part), "write NAME=SOFT[:HARD] or host", "%q is no ulimit", part)
		}
		short := name
		if len(name) > 7 && strings.EqualFold(name[:7], "rlimit_") {
			short = name[7:]
		}
		if _, known := foldOneOf(short, ulimits); !known {
			return refuse(0, len(name), "names are "+strings.Join(ulimits, ", "), "%q is no resource that can be limited", name)
		}
		at := len(name) + 1
		soft, hard, hasHard := strings.Cut(limits, ":")
		s, ok1 := limitNumber(soft)
		h, ok2 := s, true
		if hasHard {
			h, ok2 = limitNumber(hard)
		}
		switch {
		case !ok1 || !ok2:
			return refuse(at, len(part), "limits are plain numbers, -1 for no limit", "%q is no limit", limits)
		case h != -1 && (s == -1 || s > h):
			return refuse(at, len(part), "the soft limit comes first and is the lower one", "the soft limit of %q is above the hard one", part)
		}
		return nil
	})
}

func limitNumber(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// namespacedSysctls are those outside net. and fs.mqueue. that a container may
// set.
var namespacedSysctls = []string{
	"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem",
	"kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
}

func checkSysctl(v string, t Target) []Problem {
	return listed(v, t, func(part string, _ Target) []Problem {
		name, val, ok := strings.Cut(part, "=")
		if Dynamic(name) || !ok && Dynamic(part) {
			return nil
		}
		switch {
		case !ok:
			return refuse(0, len(part), "write NAME=VALUE; quote the word if the value has blanks, and use no commas", "%q is no sysctl setting", part)
		case strings.TrimSpace(name) != name:
			return refuse(0, len(name), "remove the blanks", "blanks around the name of sysctl %q", name)
		case strings.TrimSpace(val) != val || strings.IndexByte(val, '=') >= 0 && !Dynamic(val):
			return refuse(len(name)+1, len(part), "", "%q is no value of sysctl %s", val, name)
		case strings.HasPrefix(name, "net.") || strings.HasPrefix(name, "fs.mqueue.") || oneOf(name, namespacedSysctls):
			return nil
		}
		hint := "only net.*, fs.mqueue.* and the kernel's IPC limits belong to a container; set others on the host"
		if strings.IndexByte(name, '/') >= 0 {
			hint = "write it with dots: " + strings.ReplaceAll(name, "/", ".")
		}
		return refuse(0, len(name), hint, "sysctl %s cannot be set for a container", name)
	})
}

var signals = []string{
	"ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO",
	"IOT", "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP",
	"SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM",
	"WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
}

func checkSignal(v string, _ Target) []Problem {
	if Dynamic(v) || isSignal(v) {
		return nil
	}
	return refuseAll(v, "give a name of signal(7) or a number from 1 to 64", "%q is no signal", v)
}

// isSignal takes a number from 1 to 64 or a name with or without SIG, in any
// case; a leading dash is dropped.
func isSignal(v string) bool {
	v = strings.TrimPrefix(v, "-")
	if v != "" && (isDigit(v[0]) || v[0] == '+' || v[0] == '-') {
		n, err := strconv.Atoi(v)
		return err == nil && 1 <= n && n <= 64
	}
	if len(v) > 3 && strings.EqualFold(v[:3], "sig") {
		v = v[3:]
	}
	if _, ok := foldOneOf(v, signals); ok {
		return true
	}
	// RTMIN+1 to RTMIN+15 and RTMAX-14 to RTMAX-1.
	if len(v) < 7 || len(v) > 8 {
		return false
	}
	n, err := strconv.Atoi(v[6:])
	if err != nil || v[6] == '0' {
		return false
	}
	switch {
	case strings.EqualFold(v[:6], "rtmin+"):
		return 1 <= n && n <= 15
	case strings.EqualFold(v[:6], "rtmax-"):
		return 1 <= n && n <= 14
	}
	return false
}
