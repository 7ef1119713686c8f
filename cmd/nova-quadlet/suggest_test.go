package main

import "testing"

func TestDidYouMean(t *testing.T) {
	commands := []string{"gen", "lint", "install", "version", "doctor"}
	for _, test := range []struct{ word, want string }{
		{"gne", `did you mean "gen"?`},
		{"Gen", `did you mean "gen"?`},
		{"isntall", `did you mean "install"?`},
		{"docter", `did you mean "doctor"?`},
		{"vers", `did you mean "version"?`},
		{"banana", ""},
		{"", ""},
		{"x", ""},
	} {
		if got := didYouMean(test.word, commands); got != test.want {
			t.Errorf("didYouMean(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}
