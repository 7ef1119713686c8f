package lint

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// each calls do for 0 to n-1, on all processors: whoever is free takes the next one.
func each(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	wg.Wait()
}
