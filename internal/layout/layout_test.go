package layout_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/layout"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

type formatCase struct{ name, in, want string }

func formatCases() []formatCase {
	return []formatCase{
		{"nothing to do", "# top\n[Unit]\nA=b\n\n[Container]\nImage=x\n", "# top\n[Unit]\nA=b\n\n[Container]\nImage=x\n"},
		{"empty", "", ""},
		{"only blank lines", "\n\n", ""},
		{"no last newline", "[Unit]\nA=b", "[Unit]\nA=b\n"},
		{"blanks around the equals sign", "[Unit]\nA = b\nC =\nD=\n", "[Unit]\nA=b\nC=\nD=\n"},
		{"equals signs in the value", "[Unit]\nA =b = c\n", "[Unit]\nA=b = c\n"},
		{"indented", "  [Unit]\n  A=b\n\t# c\n", "[Unit]\nA=b\n# c\n"},
		{"empty lines", "\n\n[Unit]\n\nA=b\n\n\n\nC=d\n[Container]\nImage=x\n\n\n", "[Unit]\nA=b\n\nC=d\n\n[Container]\nImage=x\n"},
		{"a section's comments go with it", "[Unit]\nA=b\n# about it\n# more\n[Container]\nImage=x\n", "[Unit]\nA=b\n\n# about it\n# more\n[Container]\nImage=x\n"},
		{"carriage returns", "[Unit]\r\nA=b\r\n", "[Unit]\nA=b\n"},
		{"blanks at the end", "[Unit]  \n# c \t\n \t\nA=b\n", "[Unit]\n# c\n\nA=b\n"},
		// 4.4 and 4.5 read the blank as part of the value.
		{"a blank at the end of a value is a value's", "[Unit]\nA=b \n", "[Unit]\nA=b \n"},
		// Indented keys are none for 4.4 and 4.5: they have nothing to lose.
		{"a blank at the end, where only newer releases read the file", "[Unit]\n A=b \n", "[Unit]\nA=b\n"},
		{"a continued value stays", "[Container]\nExec=a \\\n    b  \\\n\tc\nImage = x\n", "[Container]\nExec=a \\\n    b  \\\n\tc\nImage=x\n"},
		{"a comment and an empty line inside a value stay", "[Container]\nExec=a \\\n# c\n\n  b\n", "[Container]\nExec=a \\\n# c\n\n  b\n"},
		{"repeated sections stay apart", "[Unit]\nA=b\n[Unit]\nA=c\n", "[Unit]\nA=b\n\n[Unit]\nA=c\n"},
	}
}

func TestFormat(t *testing.T) {
	for _, tc := range formatCases() {
		t.Run(tc.name, func(t *testing.T) {
			got, err := layout.Format(tc.in, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			checkMeaning(t, tc.in)
		})
	}
}

func TestFormatLeavesWhatCannotBeRead(t *testing.T) {
	const in = "[Unit]\n  foo\nA = b\n"
	if got, err := layout.Format(in, nil); !errors.Is(err, layout.ErrUnreadable) || got != in {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestFormatKeepsTheMeaning goes through every unit in the archives of the
// rules: odd ones, most of them.
func TestFormatKeepsTheMeaning(t *testing.T) {
	archives, err := filepath.Glob("../../testdata/lint/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	n := 0
	for _, path := range archives {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range ar.Files {
			for _, text := range []string{
				string(f.Data),
				strings.ReplaceAll(string(f.Data), "\n", "\r\n"),
				strings.ReplaceAll(string(f.Data), "=", " = "),
				strings.ReplaceAll(string(f.Data), "\n", " \n\n"),
				strings.ReplaceAll(string(f.Data), "\n", "\n  "),
			} {
				checkMeaning(t, text)
				n++
			}
		}
	}
	t.Logf("%d texts", n)
}

func FuzzFormat(f *testing.F) {
	for _, tc := range formatCases() {
		f.Add(tc.in)
	}
	f.Add("[Container]\nExec=a\\\n\n#c\\\nb\n;x=y\n:z=1\n[S]\\\n=")
	f.Fuzz(func(t *testing.T, text string) { checkMeaning(t, text) })
}

// checkMeaning: every dialect that reads the text reads the same from the
// result, every comment is there, and the result is its own layout.
func checkMeaning(t *testing.T, text string) {
	t.Helper()
	got, err := layout.Format(text, nil)
	if err != nil {
		if got != text {
			t.Fatalf("changed all the same: %q to %q", text, got)
		}
		return
	}
	dialects := layout.Dialects()
	for i, d := range dialects {
		before, after := unitfile.Parse("", text, d), unitfile.Parse("", got, d)
		if len(before.Errors) > 0 {
			continue
		}
		if diff := cmp.Diff(read(before, false), read(after, false)); diff != "" || len(after.Errors) > 0 {
			t.Fatalf("%s reads %q otherwise than %q (-before +after)\n%s", d.Name, got, text, diff)
		}
		if i == len(dialects)-1 && !slices.Equal(read(before, true), read(after, true)) {
			t.Fatalf("comments of %q are lost in %q", text, got)
		}
	}
	again, err := layout.Format(got, nil)
	if err != nil || again != got {
		t.Fatalf("%q becomes %q, and that becomes %q (%v)", text, got, again, err)
	}
}

// read is what a parser made of a file, told apart from the package's own view.
func read(f *unitfile.File, comments bool) []string {
	var list []string
	for _, it := range f.Items {
		switch {
		case comments && it.Kind == unitfile.Comment:
			list = append(list, strings.TrimSpace(it.Value))
		case comments, it.Kind == unitfile.Comment, it.Kind == unitfile.Blank:
		case it.Kind == unitfile.Assignment:
			list = append(list, it.Name+"="+it.Value)
		case it.Kind == unitfile.Header:
			list = append(list, "["+it.Name+"]")
		default:
			list = append(list, "lost: "+it.Value)
		}
	}
	return list
}
