package podman

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestReplay holds Check against verdicts of the real podman, recorded by
// TestDifferential (build tag difftest): no value that a release took may be
// refused, and of those that it refused at least 95 in 100 must be found.
func TestReplay(t *testing.T) {
	f, err := os.Open("testdata/verdicts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	minors := []int{v54, v58, v61}
	var taken, refusals, found [3]int
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		// Section, key, u(ser) or r(oot), one sign a release, value.
		col := strings.Split(lines.Text(), "\t")
		if len(col) != 5 || len(col[3]) != len(minors) {
			t.Fatalf("line %d: %q", n, lines.Text())
		}
		value, err := strconv.Unquote(col[4])
		if err != nil {
			t.Fatalf("line %d: %v", n, err)
		}
		for i, minor := range minors {
			target := Target{Minor: minor, Rootful: col[2] == "r"}
			got := refused(Check(col[0], col[1], value, target))
			switch col[3][i] {
			case '+':
				taken[i]++
				if got {
					t.Errorf("[%s] %s=%q for %d: podman takes it, Check says %v", col[0], col[1], value, minor, Check(col[0], col[1], value, target))
				}
			case '-':
				refusals[i]++
				if got {
					found[i]++
				}
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	for i, minor := range minors {
		t.Logf("%d: %d taken, %d refused, %d of them found", minor, taken[i], refusals[i], found[i])
		if refusals[i] == 0 || found[i]*100 < refusals[i]*95 {
			t.Errorf("%d: only %d of %d refusals found", minor, found[i], refusals[i])
		}
	}
}
