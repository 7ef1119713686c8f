package benchmark

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// ReadAll reads every file below a directory with two goroutines and returns
// the number of bytes: the floor for any program that looks at them all.
func ReadAll(root string) (int64, error) {
	var paths []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	const workers = 2
	var sizes [workers]int64
	var errs [workers]error
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(paths); i += workers {
				text, err := os.ReadFile(paths[i])
				if err != nil {
					errs[w] = err
					return
				}
				sizes[w] += int64(len(text))
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return sizes[0] + sizes[1], nil
}
