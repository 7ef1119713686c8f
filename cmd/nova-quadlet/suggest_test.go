package main

import "testing"

func TestNearest(t *testing.T) {
	commands := []string{"gen", "lint", "install", "version", "doctor"}
	for _, test := range []struct{ word, want string }{
		{"gne", "gen"},
		{"Gen", "gen"},
		{"isntall", "install"},
		{"docter", "doctor"},
		{"vers", "version"},
		{"banana", ""},
		{"", ""},
		{"x", ""},
	} {
		if got := nearest(test.word, commands); got != test.want {
			t.Errorf("nearest(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}
