package quadlet

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKeysPageIsFresh(t *testing.T) {
	committed, err := os.ReadFile("../../docs/keys.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(committed), KeysPage()); diff != "" {
		t.Errorf("docs/keys.md is stale: run make generate (-committed +generated)\n%s", diff)
	}
}

func TestKeysPageHasEverything(t *testing.T) {
	page := KeysPage()
	for _, k := range Keys() {
		_, section, _ := strings.Cut(page, "\n## ["+k.Section+"]\n")
		section, _, _ = strings.Cut(section, "\n## ")
		if !strings.Contains(section, "\n| `"+k.Name+"=` | ") {
			t.Errorf("[%s] %s= is not on the page", k.Section, k.Name)
		}
	}
	for l := LookupLast; l <= LookupKeyVal; l++ {
		if !strings.Contains(page, "\n| "+l.String()+" | ") {
			t.Errorf("%v is not explained", l)
		}
	}
	if page != KeysPage() {
		t.Error("the page is not the same twice")
	}
}
