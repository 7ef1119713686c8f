package podman

import (
	"sort"
	"strconv"
	"strings"
)

// Flag is a long flag of one of the commands that Quadlet writes.
type Flag struct {
	Name  string
	Short byte
	// Value says that the flag takes a value, in the same word after "=" or in
	// the next word. A flag without may still have one after "=".
	Value bool
	// Optional says that it may have a value after "=" that is no boolean.
	Optional bool
	// First and Last are the minor versions that have the flag; 0 is no bound.
	First, Last int
	// Key is the Quadlet key for the same thing, empty if there is none.
	Key string
}

// Flags returns the flags of the command that the PodmanArgs= of section go to,
// sorted by name; nil for an unknown section.
func Flags(section string) []Flag {
	switch section {
	case "Container":
		return containerFlags
	case "Pod":
		return podFlags
	case "Volume":
		return volumeFlags
	case "Network":
		return networkFlags
	case "Image":
		return imageFlags
	case "Build":
		return buildFlags
	}
	return nil
}

// Arg is one flag of PodmanArgs=, or a word that is none.
type Arg struct {
	// Word is the index of the word it begins in.
	Word int
	// Flag is nil for an unknown flag and for a word that is no flag.
	Flag *Flag
	// Name is the flag as written, without dashes and value; empty for a word
	// that is no flag.
	Name string
	// Value is its value; ValueWord and ValueAt say where that stands.
	Value              string
	HasValue           bool
	ValueWord, ValueAt int
}

// flagAliases are the older spellings that every command still takes.
func flagAlias(name string) string {
	switch name {
	case "dns-opt":
		return "dns-option"
	case "net":
		return "network"
	case "healthcheck-command":
		return "health-cmd"
	case "healthcheck-interval", "healthcheck-retries", "healthcheck-start-period", "healthcheck-timeout":
		return "health" + strings.TrimPrefix(name, "healthcheck")
	case "override-arch", "override-os", "override-variant":
		return strings.TrimPrefix(name, "override-")
	}
	return name
}

// FindFlag returns the flag of section called name, or nil. The flags of podman
// itself may stand behind any command.
func FindFlag(section, name string) *Flag {
	name = flagAlias(name)
	for _, flags := range [...][]Flag{Flags(section), globalFlags} {
		i := sort.Search(len(flags), func(i int) bool { return flags[i].Name >= name })
		if i < len(flags) && flags[i].Name == name {
			return &flags[i]
		}
	}
	return nil
}

func findShort(section string, c byte) *Flag {
	flags := Flags(section)
	for i := range flags {
		if flags[i].Short == c {
			return &flags[i]
		}
	}
	return nil
}

// ParseArgs reads the words of PodmanArgs= the way of the flag parser, up to
// the first word that is no flag or an unknown flag: after that nothing is
// certain.
func ParseArgs(section string, words []string) []Arg {
	var args []Arg
	for i := 0; i < len(words); i++ {
		w := words[i]
		a := Arg{Word: i}
		switch {
		case Dynamic(w) && !strings.HasPrefix(w, "-"):
			a.Name = w // it may turn into any flag, or into none
			return append(args, a)
		case strings.HasPrefix(w, "--") && len(w) > 2:
			name, val, ok := strings.Cut(w[2:], "=")
			a.Name, a.Value, a.HasValue = name, val, ok
			a.ValueWord, a.ValueAt = i, len(name)+3
			a.Flag = FindFlag(section, name)
		case strings.HasPrefix(w, "-") && len(w) > 1:
			a.Name = w[1:2]
			a.Flag = findShort(section, w[1])
			if a.Flag != nil && a.Flag.Value && len(w) > 2 {
				a.Value, a.HasValue = strings.TrimPrefix(w[2:], "="), true
				a.ValueWord, a.ValueAt = i, len(w)-len(a.Value)
			}
		default:
			return append(args, a)
		}
		if a.Flag == nil {
			return append(args, a)
		}
		if a.Flag.Value && !a.HasValue && i+1 < len(words) {
			i++
			a.Value, a.HasValue, a.ValueWord = words[i], true, i
			a.ValueAt = 0
		}
		args = append(args, a)
	}
	return args
}

