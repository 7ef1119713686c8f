package unitfile

import "testing"

func FuzzParsePrintsBack(f *testing.F) {
	for _, tt := range texts {
		f.Add(tt.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, d := range Dialects() {
			file := Parse("fuzz", src, d)
			if got := file.String(); got != src {
				t.Fatalf("%s: %q became %q", d.Name, src, got)
			}
			checkTree(t, file)
		}
	})
}

func FuzzSplit(f *testing.F) {
	for _, tt := range values {
		f.Add(tt.value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, d := range []Dialect{Podman50(), Podman58()} {
			for _, mode := range []SplitMode{Exec, Strv} {
				w := d.Split(value, mode)
				at := 0
				for _, word := range w.List {
					if word.Start < at || word.End <= word.Start || word.End > len(value) {
						t.Fatalf("%q: the word %q stands at %d to %d", value, word.Text, word.Start, word.End)
					}
					at = word.End
				}
				if w.Loss != NoLoss && (w.Start < 0 || w.End <= w.Start || w.End > len(value)) {
					t.Fatalf("%q: loss %d at %d to %d", value, w.Loss, w.Start, w.End)
				}
				text, from := d.Unquote(value)
				if value[from:from+len(text)] != text {
					t.Fatalf("%q: unquoted to %q, which is not at %d", value, text, from)
				}
			}
		}
	})
}

func FuzzEnvFiles(f *testing.F) {
	for _, tt := range envTexts {
		f.Add(tt.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, parse := range []func(string) ([]EnvVar, []EnvError){ParsePodmanEnv, ParseSystemdEnv} {
			vars, errs := parse(src)
			for _, v := range vars {
				if src[v.NameRange.Start:v.NameRange.End] != v.Name || v.ValueRange.Start > v.ValueRange.End || v.ValueRange.End > len(src) {
					t.Fatalf("%q: %+v", src, v)
				}
			}
			for _, e := range errs {
				if e.Range.Start > e.Range.End || e.Range.End > len(src) {
					t.Fatalf("%q: %+v", src, e)
				}
			}
		}
	})
}
