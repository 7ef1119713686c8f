package generator

import (
	"slices"
	"strconv"
	"strings"
)

// secretEndings are how the names of variables end that hold secrets. A unit
// file is world-readable and its values show in `podman inspect` and ps.
var secretEndings = []string{"_TOKEN", "_API_KEY", "_SECRET", "_PASSWORD", "_SESSION_KEY"}

// CheckEnv refuses a variable that podman, a shell or the unit could not carry,
// and one that holds a secret.
func CheckEnv(kv KeyValue) error {
	for i, r := range kv.Key {
		if !isAlnum(r) && r != '_' || i == 0 && r >= '0' && r <= '9' {
			return problem("letters, digits and '_', not beginning with a digit", "%s is not a variable name", quoteShort(kv.Key))
		}
	}
	if kv.Key == "" {
		return problem("NAME=VALUE", "the variable has no name")
	}
	for _, ending := range secretEndings {
		if strings.HasSuffix(kv.Key, ending) || kv.Key == ending[1:] {
			return problem("put it into the environment file (nova-quadlet gen env), which only the account can read", "%s looks like a secret and a unit is readable by everybody", quoteShort(kv.Key))
		}
	}
	return checkText(kv.Value)
}

// checkLists checks what may be given several times.
func (s Spec) checkLists(c *checker) {
	for _, e := range s.Env {
		c.field("env", CheckEnv(e))
	}
	for _, list := range []struct {
		field string
		pairs []KeyValue
	}{{"label", s.Labels}, {"annotation", s.Annotations}, {"log-opt", s.LogOpts}} {
		for _, p := range list.pairs {
			if p.Key == "" || strings.ContainsAny(p.Key, " \t\"'\\=") {
				c.refuse(list.field, "KEY=VALUE", "%s is not a key", quoteShort(p.Key))
			}
			c.field(list.field, checkText(p.Key))
			c.field(list.field, checkText(p.Value))
		}
	}
	for _, p := range s.Sysctls {
		c.field("sysctl", s.checkSysctl(p))
	}
	for _, d := range s.Devices {
		c.field("device", checkDevice(d))
	}
	for _, caps := range []struct {
		field string
		names []string
	}{{"cap-add", s.AddCaps}, {"cap-drop", s.DropCaps}} {
		for _, name := range caps.names {
			c.field(caps.field, checkCapability(name))
		}
	}
	for _, name := range s.AddCaps {
		if slices.ContainsFunc(s.DropCaps, func(d string) bool { return sameCapability(d, name) }) {
			c.refuse("cap-add", "", "%s is both added and dropped", quoteShort(name))
		}
	}
	for _, t := range s.Tmpfs {
		target, _, _ := strings.Cut(t, ":")
		c.field("tmpfs", checkText(t))
		c.field("tmpfs", CheckInsidePath(target))
		if strings.Count(t, ":") > 1 {
			c.refuse("tmpfs", "PATH:OPTIONS with the options separated by commas", "%s has more than one colon", quoteShort(t))
		}
	}
	for _, l := range s.Ulimits {
		c.field("ulimit", checkUlimit(l))
	}
}

// checkSysctl refuses what podman does: kernel parameters without a namespace.
func (s Spec) checkSysctl(p KeyValue) error {
	ipc := []string{
		"kernel.shmmax", "kernel.shmall", "kernel.shmmni", "kernel.shm_rmid_forced",
		"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem",
	}
	if err := checkText(p.Value); err != nil {
		return err
	}
	if strings.ContainsAny(p.Key, " \t\"'\\") || checkText(p.Key) != nil {
		return problem("for example net.ipv4.ip_unprivileged_port_start=80", "%s is not a kernel parameter", quoteShort(p.Key))
	}
	switch {
	case strings.HasPrefix(p.Key, "net."):
		if s.Network == "host" {
			return problem("set it on the host", "%s would be the host's own with --network host", quoteShort(p.Key))
		}
	case strings.HasPrefix(p.Key, "fs.mqueue."), slices.Contains(ipc, p.Key):
	default:
		return problem("set it on the host, in /etc/sysctl.d", "%s cannot be set for one container", quoteShort(p.Key))
	}
	return nil
}

