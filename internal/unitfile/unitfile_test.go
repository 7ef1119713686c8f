package unitfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// texts are inputs that one dialect or another stumbles over; the round-trip
// test and the fuzz targets start from them.
var texts = []struct{ name, src string }{
	{"empty", ""},
	{"newline", "\n"},
	{"plain", "[Container]\nImage=quay.io/a/b:1\nExec=a b\n"},
	{"no final newline", "[Container]\nImage=a"},
	{"crlf", "[Container]\r\nImage=a\r\n\r\n# c\r\n"},
	{"bom", "\ufeff[Container]\nImage=a\n"},
	{"nul", "[Container]\nImage=a\x00b\n"},
	{"latin1", "[Container]\nImage=\xe4\xa0\n"},
	{"bad lines", "x\n[Container\nImage\n=a\n[Container] x\n[]\n[Container]\nImage=a\n"},
	{"key first", "Image=a\n[Container]\nImage=b\n"},
	{"comments", "# a\n; b\n: c\n[Container]\n; k=v\n"},
	{"indented", "  [Container]\n\tImage=a\n  Exec=b  \n"},
	{"continued", "[Container]\nExec=a \\\n  b \\\n# c\n\n  d\nImage=x\n"},
	{"continued header", "[Cont\\\nainer]\nIma\\\nge=x\n"},
	{"lone backslash", "[Container]\n\\\nImage=a\n"},
	{"backslash at end", "[Container]\nExec=a\\"},
	{"dropped", "[Container]\nExec=a \\\n# c\n\n"},
	{"blank behind backslash", "[Container]\nExec=a \\  \n  b\n"},
	{"double backslash", "[Service]\nExecStop=a \\\\\nb\n"},
	{"blank inside", "[Container]\nExec=a \\\n\n b\n"},
	{"comment continued", "[Container]\n# a=b \\\nImage=x\n"},
	{"empty value continued", "[Container]\nImage=\\\n\nExec=a\n"},
}

func TestParsePrintsTheVeryBytesBack(t *testing.T) {
	for _, d := range Dialects() {
		for _, tt := range texts {
			f := Parse(tt.name, tt.src, d)
			if diff := cmp.Diff(tt.src, f.String()); diff != "" {
				t.Errorf("%s, %s: (-want +got)\n%s", d.Name, tt.name, diff)
			}
			checkTree(t, f)
		}
	}
}

// checkTree tests what holds for every tree.
func checkTree(t *testing.T, f *File) {
	t.Helper()
	at := 0
	for i := range f.Items {
		it := &f.Items[i]
		if it.Range.Start != at {
			t.Fatalf("%s: item %d begins at %d, the one before ends at %d", f.Name, i, it.Range.Start, at)
		}
		at = it.Range.End
		if it.Kind != Assignment && it.Kind != Bad {
			continue
		}
		for j := range it.Value {
			src := it.ValueAt(j)
			if src < it.Range.Start || src >= it.Range.End {
				t.Fatalf("%s: byte %d of %q stands at %d, outside of its item", f.Name, j, it.Value, src)
			}
			if c := f.Src[src]; c != it.Value[j] && (it.Value[j] != ' ' || c != '\\') {
				t.Fatalf("%s: byte %d of %q stands at %d, where %q is", f.Name, j, it.Value, src, c)
			}
		}
		if it.Kind == Assignment && f.Src[it.NameRange().Start:it.NameRange().End] != it.Name && !it.Continued {
			t.Fatalf("%s: key %q is not at %v", f.Name, it.Name, it.NameRange())
		}
	}
	if at != len(f.Src) {
		t.Fatalf("%s: the items end at %d of %d", f.Name, at, len(f.Src))
	}
}

