package quadlet

import (
	"errors"
	"slices"
	"testing"
)

func TestParseVersion(t *testing.T) {
	tests := []struct {
		text   string
		want   Version
		tooOld bool
	}{
		{text: "5.4", want: V54},
		{text: "5.4.2", want: V54},
		{text: "v5.8", want: V58},
		{text: "v6.1.1", want: V61},
		{text: "6.1.1-rc1", want: V61},
		{text: "5.4.2+ds1-2", want: V54},
		{text: " 4.9 ", want: V49},
		{text: "5.10.0", want: V(5, 10)},
		{text: "7.0", want: V(7, 0)},
		{text: "4.3.1", tooOld: true},
		{text: "3.4.4", tooOld: true},
		{text: "5"},
		{text: ""},
		{text: "five"},
		{text: "5."},
		{text: "05.4"},
		{text: "5.400"},
		{text: "-5.4"},
		{text: "5.4.2.1"},
		{text: "99999999999999999999.1"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := ParseVersion(tt.text)
			if got != tt.want || (err == nil) != (tt.want != 0) {
				t.Fatalf("ParseVersion(%q) = %v, %v; want %v", tt.text, got, err, tt.want)
			}
			if errors.Is(err, ErrTooOld) != tt.tooOld {
				t.Errorf("ParseVersion(%q): %v; too old: want %v", tt.text, err, tt.tooOld)
			}
		})
	}
}

func TestParseVersions(t *testing.T) {
	tests := []struct {
		text string
		want []Version // nil: an error
	}{
		{"4.9", []Version{V49}},
		{"4.4..6.1", Versions()},
		{"4.9,5.4..5.8", []Version{V49, V54, V55, V56, V57, V58}},
		{"5.8,4.9,5.8.2", []Version{V49, V58}},
		{"5.8..6.0", []Version{V58, V60}},
		{"6.0..7.2", []Version{V60, V61, V(7, 2)}},
		{"5.4..5.4", []Version{V54}},
		{"5.8..5.4", nil},
		{"5.4,", nil},
		{"5.4..", nil},
		{"4.0..5.4", nil},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := ParseVersions(tt.text)
			if !slices.Equal(got, tt.want) || (err == nil) != (tt.want != nil) {
				t.Errorf("ParseVersions(%q) = %v, %v; want %v", tt.text, got, err, tt.want)
			}
		})
	}
}

func TestVersionsAreSorted(t *testing.T) {
	all := Versions()
	if !slices.IsSorted(all) || all[0] != Oldest || all[len(all)-1] != Newest {
		t.Errorf("versions %v", all)
	}
	for _, v := range all {
		if back, err := ParseVersion(v.String()); err != nil || back != v {
			t.Errorf("ParseVersion(%q) = %v, %v", v.String(), back, err)
		}
		if v.Known() != v {
			t.Errorf("%v.Known() = %v", v, v.Known())
		}
	}
	if got := V(5, 9).Known(); got != V58 {
		t.Errorf("5.9 behaves as %v, want 5.8", got)
	}
	if got := V(8, 0).Known(); got != Newest {
		t.Errorf("8.0 behaves as %v, want the newest", got)
	}
}