func checkDevice(d string) error {
	const hint = "/dev/NAME[:INSIDE][:rwm], or a CDI name such as nvidia.com/gpu=all"
	if err := checkText(d); err != nil {
		return err
	}
	if d == "" || strings.ContainsAny(d, " \t\"'\\,") {
		return problem(hint, "%s is not a device", quoteShort(d))
	}
	parts := strings.Split(strings.TrimPrefix(d, "-"), ":")
	if !strings.HasPrefix(parts[0], "/dev/") {
		if vendor, name, ok := strings.Cut(d, "="); ok && len(parts) == 1 && name != "" && strings.Contains(vendor, "/") && !strings.HasPrefix(vendor, "/") {
			return nil
		}
		return problem(hint, "%s is not a device", quoteShort(d))
	}
	rest := parts[1:]
	if len(rest) > 0 && strings.HasPrefix(rest[0], "/") {
		rest = rest[1:]
	}
	if len(rest) > 1 || len(rest) == 1 && (rest[0] == "" || strings.Trim(rest[0], "rwm") != "" || len(rest[0]) > 3) {
		return problem(hint, "%s is not a device", quoteShort(d))
	}
	return nil
}

// capabilities are those of Linux 6.12, without CAP_.
var capabilities = []string{
	"AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
	"DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
	"LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
	"NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT",
	"SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "WAKE_ALARM",
}

func bareCapability(s string) string { return strings.TrimPrefix(strings.ToUpper(s), "CAP_") }

func sameCapability(a, b string) bool { return bareCapability(a) == bareCapability(b) }

func checkCapability(s string) error {
	if strings.EqualFold(s, "all") {
		return nil
	}
	if err := CheckWord(bareCapability(s), capabilities); err != nil {
		hint := "for example NET_BIND_SERVICE"
		if p := err.(*Problem); strings.HasPrefix(p.hint, "did") {
			hint = p.hint
		}
		return problem(hint, "%s is not a capability", quoteShort(s))
	}
	return nil
}

func checkUlimit(s string) error {
	const hint = "NAME=SOFT[:HARD], for example nofile=65536"
	if s == "host" {
		return nil
	}
	names := []string{
		"core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc",
		"rss", "rtprio", "rttime", "sigpending", "stack",
	}
	name, limits, ok := strings.Cut(s, "=")
	if !ok || !slices.Contains(names, name) {
		return problem(hint, "%s is not a limit", quoteShort(s))
	}
	values := []int64{}
	for v := range strings.SplitSeq(limits, ":") {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < -1 || strings.HasPrefix(v, "+") {
			return problem(hint, "%s is not a number; -1 is no limit", quoteShort(v))
		}
		values = append(values, n)
	}
	if len(values) > 2 {
		return problem(hint, "%s is not a limit", quoteShort(s))
	}
	if len(values) == 2 && values[1] != -1 && (values[0] == -1 || values[0] > values[1]) {
		return problem(hint, "the soft limit of %s is above the hard one", quoteShort(s))
	}
	return nil
}

func (s Spec) checkLimits(c *checker) {
	if s.Memory != "" {
		c.field("memory", CheckSize(s.Memory))
	}
	if s.ShmSize != "" {
		c.field("shm-size", CheckSize(s.ShmSize))
	}
	if s.CPUs < 0 {
		c.refuse("cpus", "for example 1.5", "the number is negative")
	}
	if s.PidsLimit < 0 || s.PidsLimit > 4194304 {
		c.refuse("pids-limit", "for example 512", "%d is out of range", s.PidsLimit)
	}
	if s.HostName != "" {
		c.field("hostname", CheckName(s.HostName))
	}
	if s.Timezone != "" && (strings.ContainsAny(s.Timezone, " \t\"'\\%$:") || strings.HasPrefix(s.Timezone, "/") || strings.Contains(s.Timezone, "..") || checkText(s.Timezone) != nil) {
		c.refuse("timezone", "local, or a name such as Europe/Berlin", "%s is not a time zone", quoteShort(s.Timezone))
	}
	if s.LogDriver != "" {
		c.field("log-driver", CheckWord(s.LogDriver, []string{"journald", "k8s-file", "json-file", "none", "passthrough", "passthrough-tty"}))
	}
	if s.Hardened {
		s.checkHardened(c)
	}
}

// checkHardened refuses what would undo --hardened behind the user's back.
func (s Spec) checkHardened(c *checker) {
	if !s.loopback() {
		c.refuse("hardened", "leave --publish-host out, and put a reverse proxy in front", "a hardened gateway is published on the loopback address only, not on %s", s.PublishHost)
	}
	if s.Network == "host" {
		c.refuse("hardened", "leave --network out", "--network host takes the container's network away")
	}
	if slices.ContainsFunc(s.AddCaps, func(c string) bool { return strings.EqualFold(c, "all") }) {
		c.refuse("hardened", "name the capabilities that are needed", "--cap-add all gives back what is dropped")
	}
	if s.UserNS == "host" || s.UserNS == "" {
		c.refuse("hardened", "leave --userns out", "without a user namespace mode the container's root is the account")
	}
}
