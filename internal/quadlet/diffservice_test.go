package quadlet_test

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// compareService compares what the generator wrote into a service with what we
// read in the unit: every key of every section, and the arguments that the
// values became.
func compareService(u *quadlet.Unit, service string) string {
	got := map[string][]string{}
	section := ""
	for line := range strings.Lines(service) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			section = strings.TrimSuffix(strings.TrimPrefix(line, "["), "]")
		case strings.HasPrefix(line, "#"), strings.HasPrefix(line, ";"), !strings.Contains(line, "="):
		default:
			got[section] = append(got[section], line)
		}
	}
	want := map[string][]string{}
	for _, v := range u.Values() {
		name := v.Section
		if name == u.Section() || name == "Quadlet" {
			name = "X-" + name
		}
		want[name] = append(want[name], v.Item.Name+"="+v.Item.Value)
	}
	for name, lines := range want {
		switch name {
		case "Unit", "Service":
			// The generator adds and changes lines here; what it leaves must be there.
			for _, line := range lines {
				key, _, _ := strings.Cut(line, "=")
				if !written[key] && !quadlet.TranslatesDependency(key) && !slices.Contains(got[name], line) {
					return fmt.Sprintf("[%s] lacks %q: %q", name, line, got[name])
				}
			}
		default:
			if !slices.Equal(lines, got[name]) {
				return fmt.Sprintf("[%s]: want %q, got %q", name, lines, got[name])
			}
		}
	}
	return compareArgs(u, got["Service"])
}

// written are the keys of [Service] that the generator sets itself.
var written = map[string]bool{"KillMode": true, "Type": true, "Restart": true, "SyslogIdentifier": true, "NotifyAccess": true, "PIDFile": true, "RemainAfterExit": true}

// compareArgs compares the words of the keys that are split.
func compareArgs(u *quadlet.Unit, service []string) string {
	if u.Kind != quadlet.Container {
		return ""
	}
	var args []string
	for _, line := range service {
		if strings.Contains(line, `\x00`) {
			// A NUL byte comes out as an escape that nobody reads.
			return ""
		}
		if value, ok := strings.CutPrefix(line, "ExecStart="); ok {
			args = nil
			for _, w := range unitfile.Podman58().Split(value, unitfile.Exec).List {
				args = append(args, w.Text)
			}
		}
	}
	joined := "\x00" + strings.Join(args, "\x00") + "\x00"
	for _, key := range []struct{ name, flag string }{
		{"PodmanArgs", ""},
		{"Mask", "--security-opt\x00mask="},
		{"Secret", "--secret\x00"},
		{"Sysctl", "--sysctl\x00"},
		{"Label", "--label\x00"},
		{"Environment", "--env\x00"},
		{"Annotation", "--annotation\x00"},
		{"Ulimit", "--ulimit\x00"},
		{"PublishPort", "--publish\x00"},
		{"GroupAdd", "--group-add\x00"},
		{"UIDMap", "--uidmap\x00"},
		{"Exec", ""},
		{"HealthCmd", "--health-cmd\x00"},
	} {
		row, _ := quadlet.LookupKey("Container", key.name)
		texts := u.Texts(row)
		for i, text := range texts {
			if text.Str == "" || replaced(row, u, texts, i) {
				continue
			}
			// A word that is not UTF-8 is spoilt where the generator has to quote it.
			if !strings.Contains(joined, "\x00"+key.flag+text.Str+"\x00") && utf8.ValidString(text.Str) {
				return fmt.Sprintf("%s: no argument %q in %q", key.name, key.flag+text.Str, args)
			}
		}
		if key.flag == "" || strings.HasPrefix(key.flag, "--health") {
			continue
		}
		want := map[string]bool{}
		for i, text := range texts {
			if !replaced(row, u, texts, i) {
				want[fmt.Sprint(i)+text.Str] = true
			}
		}
		if n := strings.Count(joined, "\x00"+key.flag); n != len(want) && !u.Has("Container", "PodmanArgs") && !u.Has("Container", "AutoUpdate") && !u.Has("Container", "Exec") {
			return fmt.Sprintf("%s: %d arguments, want %d: %q", key.name, n, len(want), args)
		}
	}
	return ""
}

// replaced reports whether a key=value word does not arrive: a later one has its
// name, or the release drops words without "=".
func replaced(k quadlet.Key, u *quadlet.Unit, texts []quadlet.Text, i int) bool {
	if k.LookupAt(u.Version) != quadlet.LookupKeyVal {
		return false
	}
	name, _, found := strings.Cut(texts[i].Str, "=")
	if !found && u.Version < quadlet.V56 {
		return true
	}
	return slices.ContainsFunc(texts[i+1:], func(t quadlet.Text) bool {
		n, _, f := strings.Cut(t.Str, "=")
		return n == name && (f || u.Version >= quadlet.V56)
	})
}
