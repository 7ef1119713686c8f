package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestReadSameRefusesWhatWasPutInPlace exchanges the file between the look at
// it and the opening of it.
func TestReadSameRefusesWhatWasPutInPlace(t *testing.T) {
	for name, exchange := range map[string]func(p, other string) error{
		"link":      func(p, other string) error { return os.Symlink(other, p) },
		"hard link": func(p, other string) error { return os.Link(other, p) },
		"FIFO":      func(p, _ string) error { return syscall.Mkfifo(p, 0o600) },
		"directory": func(p, _ string) error { return os.Mkdir(p, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			p, other := filepath.Join(dir, "a.env"), filepath.Join(dir, "other")
			writeFile(t, p, "A=b\n")
			writeFile(t, other, "SECRET=c\n")
			info, err := os.Lstat(p)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := readSame(p, info); err != nil || string(got) != "A=b\n" {
				t.Fatalf("before: %q, %v", got, err)
			}
			// Renamed, not removed: a new file could get the freed inode.
			if err := errors.Join(os.Rename(p, p+".old"), exchange(p, other)); err != nil {
				t.Fatal(err)
			}
			if got, err := readSame(p, info); !errors.Is(err, errChanged) || got != nil {
				t.Errorf("after: %q, %v", got, err)
			}
		})
	}
}

func TestReadInTellsEmptyFromAbsent(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "empty"), "")
	if got, err := readIn(dir, "empty"); got == nil || len(got) != 0 || err != nil {
		t.Errorf("empty: %#v, %v", got, err)
	}
	if got, err := readIn(dir, "absent"); got != nil || err != nil {
		t.Errorf("absent: %#v, %v", got, err)
	}
}

// TestTokenFileIsLimited gives more than a token, as a file, through a link, on
// standard input, and without an end.
func TestTokenFileIsLimited(t *testing.T) {
	dir := t.TempDir()
	large, link := filepath.Join(dir, "large"), filepath.Join(dir, "link")
	text := strings.Repeat("a", maxToken+1)
	writeFile(t, large, text)
	if err := os.Symlink("large", link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{large, link, "-", "/dev/zero"} {
		var stdout, stderr bytes.Buffer
		status := run(args("gen", "env", "--token-file", name), strings.NewReader(text), &stdout, &stderr)
		want := "nova-quadlet: error: --token-file: read \"" + name + "\": it is larger than 64 KiB\n"
		if status != statusFailed || stderr.String() != want || stdout.Len() > 0 {
			t.Errorf("%s: status %d, %q, %q", name, status, stdout.String(), stderr.String())
		}
	}
	writeFile(t, large, aToken+"\n")
	var stdout, stderr bytes.Buffer
	if status := run(args("gen", "env", "--token-file", link), nil, &stdout, &stderr); status != 0 || !strings.Contains(stdout.String(), aToken) {
		t.Errorf("through a link: status %d, %q", status, stderr.String())
	}
}
