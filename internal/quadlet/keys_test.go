package quadlet

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestKeyTableIsSorted(t *testing.T) {
	for i, k := range Keys()[1:] {
		before := Keys()[i]
		if cmp.Or(strings.Compare(before.Section, k.Section), strings.Compare(before.Name, k.Name)) >= 0 {
			t.Errorf("[%s] %s= must stand before [%s] %s=, once", k.Section, k.Name, before.Section, before.Name)
		}
	}
}

func TestKeyRowsAreComplete(t *testing.T) {
	for _, k := range Keys() {
		fail := func(format string, args ...any) {
			t.Helper()
			t.Errorf("[%s] %s=: "+format, append([]any{k.Section, k.Name}, args...)...)
		}
		if k.Section != "Quadlet" && KindOfSection(k.Section) == KindNone {
			fail("no unit kind has this section")
		}
		if !slices.Contains(versions, k.Since) {
			fail("Since %v is no known release", k.Since)
		}
		if k.Since < SectionSince(k.Section) {
			fail("Since %v is before the section's %v", k.Since, SectionSince(k.Section))
		}
		if k.Last != 0 && (k.Last < k.Since || k.Last >= Newest || !slices.Contains(versions, k.Last)) {
			fail("Last %v does not fit Since %v", k.Last, k.Since)
		}
		if k.Lookup.String() == "none" {
			fail("unknown lookup %d", k.Lookup)
		}
		last, lookup := k.Since-1, Lookup(0)
		for _, was := range k.Was {
			if was.Until <= last || was.Until >= Newest || was.Lookup == lookup || was.Lookup.String() == "none" {
				fail("older lookup %v until %v is out of order", was.Lookup, was.Until)
			}
			last, lookup = was.Until, was.Lookup
		}
		if lookup == k.Lookup {
			fail("the newest older lookup is the present one")
		}
		if int(k.Type) >= len(typeNames) {
			fail("unknown type %d", k.Type)
		}
		if k.Type == TypeEnum && len(k.Values) == 0 {
			fail("one of no values")
		}
		isBool := k.Lookup == LookupBool
		if isBool != (k.Type == TypeBool) {
			fail("lookup %v with type %v", k.Lookup, k.Type)
		}
		if k.Flag != "" && !strings.HasPrefix(k.Flag, "--") && k.Flag != "-v" {
			fail("flag %q is no option", k.Flag)
		}
		if k.Deprecated != "" {
			if _, ok := LookupKey(k.Section, k.Deprecated); !ok {
				fail("replacement %s= does not exist in the section", k.Deprecated)
			}
		}
		checkDoc(fail, k.Doc)
	}
}

func checkDoc(fail func(string, ...any), doc string) {
	switch {
	case doc == "":
		fail("no documentation")
	case strings.HasSuffix(doc, ".") || strings.TrimSpace(doc) != doc || strings.ContainsAny(doc, "\n\t|"):
		fail("documentation %q: want one line without a full stop", doc)
	case !unicode.IsUpper([]rune(doc)[0]):
		fail("documentation %q: want a capital letter first", doc)
	case len(doc) > 120:
		fail("documentation %q: %d bytes, want at most 120", doc, len(doc))
	}
}

func TestLookupKey(t *testing.T) {
	for _, want := range Keys() {
		got, ok := LookupKey(want.Section, want.Name)
		if !ok || got.Section != want.Section || got.Name != want.Name {
			t.Errorf("LookupKey(%q, %q) = %s.%s, %v", want.Section, want.Name, got.Section, got.Name, ok)
		}
	}
	for _, name := range []string{"", "image", "Imag", "Zz", "A"} {
		if k, ok := LookupKey("Container", name); ok {
			t.Errorf("LookupKey(Container, %q) found %s", name, k.Name)
		}
	}
	if _, ok := LookupKey("Service", "Restart"); ok {
		t.Error("LookupKey knows a key of [Service]")
	}
}

