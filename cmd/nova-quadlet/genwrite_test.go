package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/generator"
)

// endsAfter is a context that ends once it was asked a number of times.
type endsAfter struct {
	context.Context
	left int
	end  context.CancelFunc
}

func (c *endsAfter) Err() error {
	if c.left == 0 {
		c.end()
	}
	c.left--
	return c.Context.Err()
}

// TestInterruptedWriteLeavesNothing interrupts at every point where that is
// looked for: each time all files are as before and no other is there.
func TestInterruptedWriteLeavesNothing(t *testing.T) {
	files := []generator.File{
		{Name: "a.container", Content: []byte("new"), Mode: 0o644},
		{Name: "a.env", Content: []byte("NOVA_GATEWAY_TOKEN=" + aToken), Mode: 0o600, Secret: true},
		{Name: "state/a.json", Content: []byte("{}"), Mode: 0o600},
	}
	for asked := range len(files) + 2 {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, "a.container"), "old")
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		inner, end := context.WithCancel(t.Context())
		defer end()
		err = writeUntil(&endsAfter{inner, asked, end}, root, files)
		content, want := "old", []string{".", "a.container"}
		if asked > len(files) {
			content, want = "new", []string{".", "a.container", "a.env", "state", "state/a.json"}
		} else if !errors.Is(err, context.Canceled) {
			t.Errorf("asked %d times: %v", asked, err)
		}
		var got []string
		walkErr := fs.WalkDir(root.FS(), ".", func(p string, _ fs.DirEntry, err error) error {
			got = append(got, p)
			return err
		})
		slices.Sort(got)
		unit, readErr := root.ReadFile("a.container")
		if diff := cmp.Diff(want, got); diff != "" || string(unit) != content {
			t.Errorf("asked %d times: unit %q, files (-want +got):\n%s%v", asked, unit, diff, errors.Join(walkErr, readErr))
		}
	}
}