// dump is a tree in a line: sections, keys, and what cannot be read.
func dump(f *File) string {
	var b strings.Builder
	e := 0
	for i := range f.Items {
		it := &f.Items[i]
		switch it.Kind {
		case Header:
			b.WriteString("[" + it.Name + "]")
		case Assignment:
			b.WriteString(it.Name + "=" + it.Value + "|")
		case Dropped:
			b.WriteString("DROPPED " + it.Value + "|")
		case Bad:
			if f.Errors[e].Kind == Endless {
				b.WriteString("ENDLESS|")
			} else {
				b.WriteString("BAD " + f.Errors[e].Text + "|")
			}
			e++
		}
	}
	return b.String()
}

func TestDialects(t *testing.T) {
	tests := []struct {
		name string
		src  string
		want map[string]string // by dialect; "" is for those that are not named
	}{
		{"crlf", "[A]\r\nb=c\r\n", map[string]string{
			"": "[A]b=c|", "podman-4.4": "BAD [A]\r|BAD b=c\r|",
		}},
		{"semicolon", "[A]\n; k=v\n: x\n", map[string]string{
			"": "[A]BAD : x|", "podman-4.4": "[A]; k=v|", "podman-4.6": "[A]; k=v|", "podman-5.0": "[A]; k=v|",
		}},
		{"indented", "[A]\n  b=c\n", map[string]string{"": "[A]b=c|", "podman-4.4": "[A]BAD   b=c|"}},
		{"joins", "[A]\nb=c \\\n  d\n", map[string]string{
			"": "[A]b=c d|", "podman-4.4": "[A]b=c   d|", "podman-4.6": "[A]b=c   d|", "systemd": "[A]b=c  d|",
		}},
		{"joins without a blank", "[A]\nb=c\\\nd\n", map[string]string{"": "[A]b=cd|", "systemd": "[A]b=c d|"}},
		{"comment inside", "[A]\nb=c \\\n# x\nd\n", map[string]string{
			"": "[A]b=c # x|BAD d|", "podman-5.4": "[A]b=c d|", "podman-5.8": "[A]b=c d|", "systemd": "[A]b=c  d|",
		}},
		{"blank inside", "[A]\nb=c \\\n\nd=e\n", map[string]string{
			"": "[A]b=c d=e|", "podman-4.4": "[A]b=c |d=e|", "podman-4.6": "[A]ENDLESS|d=e|", "podman-5.0": "[A]ENDLESS|d=e|", "systemd": "[A]b=c|d=e|",
		}},
		{"blank behind backslash", "[A]\nb=c \\ \nd\n", map[string]string{
			"": "[A]b=c d|", "podman-4.4": "[A]b=c \\ |BAD d|", "podman-4.6": "[A]ENDLESS|BAD d|", "systemd": "[A]b=c \\|BAD d|",
		}},
		{"swallows a header", "[A]\nb \\\n[C]\nd=e\n", map[string]string{
			"": "[A]BAD b [C]|d=e|", "podman-4.4": "[A]BAD b \\|[C]d=e|", "podman-4.6": "[A]BAD b \\|[C]d=e|", "podman-5.0": "[A]BAD b \\|[C]d=e|",
			"systemd": "[A]BAD b  [C]|d=e|",
		}},
		{"dropped at the end", "[A]\nb=c \\\n\n", map[string]string{
			"": "[A]DROPPED b=c |", "podman-4.4": "[A]b=c |", "podman-4.6": "[A]b=c \\|", "podman-5.0": "[A]b=c \\|", "systemd": "[A]b=c|",
		}},
		{"comment continues", "[A]\n# x=y \\\nb=c\n", map[string]string{
			"": "[A]b=c|", "podman-4.4": "[A]", "podman-4.6": "[A]",
		}},
		{"bom", "\ufeff[A]\nb=c\n", map[string]string{"": "BAD \ufeff[A]|BAD b=c|", "systemd": "[A]b=c|"}},
		{"bad headers", "[]\n[[A]]\n[A] x\n[A]\t \nb=c\n", map[string]string{
			"": "BAD []|BAD [[A]]|BAD [A] x|[A]b=c|", "systemd": "[][[A]]BAD [A] x|[A]b=c|",
		}},
	}
	for _, tt := range tests {
		for _, d := range Dialects() {
			want, ok := tt.want[d.Name]
			if !ok {
				want = tt.want[""]
			}
			f := Parse(tt.name, tt.src, d)
			if diff := cmp.Diff(want, dump(f)); diff != "" {
				t.Errorf("%s, %s: (-want +got)\n%s", tt.name, d.Name, diff)
			}
		}
	}
}

