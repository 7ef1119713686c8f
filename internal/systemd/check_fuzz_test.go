package systemd

import (
	"slices"
	"strings"
	"testing"
)

// FuzzCheck gives any value to any directive: no panic, every verdict with a
// range inside the value, and an unknown version no stricter than a known one.
func FuzzCheck(f *testing.F) {
	for i, v := range strings.Split(valuePool, "\n") {
		f.Add(uint16(7*i), v)
	}
	rows := slices.Concat(Directives("Unit"), Directives("Service"), Directives("Install"))
	f.Fuzz(func(t *testing.T, n uint16, value string) {
		d := rows[int(n)%len(rows)]
		for _, user := range []bool{false, true} {
			unknown := Check(d.Section, d.Name, value, Options{User: user})
			for _, version := range []int{251, 252, 255, 257, 262, 270} {
				v := Check(d.Section, d.Name, value, Options{Version: version, User: user})
				if v.Start < 0 || v.Start > v.End || v.End > len(value) {
					t.Fatalf("%s=%q: range [%d:%d]", d.Name, value, v.Start, v.End)
				}
				if v.Outcome != Accepted && v.Message == "" {
					t.Fatalf("%s=%q: %v without a message", d.Name, value, v.Outcome)
				}
				if unknown.Outcome > v.Outcome {
					t.Fatalf("%s=%q: %v for any version, %v for %d", d.Name, value, unknown.Outcome, v.Outcome, version)
				}
			}
		}
	})
}