// CheckArg judges one flag of PodmanArgs= with its value; offsets are those in
// the value where the value is at fault, else in the word.
func CheckArg(section string, a Arg, t Target) (inValue bool, ps []Problem) {
	switch {
	case a.Name == "":
		return false, nil
	case a.Flag == nil:
		return false, unknownFlag(section, a, t)
	case a.Flag.First > minor(t) || a.Flag.Last != 0 && a.Flag.Last < minor(t):
		return false, refuse(0, len(a.Name), "", "flag --%s is not known to Podman %d.%d", a.Flag.Name, minor(t)/100, minor(t)%100)
	case a.Flag.Value && !a.HasValue:
		return false, refuse(0, len(a.Name), "give its value", "flag --%s has no value", a.Flag.Name)
	case !a.HasValue:
		return false, nil
	}
	if !a.Flag.Value && !a.Flag.Optional {
		return true, across(checkBool, a.Value, t)
	}
	if g := flagGrammar(section, a.Flag.Name); g != nil {
		return true, across(g, a.Value, t)
	}
	return true, nil
}

func minor(t Target) int {
	if t.Minor == 0 {
		return v61
	}
	return t.Minor
}

// unknownFlag proves a flag unknown only between the oldest and the newest
// measured version: a later release may have added it.
func unknownFlag(section string, a Arg, t Target) []Problem {
	if Dynamic(a.Name) {
		return nil
	}
	dash := "--"
	if len(a.Name) == 1 {
		dash = "-"
	}
	hint := ""
	if near := nearestFlag(section, a.Name); near != "" {
		hint = "did you mean --" + near + "?"
	}
	ps := refuse(0, len(a.Name), hint, "podman has no flag %s%s here", dash, a.Name)
	ps[0].Refused = minor(t) >= v54 && minor(t) <= v61
	return ps
}

// nearestFlag finds the flag that differs from name in one letter added, left
// out, changed or swapped.
func nearestFlag(section, name string) string {
	flags := Flags(section)
	for i := range flags {
		if oneEdit(flags[i].Name, name) {
			return flags[i].Name
		}
	}
	return ""
}

func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return true
	}
	return a[i+1:] == b[i+1:] ||
		i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// flagGrammar returns the grammar of a flag's value: that of the Quadlet key
// for the same thing, or its own.
func flagGrammar(section, name string) grammar {
	if section == "Container" || section == "Pod" {
		if name == "annotation" {
			return checkAnnotationFlag
		}
		if f := FindFlag("Container", name); f != nil && f.Key != "" && f.Name != "sdnotify" {
			if f.Name == "ip" || f.Name == "ip6" || f.Name == "network" && section == "Pod" {
				return lookup(section, f.Key)
			}
			return lookup("Container", f.Key)
		}
	}
	switch name {
	case "memory", "memory-reservation", "shm-size", "shm-size-systemd":
		return checkSize
	case "memory-swap":
		return checkSwap
	case "cpus":
		return checkFloat
	case "cpu-shares", "cpu-period", "cpu-rt-period", "timeout", "preserve-fds":
		return checkUint
	case "cpu-quota", "cpu-rt-runtime", "memory-swappiness", "oom-score-adj":
		return checkInt
	case "blkio-weight":
		return checkUint16
	case "mac-address":
		return checkMAC
	case "systemd":
		return checkSystemd
	case "umask":
		return checkUmask
	case "restart":
		return checkRestart
	case "cgroup-conf":
		return checkCgroupConf
	case "device-cgroup-rule":
		return checkDeviceRule
	case "seccomp-policy":
		return checkSeccompPolicy
	case "sdnotify":
		return checkSdnotify
	case "security-opt":
		return checkSecurityOpt
	case "ipc", "pid", "uts", "cgroupns":
		return namespaceGrammar(name)
	}
	return nil
}

func checkUint16(v string, _ Target) []Problem {
	if _, err := strconv.ParseUint(v, 10, 16); err != nil && !Dynamic(v) {
		return refuseAll(v, "give a number from 10 to 1000", "%q is no weight", v)
	}
	return nil
}

func checkSystemd(v string, _ Target) []Problem {
	if _, ok := foldOneOf(v, []string{"true", "false", "always"}); ok || v == "" {
		return nil
	}
	return oneWord(v, "systemd mode", []string{"true", "false", "always"})
}

