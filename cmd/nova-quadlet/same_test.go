package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/lint/format"
)

// TestSameInputSameBytes runs lint again and again, in every format, over units
// with findings of many kinds.
func TestSameInputSameBytes(t *testing.T) {
	t.Chdir(t.TempDir())
	for i := range 70 {
		text := fmt.Sprintf("[Container]\nImage=app:%d\nHostname=x\nNetwork=gone.network\nPublishPort=80:80\nVolume=a:/a\nEnvironment=A\n[Service]\nRestart=sometimes\n", i)
		if err := os.WriteFile(fmt.Sprintf("app%02d.container", i), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	same := func(runs int, args ...string) {
		first := ""
		for n := range runs {
			var out, complaints bytes.Buffer
			run(append([]string{"lint"}, args...), strings.NewReader(""), &out, &complaints)
			if n == 0 {
				first = out.String()
			}
			if out.String() != first || out.Len() == 0 {
				t.Fatalf("%v: run %d differs", args, n)
			}
		}
	}
	same(10, "--all", "--format", "jsonl")
	same(2, "--podman", "4.4..6.1", "--format", "jsonl")
	for _, f := range format.All() {
		same(2, "--distro", "debian13,ubuntu24.04", "--format", f.Name)
	}
}
