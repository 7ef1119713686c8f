package generator

import (
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// secretEndings are how the names of variables end that hold secrets. A unit
// file is world-readable and its values show in `podman inspect` and ps.
var secretEndings = []string{"_TOKEN", "_API_KEY", "_SECRET", "_PASSWORD", "_SESSION_KEY"}

// CheckEnv refuses a variable that podman, a shell or the unit could not carry,
// and one that holds a secret.
func CheckEnv(kv KeyValue) error {
	for i, r := range kv.Key {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return problem("letters, digits and '_', not beginning with a digit", "%s is not a variable name", quoteShort(kv.Key))
		}
	}
	if kv.Key == "" {
		return problem("NAME=VALUE", "the variable has no name")
	}
	if isSecretName(kv.Key) {
		return problem("put it into the environment file (nova-quadlet gen env), which only the account can read", "%s looks like a secret and a unit is readable by everybody", quoteShort(kv.Key))
	}
	return checkText(kv.Value)
}

func isSecretName(name string) bool {
	return slices.ContainsFunc(secretEndings, func(ending string) bool {
		return strings.HasSuffix(name, ending) || name == ending[1:]
	})
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
		c.field("device", s.takesWord("AddDevice", d))
	}
	for _, caps := range []struct {
		field, key string
		names      []string
	}{{"cap-add", "AddCapability", s.AddCaps}, {"cap-drop", "DropCapability", s.DropCaps}} {
		for _, name := range caps.names {
			c.field(caps.field, s.takesWord(caps.key, name))
		}
	}
	for _, name := range s.AddCaps {
		if slices.ContainsFunc(s.DropCaps, func(d string) bool { return sameCapability(d, name) }) {
			c.refuse("cap-add", "", "%s is both added and dropped", quoteShort(name))
		}
	}
	for _, t := range s.Tmpfs {
		c.field("tmpfs", s.takes("Tmpfs", t))
	}
	for _, l := range s.Ulimits {
		c.field("ulimit", s.takesWord("Ulimit", l))
	}
}

// takes refuses what podman of the target refuses as the value of a key.
func (s Spec) takes(key, value string) error {
	if err := checkText(value); err != nil {
		return err
	}
	for _, p := range podman.Check("Container", key, value, podman.Target{Minor: int(s.Podman)}) {
		return problem(p.Hint, "%s", p.Message)
	}
	return nil
}

// takesWord is takes for a value that is one word.
func (s Spec) takesWord(key, value string) error {
	if value == "" || strings.ContainsAny(value, " \t\"'\\,") {
		return problem("one word; give the flag again for another", "%s is not one word", quoteShort(value))
	}
	return s.takes(key, value)
}

func (s Spec) checkSysctl(p KeyValue) error {
	if strings.ContainsAny(p.Key, " \t\"'\\,") || strings.ContainsAny(p.Value, "\"'\\,") {
		return problem("for example net.ipv4.ip_unprivileged_port_start=80", "%s is not a kernel parameter", quoteShort(p.Key+"="+p.Value))
	}
	if strings.HasPrefix(p.Key, "net.") && s.Network == "host" {
		return problem("set it on the host", "%s would be the host's own with --network host", quoteShort(p.Key))
	}
	word := p.Key + "=" + p.Value
	if strings.ContainsAny(p.Value, " \t") {
		word = `"` + word + `"`
	}
	return s.takes("Sysctl", word)
}

func sameCapability(a, b string) bool {
	a, okA := podman.Capability(a)
	b, okB := podman.Capability(b)
	return okA && okB && a == b
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
	if s.Timezone != "" {
		if strings.ContainsAny(s.Timezone, " %$") {
			c.refuse("timezone", "local, or a name such as Europe/Berlin", "%s is not a time zone", quoteShort(s.Timezone))
		}
		c.field("timezone", s.takes("Timezone", s.Timezone))
	}
	if s.LogDriver != "" {
		row, _ := quadlet.LookupKey("Container", "LogDriver")
		c.field("log-driver", CheckWord(s.LogDriver, row.Values))
		if s.LogDriver != "journald" && slices.ContainsFunc(s.LogOpts, func(o KeyValue) bool { return o.Key == "tag" }) {
			c.refuse("log-opt", "--log-driver journald", "%s has no tag", s.LogDriver)
		}
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

// ParsePair takes NAME=VALUE apart.
func ParsePair(s string) (KeyValue, error) {
	key, value, ok := strings.Cut(s, "=")
	if !ok || key == "" {
		return KeyValue{}, problem("NAME=VALUE", "%s has no name and value", quoteShort(s))
	}
	return KeyValue{key, value}, nil
}

// ParseMount takes SOURCE:TARGET[:OPTIONS] apart, with the options ro, rw, z
// (shared label) and Z (private label).
func ParseMount(s string) (Mount, error) {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return Mount{}, problem("SOURCE:TARGET[:ro,z]", "%s is not a mount", quoteShort(s))
	}
	source, err := CheckHostPath(parts[0])
	if err != nil {
		return Mount{}, err
	}
	m := Mount{Source: source, Target: parts[1]}
	if len(parts) == 3 {
		for option := range strings.SplitSeq(parts[2], ",") {
			switch option {
			case "ro":
				m.ReadOnly = true
			case "rw":
			case "z":
				m.Relabel = "shared"
			case "Z":
				m.Relabel = "private"
			default:
				return Mount{}, problem("ro, rw, z (label shared with other containers) or Z (label of its own)", "%s is not a mount option", quoteShort(option))
			}
		}
	}
	return m, checkMount(m)
}