// values are what Split is tested and fuzzed with.
var values = []struct {
	name  string
	value string
	exec  string // words joined by |, then the loss
	strv  string
}{
	{"empty", "", "", ""},
	{"plain", " a  b\tc ", "a|b|c", "a|b|c"},
	{"quoted", `a "b c" 'd "e"' f"g h"i`, `a|b c|d "e"|fg hi`, `a|b c|d "e"|fg hi`},
	{"escapes", `a\x20b \101\t "\u00e4\U0001f600"`, "a b|A\t|ä😀", `a\x20b|\101\t|\u00e4\U0001f600`},
	{"bad escape", `a P=C:\data b`, `!1 \d`, `a|P=C:\data|b`},
	{"escaped nul", `a \x00`, `!1 \x`, `a|\x00`},
	{"short escape", `a \x1`, `!1 \x`, `a|\x1`},
	{"open quote", `a "b c`, `a|b c!2 "b c`, `!2 "b c`},
	{"empty word", `a "" b c`, `a!3 b c`, `a!3 b c`},
	{"empty word at the end", `a ""`, `a`, `a`},
	{"nul byte", "a b\x00c d", "a|b!4 \x00c d", "a|b!4 \x00c d"},
	{"nul byte in quotes", "a \"b\x00c\" d", "a|b!4 \x00c\" d", "!2 \"b\x00c\" d"},
	{"backslash before nul", "a b\\\x00c", "a|b!5 \\\x00c", "a|b\\!4 \x00c"},
	{"trailing backslash", `a b\`, `a|b!5 \`, `a|b\`},
}

func TestSplit(t *testing.T) {
	for _, tt := range values {
		for mode, want := range map[SplitMode]string{Exec: tt.exec, Strv: tt.strv} {
			w := Podman58().Split(tt.value, mode)
			if diff := cmp.Diff(want, dumpWords(tt.value, w)); diff != "" {
				t.Errorf("%s, mode %d: (-want +got)\n%s", tt.name, mode, diff)
			}
		}
	}
}

func dumpWords(value string, w Words) string {
	var b strings.Builder
	for i, word := range w.List {
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(word.Text)
	}
	if w.Loss != NoLoss {
		b.WriteString("!" + string('0'+rune(w.Loss)) + " " + value[w.Start:w.End])
	}
	return b.String()
}

func TestUnquote(t *testing.T) {
	tests := []struct{ value, keep, trim, pair string }{
		{`a `, `a`, `a`, `a`},
		{`"a b"`, `"a b"`, `a b`, `a b`},
		{`""a" `, `""a"`, `a`, `"a`},
		{`"curl x" || exit "1"`, `"curl x" || exit "1"`, `curl x" || exit "1`, `curl x" || exit "1`},
		{`'a'`, `'a'`, `'a'`, `'a'`},
		{`"`, `"`, ``, `"`},
	}
	for _, tt := range tests {
		for d, want := range map[Dialect]string{Podman46(): tt.keep, Podman54(): tt.trim, Podman58(): tt.pair} {
			got, from := d.Unquote(tt.value)
			if got != want || !strings.HasPrefix(tt.value[from:], got) {
				t.Errorf("%s: Unquote(%q) = %q from %d, want %q", d.Name, tt.value, got, from, want)
			}
		}
	}
}
