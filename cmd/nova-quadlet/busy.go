package main

import (
	"fmt"
	"sync"
	"time"
)

// patience is how long a command may be silent on a terminal.
const patience = time.Second

// busy says on a terminal what takes so long, if it does, and takes the words
// back when the returned function is called.
func (a *app) busy(what string) (done func()) {
	if !a.stderrTTY || !a.stdoutTTY {
		return func() {}
	}
	var mu sync.Mutex
	said, over := false, false
	start := time.Now()
	var timer *time.Timer
	var tick func()
	tick = func() {
		mu.Lock()
		defer mu.Unlock()
		if over {
			return
		}
		said = true
		fmt.Fprintf(a.stderr, "\r%s… %d s", what, int(time.Since(start).Seconds()))
		timer = time.AfterFunc(patience, tick)
	}
	mu.Lock()
	timer = time.AfterFunc(patience, tick)
	mu.Unlock()
	return func() {
		mu.Lock()
		defer mu.Unlock()
		over = true
		timer.Stop()
		if said {
			fmt.Fprint(a.stderr, "\r\x1b[K")
			said = false
		}
	}
}
