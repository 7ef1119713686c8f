package main

import (
	"bytes"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// lockedBuffer is written by the timer and read by the test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestBusy(t *testing.T) {
	for _, tc := range []struct {
		name  string
		tty   bool
		takes time.Duration
		want  string
	}{
		{"quick", true, patience / 2, ""},
		{"slow", true, 2*patience + patience/2, "\rlinting… 1 s\rlinting… 2 s\r\x1b[K"},
		{"no terminal", false, 3 * patience, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out lockedBuffer
				done := (&app{stderr: &out, stdoutTTY: tc.tty, stderrTTY: tc.tty}).busy("linting")
				time.Sleep(tc.takes)
				done()
				done()
				time.Sleep(3 * patience)
				if out.String() != tc.want {
					t.Errorf("got %q, want %q", out.String(), tc.want)
				}
			})
		})
	}
}
