package rules

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// TestFamilies goes through testdata/families.txt: each mistake is found by its rule, and
// the unit beside it, which does not have it, is not.
func TestFamilies(t *testing.T) {
	f, err := os.Open("../../testdata/families.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	mistakes := 0
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, " | ")
		if len(cells) != 5 {
			t.Errorf("line %d: %d cells, want 5: %s", n, len(cells), line)
			continue
		}
		mistake, rule, flags := cells[0], cells[1], cells[2]
		if !found(t, rule, flags, cells[3]) {
			t.Errorf("line %d: %s: %s does not find it in %s", n, mistake, rule, cells[3])
		}
		if cells[4] != "-" && found(t, rule, flags, cells[4]) {
			t.Errorf("line %d: %s: %s finds it in %s", n, mistake, rule, cells[4])
		}
		mistakes++
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d mistakes", mistakes)
}

// found reports whether a rule finds something in units, among all other rules.
func found(t *testing.T, rule, flags, units string) bool {
	t.Helper()
	var ar txtar.Archive
	if flags != "-" {
		ar.Comment = []byte("flags: " + flags + "\n")
	}
	for unit := range strings.SplitSeq(units, " // ") {
		ar.Files = append(ar.Files, unitOf(unit))
	}
	src, target, err := ReadArchive(&ar)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range lint.Run(src, target, All()) {
		if d.Rule == rule {
			return true
		}
	}
	return false
}

// unitOf is a unit as the table writes it: "NAME: LINE; LINE".
func unitOf(text string) txtar.File {
	name, rest, ok := strings.Cut(text, ": ")
	if kind := quadlet.KindOf(name); !ok || kind == quadlet.KindNone && !strings.HasSuffix(name, ".env") {
		name, rest = "web.container", text
		if !strings.Contains(rest, "Image=") {
			rest = "Image=quay.io/a/b:1; " + rest
		}
	}
	var b strings.Builder
	if !strings.HasPrefix(rest, "[") {
		b.WriteString("[" + quadlet.KindOf(name).Section() + "]\n")
	}
	for line := range strings.SplitSeq(rest, "; ") {
		b.WriteString(line + "\n")
	}
	return txtar.File{Name: name, Data: []byte(b.String())}
}
