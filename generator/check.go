package generator

import (
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// CheckName refuses what Podman or systemd would not take as a name.
func CheckName(s string) error {
	if s == "" {
		return problem("for example nova-engine", "the name is empty")
	}
	if err := checkText(s); err != nil {
		return err
	}
	if kind := quadlet.KindOf(s); kind != quadlet.KindNone || strings.HasSuffix(s, ".service") {
		return problem("give "+quoteShort(strings.TrimSuffix(s, path.Ext(s))), "%s is a file name; the name is without its ending", quoteShort(s))
	}
	const most = 128 // with a suffix and an ending it has to fit systemd's 255
	if len(s) > most {
		return problem("", "%s is longer than %d characters", quoteShort(s), most)
	}
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && (i == 0 || !strings.ContainsRune("_.-", r)) {
			return problem("letters, digits, '_', '.' and '-', beginning with a letter or digit", "%s is no name that podman takes", quoteShort(s))
		}
	}
	return nil
}

// CheckPort refuses what is no port to publish on the host.
func CheckPort(s string) (int, error) {
	const hint = "a number from 1 to 65535, for example 18789"
	n, err := strconv.Atoi(s)
	switch {
	case err != nil || s[0] == '+':
		if strings.ContainsAny(s, ":-/") {
			return 0, problem("give one port; the address goes to --publish-host", "%s is not a port number", quoteShort(s))
		}
		return 0, problem(hint, "%s is not a port number", quoteShort(s))
	case n < 1 || n > 65535:
		return 0, problem(hint, "port %d is out of range", n)
	}
	return n, nil
}

// CheckHostAddress refuses what Podman cannot publish a port on.
func CheckHostAddress(s string) error {
	bare := strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
	if addr, err := netip.ParseAddr(bare); err == nil && addr.Zone() == "" {
		return nil
	}
	switch s {
	case "localhost":
		return problem("127.0.0.1", "podman publishes on an address, not on a name: %q", s)
	case "*", "lan", "all":
		return problem("0.0.0.0 is every address of the host; 127.0.0.1, the default, is this host only", "%q is not an IP address", s)
	}
	return problem("for example 127.0.0.1 or ::1", "%s is not an IP address", quoteShort(s))
}

// CheckHostPath refuses what cannot stand as the source of a mount or as an
// environment file. "~/" is taken for "%h/", the account's home directory.
func CheckHostPath(s string) (string, error) {
	if err := checkText(s); err != nil {
		return "", err
	}
	if rest, ok := strings.CutPrefix(s, "~/"); ok {
		s = "%h/" + rest
	}
	if len(s) > 1 && s != "%h/" { // as shells complete it
		s = strings.TrimSuffix(s, "/")
	}
	rest, underHome := strings.CutPrefix(s, "%h/")
	switch {
	case s == "":
		return "", problem("for example /srv/nova-engine or %h/.nova-engine", "the path is empty")
	case s == "~" || s == "%h" || underHome && rest == "":
		return "", problem("a directory below it, for example %h/.nova-engine", "the home directory itself would be relabelled and shown to the container")
	case underHome && strings.HasPrefix(rest, "/"):
		return "", problem("%h/"+strings.TrimLeft(rest, "/"), "%s has an empty part", quoteShort(s))
	case !underHome && !strings.HasPrefix(s, "/"):
		return "", problem("an absolute path, or one that begins with %h/ for the account's home directory", "%s is a relative path", quoteShort(s))
	case strings.Contains(s, ":"):
		return "", problem("use a directory without a colon in its name, or a symbolic link to it", "%s holds a colon, which separates the parts of a mount", quoteShort(s))
	}
	whole := s
	if underHome {
		whole = "/" + rest
	}
	if clean := path.Clean(whole); clean != whole {
		if underHome {
			clean = "%h" + clean
		}
		if clean == "/" {
			return "", problem("a directory of its own, for example /srv/nova-engine", "%s is the whole file system", quoteShort(s))
		}
		return "", problem("write "+quoteShort(clean), "%s is not in its shortest form", quoteShort(s))
	}
	if whole == "/" {
		return "", problem("a directory of its own, for example /srv/nova-engine", "%s is the whole file system", quoteShort(s))
	}
	return s, nil
}

