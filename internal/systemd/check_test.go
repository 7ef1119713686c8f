package systemd

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestCheck shows what a verdict looks like, one line for each kind of value.
// That the grammars are right is shown by TestVerdictsAgainstSystemd.
func TestCheck(t *testing.T) {
	tests := []struct {
		name                string
		section, key, value string
		o                   Options
		want                Outcome
		at                  string // the text at fault
	}{
		{name: "boolean", section: "Service", key: "RemainAfterExit", value: "enabled", want: Ignored, at: "enabled"},
		{name: "boolean in capitals", section: "Service", key: "RemainAfterExit", value: "YES"},
		{name: "enum", section: "Service", key: "Restart", value: "Always", want: Ignored, at: "Always"},
		{name: "time", section: "Service", key: "TimeoutStartSec", value: "5 mins", want: Ignored, at: "5 mins"},
		{name: "size", section: "Service", key: "MemoryMax", value: "64m", want: Ignored, at: "64m"},
		{name: "size with a blank", section: "Service", key: "MemoryMax", value: "64 M"},
		{name: "one word of a list", section: "Unit", key: "After", value: "a.service foo b.service", want: Ignored, at: "foo"},
		{name: "comment behind a list", section: "Unit", key: "After", value: "a.service # c", want: Ignored, at: "#"},
		{name: "assignment", section: "Service", key: "Environment", value: `A="b c" D`, want: Ignored, at: "D"},
		{name: "user", section: "Service", key: "User", value: "a:b", want: Fatal, at: "a:b"},
		{name: "directory", section: "Service", key: "WorkingDirectory", value: "data", want: Fatal, at: "data"},
		{name: "forgiven directory", section: "Service", key: "WorkingDirectory", value: "-data", want: Ignored, at: "data"},
		{name: "command", section: "Service", key: "ExecStartPre", value: "bin/true x", want: Fatal, at: "bin/true"},
		{name: "second command", section: "Service", key: "ExecStartPre", value: "true ; bin/true", want: Fatal, at: "bin/true"},
		{name: "limits the wrong way round", section: "Service", key: "LimitNOFILE", value: "2:1", want: Ignored, at: "2:1"},
		{name: "specifier", section: "Unit", key: "After", value: "%i.service"},
		{name: "unknown specifier", section: "Unit", key: "Description", value: "100 %x", want: Ignored, at: "100 %x"},
		{name: "path with a specifier in front", section: "Service", key: "WorkingDirectory", value: "%h/data"},
		{name: "relative in spite of a specifier", section: "Service", key: "WorkingDirectory", value: "data/%i", want: Fatal, at: "data/%i"},
		{name: "unknown directive", section: "Service", key: "Restarts", value: "x", want: Ignored, at: "x"},
		{name: "free directive", section: "Service", key: "X-Restarts", value: "x"},
		{name: "wrong section", section: "Service", key: "After", value: "a.service", want: Ignored, at: "a.service"},
		{name: "unknown section", section: "Timer", key: "OnCalendar", value: "daily", want: Ignored, at: "daily"},
		{name: "deprecated", section: "Service", key: "MemoryLimit", value: "1G", want: Noted, at: "1G"},
		{name: "removed", section: "Service", key: "MemoryLimit", value: "1G", o: Options{Version: 262}, want: Ignored, at: "1G"},
		{name: "too new", section: "Service", key: "RestartMode", value: "direct", o: Options{Version: 252}, want: Ignored, at: "direct"},
		{name: "too new for some", section: "Service", key: "RestartMode", value: "direct"},
		{name: "between two releases that disagree", section: "Service", key: "RestartMode", value: "direct", o: Options{Version: 255}},
		{name: "a user's manager", section: "Service", key: "DynamicUser", value: "yes", o: Options{Version: 257, User: true}, want: Fatal, at: "yes"},
		{name: "install is not looked at", section: "Install", key: "WantedBy", value: "foo # bar"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Check(tt.section, tt.key, tt.value, tt.o)
			if got.Outcome != tt.want || tt.value[got.Start:got.End] != tt.at {
				t.Errorf("%v at %q (%s), want %v at %q", got.Outcome, tt.value[got.Start:got.End], got.Message, tt.want, tt.at)
			}
		})
	}
}

func TestParseTimeSpan(t *testing.T) {
	want := map[string]time.Duration{
		"90": 90 * time.Second, "1min 30s": 90 * time.Second, "1m30s": 90 * time.Second, "1.5h": 90 * time.Minute,
		"1w": 7 * 24 * time.Hour, "250ms": 250 * time.Millisecond, "0": 0, "infinity": 1<<63 - 1, ".5s": 500 * time.Millisecond,
	}
	got := map[string]time.Duration{}
	for s := range want {
		if d, ok := ParseTimeSpan(s); ok {
			got[s] = d
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, s := range []string{"", "5x", "1:30", "-1", "1.s", "12.34.56", "30 secs", "infinity 1"} {
		if d, ok := ParseTimeSpan(s); ok {
			t.Errorf("ParseTimeSpan(%q) = %v", s, d)
		}
	}
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]uint64{
		"1": 1, "1K": 1024, "1.5G": 3 << 29, "1G 500M": 1<<30 + 500<<20, "64 M": 64 << 20, "10B": 10, "15E": 15 << 60,
	} {
		if got, ok := ParseSize(s, 1024); !ok || got != want {
			t.Errorf("ParseSize(%q) = %d, %v; want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "64m", "64MB", "64MiB", "500M 1G", "-1", "16E", "1 2", "M"} {
		if got, ok := ParseSize(s, 1024); ok {
			t.Errorf("ParseSize(%q) = %d", s, got)
		}
	}
}

// TestTablesAreSorted: binary search depends on it.
func TestTablesAreSorted(t *testing.T) {
	for i := 1; i < len(grammars); i++ {
		if grammars[i-1].name >= grammars[i].name {
			t.Errorf("grammars: %s before %s", grammars[i-1].name, grammars[i].name)
		}
	}
	for _, g := range grammars {
		if SectionsOf(g.name) == nil {
			t.Errorf("%s has a grammar, but no section knows it", g.name)
		}
	}
}