func TestKeysOfCoversTheTable(t *testing.T) {
	total := len(KeysOf("Quadlet"))
	for _, kind := range Kinds() {
		keys := KeysOf(kind.Section())
		if len(keys) == 0 {
			t.Errorf("no keys for %v", kind)
		}
		for _, k := range keys {
			if k.Section != kind.Section() {
				t.Errorf("KeysOf(%s) has a key of [%s]", kind.Section(), k.Section)
			}
		}
		total += len(keys)
	}
	if total != len(Keys()) {
		t.Errorf("sections have %d keys, the table %d", total, len(Keys()))
	}
	if keys := KeysOf("Service"); len(keys) != 0 {
		t.Errorf("KeysOf(Service) = %d keys", len(keys))
	}
}

func TestKeyVersions(t *testing.T) {
	tests := []struct {
		section, name string
		version       Version
		in            bool
		lookup        Lookup
	}{
		{"Container", "User", V44, true, LookupUint32},
		{"Container", "User", V47, true, LookupUint32},
		{"Container", "User", V48, true, LookupLast},
		{"Container", "Memory", V54, false, LookupLast},
		{"Container", "Memory", V55, true, LookupLast},
		{"Container", "ImageVolume", V60, false, LookupLast},
		{"Container", "ImageVolume", V61, true, LookupLast},
		{"Container", "Notify", V49, true, LookupBool},
		{"Container", "Notify", V50, true, LookupBoolOrString},
		{"Kube", "Yaml", V56, true, LookupLast},
		{"Kube", "Yaml", V57, true, LookupWords},
		{"Pod", "IP", V53, true, LookupList},
		{"Pod", "IP", V54, true, LookupLast},
		{"Build", "ImageTag", V52, true, LookupLast},
		{"Build", "ImageTag", V53, true, LookupList},
		{"Volume", "UID", V(7, 3), true, LookupLast},
	}
	for _, tt := range tests {
		k, ok := LookupKey(tt.section, tt.name)
		if !ok {
			t.Errorf("no key [%s] %s=", tt.section, tt.name)
			continue
		}
		if got := k.In(tt.version); got != tt.in {
			t.Errorf("[%s] %s= in %v: %v, want %v", tt.section, tt.name, tt.version, got, tt.in)
		}
		if got := k.LookupAt(tt.version); got != tt.lookup {
			t.Errorf("[%s] %s= in %v is read as %v, want %v", tt.section, tt.name, tt.version, got, tt.lookup)
		}
	}
}

func TestConfusionsNameRealKeys(t *testing.T) {
	if !slices.IsSortedFunc(confusions, compareConfusions) {
		t.Error("confusions are not sorted")
	}
	for _, c := range confusions {
		if _, ok := LookupKey(c.Section, c.Name); ok {
			t.Errorf("[%s] %s= is a key, not a confusion", c.Section, c.Name)
		}
		if _, ok := LookupKey(c.UseSection, c.UseName); !ok && !slices.Contains([]string{"Unit", "Service", "Install"}, c.UseSection) {
			t.Errorf("[%s] %s= sends people to [%s] %s=, which does not exist", c.Section, c.Name, c.UseSection, c.UseName)
		}
	}
}

func TestConfusions(t *testing.T) {
	tests := []struct {
		section, name string
		want          []string
	}{
		{"Container", "Name", []string{"ContainerName"}},
		{"Container", "networkmode", []string{"Network"}},
		{"Network", "Name", []string{"NetworkName"}},
		{"Container", "DependsOn", []string{"After", "Requires"}},
		{"Container", "EnvFile", []string{"EnvironmentFile"}},
		{"Container", "Zebra", nil},
		{"Service", "Name", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, c := range Confusions(tt.section, tt.name) {
			got = append(got, c.UseName)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("Confusions(%q, %q) = %q, want %q", tt.section, tt.name, got, tt.want)
		}
	}
}
