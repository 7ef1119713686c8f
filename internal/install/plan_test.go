package install

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMakePlan(t *testing.T) {
	file := func(s string) Found { return Found{Exists: true, Mode: 0o644, Data: []byte(s)} }
	base := "[Container]\nImage=a\n\nExec=x\n\n[Service]\nRestart=no\n"
	manifest := &Manifest{Set: "s", Files: []Record{{Name: "u.container", Mode: "0644", Base: []byte(base)}}}
	const (
		theirs = "[Container]\nImage=b\n\nExec=x\n\n[Service]\nRestart=no\n"
		mine   = "[Container]\nImage=a\n\nExec=x\n\n[Service]\nRestart=always\n"
		both   = "[Container]\nImage=b\n\nExec=x\n\n[Service]\nRestart=always\n"
		clash  = "[Container]\nImage=c\n\nExec=x\n\n[Service]\nRestart=no\n"
	)
	for _, tt := range []struct {
		name   string
		now    Snapshot
		want   string
		force  bool
		action Action
		result string
		aside  bool
	}{
		{name: "nothing there", want: base, action: Create, result: base},
		{name: "same", want: base, now: Snapshot{Files: map[string]Found{"u.container": file(base)}}, action: Keep, result: base},
		{name: "other mode", want: base, now: Snapshot{Files: map[string]Found{
			"u.container": {Exists: true, Mode: 0o600, Data: []byte(base)},
		}}, action: Replace, result: base},
		{name: "not ours", want: theirs, now: Snapshot{Files: map[string]Found{"u.container": file(base)}}, action: Conflict, result: theirs},
		{
			name: "not ours, force", want: theirs, force: true, now: Snapshot{Files: map[string]Found{"u.container": file(base)}},
			action: Replace, result: theirs, aside: true,
		},
		{
			name: "upgrade", want: theirs, now: Snapshot{Manifest: manifest, Files: map[string]Found{"u.container": file(base)}},
			action: Replace, result: theirs,
		},
		{
			name: "edited, no upgrade", want: base, now: Snapshot{Manifest: manifest, Files: map[string]Found{"u.container": file(mine)}},
			action: Keep, result: mine,
		},
		{
			name: "edited and upgraded", want: theirs, now: Snapshot{Manifest: manifest, Files: map[string]Found{"u.container": file(mine)}},
			action: Merge, result: both,
		},
		{
			name: "edited in the same line", want: theirs, now: Snapshot{Manifest: manifest, Files: map[string]Found{"u.container": file(clash)}},
			action: Conflict, result: theirs,
		},
		{
			name: "edited in the same line, force", want: theirs, force: true,
			now:    Snapshot{Manifest: manifest, Files: map[string]Found{"u.container": file(clash)}},
			action: Replace, result: theirs, aside: true,
		},
		{
			name: "link, force", want: theirs, force: true,
			now:    Snapshot{Files: map[string]Found{"u.container": {Exists: true, Refuse: "a symbolic link"}}},
			action: Conflict, result: theirs,
		},
		{
			name: "of another set, force", want: theirs, force: true,
			now:    Snapshot{Owners: map[string]string{"u.container": "other"}, Files: map[string]Found{"u.container": file(base)}},
			action: Conflict, result: theirs,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := MakePlan(Set{Name: "s", Files: []File{{"u.container", 0o644, []byte(tt.want)}}}, tt.now, Policy{Force: tt.force})
			if err != nil {
				t.Fatal(err)
			}
			c := p.Changes[0]
			got := []any{c.Action, string(c.New), c.Aside}
			if d := cmp.Diff([]any{tt.action, tt.result, tt.aside}, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestMakePlanRefusesSets(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  Set
	}{
		{"out of the directory", Set{"s", []File{{"../x.container", 0o644, nil}}}},
		{"absolute", Set{"s", []File{{"/x.container", 0o644, nil}}}},
		{"control character", Set{"s", []File{{"x\n.container", 0o644, nil}}}},
		{"twice", Set{"s", []File{{"x.container", 0o644, nil}, {"x.container", 0o644, nil}}}},
		{"file and directory", Set{"s", []File{{"x", 0o644, nil}, {"x/y", 0o644, nil}}}},
		{"own name", Set{"s", []File{{".nova-quadlet/s.json", 0o644, nil}}}},
		{"own suffix", Set{"s", []File{{".x.nova-quadlet-new", 0o644, nil}}}},
		{"set name leads out", Set{"../s", nil}},
		{"writable for everybody", Set{"s", []File{{"x", 0o666, nil}}}},
		{"set-user-ID", Set{"s", []File{{"x", 0o4755, nil}}}},
		{"too large", Set{"s", []File{{"x", 0o644, make([]byte, MaxFile+1)}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := MakePlan(tt.set, Snapshot{}, Policy{Force: true}); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestMakeRemoval(t *testing.T) {
	now := Snapshot{
		Manifest: &Manifest{Set: "s", Files: []Record{{Name: "a", Base: []byte("1")}, {Name: "b", Base: []byte("1")}, {Name: "c"}, {Name: "d"}}},
		Files: map[string]Found{
			"a":     {Exists: true, Data: []byte("1")},
			"b":     {Exists: true, Data: []byte("2")},
			"d":     {Exists: true, Refuse: "a FIFO"},
			"other": {Exists: true, Data: []byte("3")},
		},
	}
	var got []string
	for _, c := range MakeRemoval(now).Changes {
		s := string(c.Action) + " " + c.Name
		if c.Aside {
			s += " aside"
		}
		got = append(got, s)
	}
	if d := cmp.Diff([]string{"remove a", "remove b aside", "conflict d"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestMerge3(t *testing.T) {
	for _, tt := range []struct {
		name, base, mine, theirs, want string
		conflict                       bool
	}{
		{name: "both the same", base: "a\n", mine: "b\n", theirs: "b\n", want: "b\n"},
		{name: "only mine", base: "a\nb\n", mine: "a\nc\n", theirs: "a\nb\n", want: "a\nc\n"},
		{name: "only theirs", base: "a\nb\n", mine: "a\nb\n", theirs: "c\nb\n", want: "c\nb\n"},
		{name: "apart", base: "a\nb\nc\n", mine: "A\nb\nc\n", theirs: "a\nb\nC\n", want: "A\nb\nC\n"},
		{name: "inserted apart", base: "a\nb\nc\n", mine: "a\n1\nb\nc\n", theirs: "a\nb\n2\nc\n", want: "a\n1\nb\n2\nc\n"},
		{name: "deleted and kept", base: "a\nb\nc\nd\n", mine: "a\nc\nd\n", theirs: "a\nb\nc\n", want: "a\nc\n"},
		{name: "same line", base: "a\n", mine: "b\n", theirs: "c\n", conflict: true},
		{name: "touching lines", base: "a\nb\n", mine: "A\nb\n", theirs: "a\nB\n", conflict: true},
		{name: "inserted at one place", base: "a\nb\n", mine: "a\n1\nb\n", theirs: "a\n2\nb\n", conflict: true},
		{name: "no newline at the end", base: "a\nb\nc", mine: "A\nb\nc", theirs: "a\nb\nc\n", want: "A\nb\nc\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := merge3([]byte(tt.base), []byte(tt.mine), []byte(tt.theirs))
			if ok == tt.conflict || !tt.conflict && string(got) != tt.want {
				t.Errorf("got %q, %v; want %q, conflict %v", got, ok, tt.want, tt.conflict)
			}
		})
	}
}

func FuzzMerge3(f *testing.F) {
	f.Add("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n")
	f.Add("", "x", "y\n")
	f.Fuzz(func(t *testing.T, base, mine, theirs string) {
		// Whoever changed nothing must get exactly what the other side has.
		if got, ok := merge3([]byte(base), []byte(base), []byte(theirs)); !ok || string(got) != theirs {
			t.Errorf("mine unchanged: %q, %v", got, ok)
		}
		if got, ok := merge3([]byte(base), []byte(mine), []byte(base)); !ok || string(got) != mine {
			t.Errorf("theirs unchanged: %q, %v", got, ok)
		}
		a, okA := merge3([]byte(base), []byte(mine), []byte(theirs))
		b, okB := merge3([]byte(base), []byte(theirs), []byte(mine))
		if okA != okB || string(a) != string(b) {
			t.Errorf("not symmetric: %q %v, %q %v", a, okA, b, okB)
		}
	})
}
