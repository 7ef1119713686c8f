package quadlet_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// rowCheck is compiled into the package together with the row that
// CONTRIBUTING.md shows, and asks for it in the ways in which others do.
const rowCheck = `package quadlet

import (
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
)

func TestAddedRow(t *testing.T) {
	k, ok := LookupKey("Container", "Gpu")
	if !ok || k.In(V60) || !k.In(V61) || k.LookupAt(V61) != LookupList {
		t.Errorf("the added key: %+v, %v", k, ok)
	}
	var names []string
	for _, k := range KeysOf("Container") {
		names = append(names, k.Name)
	}
	if near, _ := didyoumean.Nearest("Gpus", names); near != "Gpu" {
		t.Errorf("did you mean %q", near)
	}
	if !strings.Contains(KeysPage(), "| ` + "`Gpu=`" + ` | 6.1 |") {
		t.Error("the added key is not on the reference page")
	}
}
`

// TestContributingAddsAKey does what CONTRIBUTING.md says: it puts the row that
// is shown there into a copy of the key table and runs the table's tests.
func TestContributingAddsAKey(t *testing.T) {
	manual, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\t\{Section: "Container", Name: "(\w+)", .*\},\n`).FindSubmatch(manual)
	if row == nil {
		t.Fatal("CONTRIBUTING.md shows no row of the key table")
	}
	table, err := os.ReadFile("keytable.go")
	if err != nil {
		t.Fatal(err)
	}
	at := placeOf(t, table, string(row[1]))
	dir := t.TempDir()
	changed := bytes.Join([][]byte{table[:at], table[at:]}, row[0])
	overlay := map[string]map[string]string{"Replace": {
		absolute(t, "keytable.go"):      write(t, dir, "keytable.go", changed),
		absolute(t, "addedrow_test.go"): write(t, dir, "addedrow_test.go", []byte(rowCheck)),
	}}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "test", "-overlay", write(t, dir, "overlay.json", list),
		"-run", "TestAddedRow|TestKeyTable|TestKeyRows|TestLookupKey|TestKeysOf|TestConfusions|TestKeysPageHas", ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("with the row of CONTRIBUTING.md: %v\n%s", err, out)
	}
}

// placeOf finds where a key of [Container] belongs: before the first row of a
// greater name.
func placeOf(t *testing.T, table []byte, name string) int {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^\t\{Section: "Container", Name: "(\w+)"`).FindAllSubmatchIndex(table, -1) {
		if strings.Compare(string(table[m[2]:m[3]]), name) > 0 {
			return m[0]
		}
	}
	t.Fatalf("no place for %s", name)
	return 0
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

func write(t *testing.T, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