func checkCgroupConf(v string, t Target) []Problem {
	return listed(v, t, func(part string, _ Target) []Problem {
		if strings.IndexByte(part, '=') >= 0 || Dynamic(part) {
			return nil
		}
		return refuse(0, len(part), "write NAME=VALUE", "the cgroup setting %q has no value", part)
	})
}

func checkDeviceRule(v string, t Target) []Problem {
	if Dynamic(v) {
		return nil
	}
	if !t.Rootful {
		return refuseAll(v, "remove it", "device rules of cgroups are only for containers of root")
	}
	return listed(v, t, func(part string, _ Target) []Problem {
		if strings.Count(part, " ") == 2 && strings.IndexByte("abc", part[0]) >= 0 && part[1] == ' ' {
			return nil
		}
		return refuse(0, len(part), "write TYPE MAJOR:MINOR ACCESS, such as c 10:200 rwm", "%q is no device rule", part)
	})
}

func checkSeccompPolicy(v string, _ Target) []Problem {
	return oneWord(v, "seccomp policy", []string{"default", "image"})
}

func checkSdnotify(v string, _ Target) []Problem {
	return oneWord(v, "sdnotify mode", []string{"conmon", "container", "healthy", "ignore"})
}

func checkUmask(v string, _ Target) []Problem {
	if Dynamic(v) || len(v) > 0 && len(v) <= 4 && allBytes(v, func(c byte) bool { return '0' <= c && c <= '7' }) {
		return nil
	}
	return refuseAll(v, "give up to four octal digits", "%q is no umask", v)
}

// checkRestart refuses what does not go with the --rm that Quadlet sets.
func checkRestart(v string, _ Target) []Problem {
	if Dynamic(v) || v == "no" || v == "on-failure" || v == "never" || v == "" {
		return nil
	}
	return refuseAll(v, "use Restart= in [Service]", "--restart=%s contradicts the --rm that Quadlet sets", v)
}

func checkSecurityOpt(v string, _ Target) []Problem {
	if Dynamic(v) || v == "no-new-privileges" {
		return nil
	}
	sep := strings.IndexByte(v, '=')
	if sep < 0 {
		sep = strings.IndexByte(v, ':')
	}
	if sep < 0 {
		return refuseAll(v, "write NAME=VALUE", "%q is no security option", v)
	}
	name, val := v[:sep], v[sep+1:]
	switch name {
	case "apparmor", "label", "mask", "proc-opts", "seccomp", "unmask":
		return nil
	case "systempaths":
		if val == "unconfined" {
			return nil
		}
		return refuse(sep+1, len(v), "use systempaths=unconfined", "%q is no value of systempaths", val)
	case "no-new-privileges":
		return shift(checkBool(val, Target{}), sep+1)
	}
	return refuse(0, sep, "options are apparmor, label, mask, unmask, seccomp, proc-opts, systempaths and no-new-privileges", "%q is no security option", name)
}

func namespaceGrammar(name string) grammar {
	switch name {
	case "ipc":
		return checkIPC
	case "cgroupns":
		return checkCgroupNS
	}
	return checkNamespace
}

func checkIPC(v string, t Target) []Problem {
	if v == "shareable" || v == "none" {
		return nil
	}
	return checkNamespace(v, t)
}

func checkCgroupNS(v string, _ Target) []Problem {
	return oneWord(v, "cgroup namespace", []string{"host", "private"})
}

func checkNamespace(v string, _ Target) []Problem {
	if strings.HasPrefix(v, "ns:") || strings.HasPrefix(v, "container:") || v == "" {
		return nil
	}
	return oneWord(v, "namespace", []string{"host", "private", "pod", "default"})
}

// checkArgWord judges a single word of PodmanArgs=.
func checkArgWord(section, v string, t Target) []Problem {
	args := ParseArgs(section, []string{v})
	if len(args) != 1 || args[0].Flag != nil && args[0].Flag.Value && !args[0].HasValue {
		return nil
	}
	inValue, ps := CheckArg(section, args[0], t)
	if inValue {
		return shift(ps, args[0].ValueAt)
	}
	return shift(ps, len(v)-len(strings.TrimLeft(v, "-")))
}
