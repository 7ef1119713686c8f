package systemd

import (
	_ "embed"
	"flag"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// TestVerdictsAgainstSystemd draws so many lines for each version and scope. The default keeps `go test` short; 100000 takes some minutes.
var (
	cases = flag.Int("cases", 800, "lines to compare with each real systemd")
	seed  = flag.Int64("seed", 1, "where the draw of the lines begins")
)

//go:embed testdata/values.txt
var valuePool string

// drawLines makes a reproducible sample of directive × value: any value for any
// directive, the words of its own grammar, and misspellings of both.
func drawLines(seed int64, n int) []line {
	rng := rand.New(rand.NewSource(seed))
	pool := strings.Split(strings.TrimSuffix(valuePool, "\n"), "\n")
	var keys []Directive
	for _, s := range []string{"Unit", "Service", "Install"} {
		keys = append(keys, Directives(s)...)
	}
	lines := make([]line, 0, n)
	for len(lines) < n {
		d := keys[rng.Intn(len(keys))]
		value := pool[rng.Intn(len(pool))]
		g, _ := lookupGrammar(d.Name)
		if words := enumWords(g.arg, 262); len(words) > 0 && rng.Intn(3) == 0 {
			value = words[rng.Intn(len(words))]
		}
		switch rng.Intn(6) {
		case 0:
			value = mutate(rng, value)
		case 1:
			value += " " + pool[rng.Intn(len(pool))]
		}
		value = strings.Trim(value, blanks)
		// An empty ExecStart= leaves the unit without a command, a trailing
		// backslash continues the line: both are about more than the line.
		if d.Name == "ExecStart" && value == "" || strings.HasSuffix(value, `\`) || d.Name == "LogLevelMax" {
			continue
		}
		lines = append(lines, line{d.Section, d.Name, value})
	}
	return lines
}

// mutate makes one small change.
func mutate(rng *rand.Rand, s string) string {
	const alphabet = `aZ09 -_.:/%"'~@$+=,\`
	at := rng.Intn(len(s) + 1)
	c := string(alphabet[rng.Intn(len(alphabet))])
	switch rng.Intn(4) {
	case 0:
		return s[:at] + c + s[at:]
	case 1:
		return strings.ToUpper(s)
	case 2:
		return c + s
	}
	if at < len(s) && s[at] < 128 {
		return s[:at] + s[at+1:]
	}
	return s + c
}

// unknowable are refusals that are no fact about the line: they depend on the
// machine's architecture or on units that exist.
func unknowable(l line) bool {
	switch l.key {
	case "Personality", "OOMRules", "ManagedOOMSwap", "ManagedOOMMemoryPressure", "SystemCallLog", "SystemCallFilter":
		return true
	case "Requires", "BindsTo", "BindTo", "Requisite", "RequiresOverridable", "RequisiteOverridable":
		return strings.Contains(l.value, ".slice")
	}
	return strings.Contains(l.value, "%")
}

// TestVerdictsAgainstSystemd compares Check with the real systemd-analyze
// verify: it must refuse nothing that systemd takes, and find at least 95 % of
// what systemd refuses.
func TestVerdictsAgainstSystemd(t *testing.T) {
	lines := drawLines(*seed, *cases)
	for _, version := range measured {
		for _, user := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d/user=%v", version, user), func(t *testing.T) {
				t.Parallel()
				compare(t, realSystemd(t, version, user), lines)
			})
		}
	}
}

func compare(t *testing.T, o oracle, lines []line) {
	refused, found := 0, 0
	var missed []string
	for i, seen := range o.judge(t, lines) {
		l := lines[i]
		want := seen.outcome()
		got := Check(l.section, l.key, l.value, Options{Version: o.version, User: o.user})
		name := fmt.Sprintf("[%s] %s=%s", l.section, l.key, l.value)
		switch {
		case got.Refused() && want < Ignored:
			t.Errorf("false: %s: %s, but systemd says %q", name, got.Message, seen.said)
		case want < Ignored:
		case got.Refused():
			refused, found = refused+1, found+1
			if got.Start < 0 || got.End > len(l.value) || got.Start > got.End || got.Message == "" {
				t.Errorf("%s: range [%d:%d], message %q", name, got.Start, got.End, got.Message)
			}
			if got.Outcome != want {
				t.Logf("%s: %v, systemd says %v: %q", name, got.Outcome, want, seen.said)
			}
		default:
			refused++
			if !unknowable(l) {
				missed = append(missed, fmt.Sprintf("%s: %q", name, seen.said))
			}
		}
	}
	t.Logf("systemd %d user=%v: %d lines, %d refused, %d found", o.version, o.user, len(lines), refused, found)
	if found*100 < refused*95 {
		t.Errorf("found %d of %d refused lines", found, refused)
	}
	slices.Sort(missed)
	for _, m := range missed[:min(len(missed), 60)] {
		t.Logf("missed: %s", m)
	}
}