// CheckInsidePath refuses what cannot be a path inside the container.
func CheckInsidePath(s string) error {
	if err := checkText(s); err != nil {
		return err
	}
	switch {
	case !strings.HasPrefix(s, "/"):
		return problem("", "%s is not an absolute path inside the container", quoteShort(s))
	case strings.Contains(s, ":"):
		return problem("", "%s holds a colon, which separates the parts of a mount", quoteShort(s))
	case path.Clean(s) != s || s == "/":
		return problem("", "%s is not a directory or file inside the container in its shortest form", quoteShort(s))
	}
	return nil
}

// CheckWord refuses all but one of the words.
func CheckWord(s string, words []string) error {
	if slices.Contains(words, s) {
		return nil
	}
	hint := "one of " + strings.Join(words, ", ")
	if near, ok := didyoumean.Nearest(s, words); ok {
		hint = "did you mean " + quoteShort(near) + "?"
	}
	return problem(hint, "%s is not known", quoteShort(s))
}

// RestartPolicies are the values of systemd's Restart=.
func RestartPolicies() []string {
	return []string{"no", "always", "on-success", "on-failure", "on-abnormal", "on-abort", "on-watchdog"}
}

// CheckRestart refuses what systemd does not know as Restart=.
func CheckRestart(s string) error {
	if s == "unless-stopped" {
		return problem("always, which systemd ends with `systemctl --user stop` just the same", "%q is podman's word; systemd restarts the service", s)
	}
	return CheckWord(s, RestartPolicies())
}

// PullPolicies are the values of Pull=.
func PullPolicies() []string { return []string{"always", "missing", "never", "newer"} }

// BindModes are the addresses that the gateway can bind inside the container.
func BindModes() []string { return []string{"lan", "auto", "loopback", "tailnet"} }

// CheckUserNS refuses a user namespace in which the account's files could not
// be read, or that podman does not know.
func CheckUserNS(s string) error {
	mode, options, hasOptions := strings.Cut(s, ":")
	switch mode {
	case "", "host", "auto":
		if !hasOptions {
			return nil
		}
	case "keep-id":
		if !hasOptions {
			return nil
		}
		for option := range strings.SplitSeq(options, ",") {
			key, value, _ := strings.Cut(option, "=")
			n, err := strconv.ParseUint(value, 10, 32)
			if key != "uid" && key != "gid" || err != nil || strconv.FormatUint(n, 10) != value {
				return problem("for example keep-id:uid=1000,gid=1000", "%s is no option of keep-id", quoteShort(option))
			}
		}
		return nil
	}
	words := []string{"keep-id", "auto", "host"}
	hint := "keep-id, keep-id:uid=N,gid=N, auto, host, or nothing for podman's default"
	if near, ok := didyoumean.Nearest(s, words); ok && near != s {
		hint = "did you mean " + quoteShort(near) + "?"
	}
	return problem(hint, "user namespace %s is not supported", quoteShort(s))
}

// ParseDuration reads a time as systemd or podman would write it: seconds, or
// a number with a unit. "infinity" is -1.
func ParseDuration(s string) (time.Duration, error) {
	if s == "infinity" {
		return -1, nil
	}
	const hint = "seconds, or a number with a unit: 90, 90s, 5m, 1h"
	text := s
	if n, err := strconv.ParseUint(s, 10, 31); err == nil {
		return time.Duration(n) * time.Second, nil
	}
	for _, unit := range []struct{ long, short string }{{"min", "m"}, {"sec", "s"}} {
		if number, ok := strings.CutSuffix(text, unit.long); ok {
			text = number + unit.short
		}
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, problem(hint, "%s is not a time", quoteShort(s))
	case d < 0:
		return 0, problem(hint, "%s is negative", quoteShort(s))
	case d > 365*24*time.Hour:
		return 0, problem(hint, "%s is more than a year", quoteShort(s))
	}
	return d, nil
}

// CheckSize refuses what podman does not take as a number of bytes, or takes
// for no limit at all.
func CheckSize(s string) error {
	const hint = "a number with a unit letter: 512m, 2g"
	bytes, ok := podman.ParseSize(s)
	switch {
	case !ok || strings.ContainsAny(s, " +"):
		return problem(hint, "%s is not a size", quoteShort(s))
	case bytes <= 0:
		return problem(hint, "%s would mean no limit", quoteShort(s))
	case bytes < 1<<20:
		return problem(hint, "%s is less than a megabyte", quoteShort(s))
	}
	return nil
}
