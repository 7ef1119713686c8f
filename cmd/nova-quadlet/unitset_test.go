package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestReadSetConfined: root reads sources for an account that may write where they lie. No
// link of the account's makes root copy what only root may read.
func TestReadSetConfined(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	unit := "[Container]\nImage=a\nEnvironmentFile=./sub/app.env\n"
	for _, tt := range []struct {
		name  string
		plant func(dir string) error
	}{
		{"unit", func(dir string) error { return os.Symlink(secret, filepath.Join(dir, "b.container")) }},
		{"companion", func(dir string) error {
			return os.Symlink(secret, filepath.Join(dir, "sub/app.env"))
		}},
		{"directory of a companion", func(dir string) error {
			if err := os.Rename(secret, filepath.Join(filepath.Dir(secret), "app.env")); err != nil {
				return err
			}
			os.Remove(filepath.Join(dir, "sub"))
			return os.Symlink(filepath.Dir(secret), filepath.Join(dir, "sub"))
		}},
		{"drop-in", func(dir string) error {
			return os.Symlink(secret, filepath.Join(dir, "a.container.d/10-a.conf"))
		}},
		{"drop-in directory", func(dir string) error {
			os.Remove(filepath.Join(dir, "a.container.d"))
			return os.Symlink(filepath.Dir(secret), filepath.Join(dir, "a.container.d"))
		}},
		{"FIFO", func(dir string) error { return syscall.Mkfifo(filepath.Join(dir, "b.container"), 0o600) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, d := range []string{"sub", "a.container.d"} {
				if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.WriteFile(filepath.Join(dir, "a.container"), []byte(unit), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := tt.plant(dir); err != nil {
				t.Fatal(err)
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				set, err := readSet("", []string{dir}, true)
				for _, f := range set.Files {
					if strings.Contains(string(f.Data), "precious") {
						t.Errorf("%s holds the secret", f.Name)
					}
				}
				if err == nil {
					t.Error("no error")
				}
			}()
			select {
			case <-done:
			case <-time.After(10 * time.Second):
				t.Fatal("it hangs")
			}
		})
	}
}

// TestReadSet takes units, their drop-ins and what they name, with deliberate modes.
func TestReadSet(t *testing.T) {
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{
		"a.container": 0o600, "a.container.d/10-a.conf": 0o600, "a.env": 0o600, "run.sh": 0o755, "README": 0o644, "b.volume": 0o664,
	} {
		text := map[string]string{
			"a.container": "[Container]\nImage=a\nEnvironmentFile=a.env\nVolume=./run.sh:/run.sh\nVolume=./data:/data\n",
			"b.volume":    "[Volume]\n",
		}[name]
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	set, err := readSet("", []string{dir}, false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range set.Files {
		got = append(got, f.Mode.String()+" "+f.Name)
	}
	want := []string{"-rw-r--r-- a.container", "-rw-r--r-- a.container.d/10-a.conf", "-rw------- a.env", "-rw-r--r-- b.volume", "-rwxr-xr-x run.sh"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
