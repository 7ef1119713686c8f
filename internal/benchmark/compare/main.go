// Command compare times whole processes over generated trees of units: reading
// them all (the floor), nova-quadlet lint, the real Quadlet generator,
// systemd-analyze verify, and prints the tables of the manual. Runs are interleaved, so that a machine whose speed
// drifts does not favour one; what counts are the ratios.
//
//	compare -lint ./nova-quadlet -generator .cache/quadlet/5.8/quadlet
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/nova-engine/nova-quadlet/internal/benchmark"
	"github.com/nova-engine/nova-quadlet/internal/corpus"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

type options struct {
	lint, generator, empty string
	analyze                string
	sizes                  string
	runs                   int
	readAll                string
	write                  string
}

func run(args []string, stdout, stderr io.Writer) int {
	var o options
	fs := flag.NewFlagSet("compare", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.lint, "lint", "./nova-quadlet", "the linter")
	fs.StringVar(&o.generator, "generator", "", "the real Quadlet generator")
	fs.StringVar(&o.analyze, "analyze", "", "the real systemd-analyze")
	fs.StringVar(&o.empty, "empty", "", "an empty Go program, for the start-up time")
	fs.StringVar(&o.sizes, "sizes", "100,10000,100000", "numbers of units")
	fs.IntVar(&o.runs, "runs", 9, "runs of each program for each size")
	fs.StringVar(&o.readAll, "readall", "", "only read the files below this directory (the floor runs itself so)")
	fs.StringVar(&o.write, "write", "", "only write the tree of the first size into this directory")
	if err := fs.Parse(args); err != nil {
		return 2
	}
	if o.readAll != "" {
		if _, err := benchmark.ReadAll(o.readAll); err != nil {
			fmt.Fprintln(stderr, "compare:", err)
			return 3
		}
		return 0
	}
	if err := compare(o, stdout); err != nil {
		fmt.Fprintln(stderr, "compare:", err)
		return 3
	}
	return 0
}

// program is one contestant.
type program struct {
	name string
	argv []string
	env  []string
	wall []time.Duration
	rss  int64 // KiB, the largest seen
}

func compare(o options, stdout io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if o.empty != "" {
		if err := startUp(o, stdout); err != nil {
			return err
		}
	}
	fmt.Fprintln(stdout, "| units | program | median, s | × reading | µs a unit | peak, MiB |")
	fmt.Fprintln(stdout, "|--:|---|--:|--:|--:|--:|")
	for size := range strings.SplitSeq(o.sizes, ",") {
		var n int
		if _, err := fmt.Sscan(size, &n); err != nil {
			return fmt.Errorf("size %q: %w", size, err)
		}
		dir := o.write
		if dir == "" {
			if dir, err = os.MkdirTemp("", "nova-quadlet-bench-"); err != nil {
				return err
			}
			defer os.RemoveAll(dir)
		}
		if err := writeTree(dir, n); err != nil {
			return err
		}
		if o.write != "" {
			return nil
		}
		programs := []*program{
			{name: "read every file", argv: []string{self, "-readall", dir}},
			{name: "nova-quadlet lint", argv: []string{o.lint, "lint", "--exit-zero", dir}},
		}
		// Its time grows faster than the tree: beyond this a run takes minutes.
		if o.generator != "" && n <= 20000 {
			programs = append(programs, &program{
				name: "quadlet generator", argv: []string{o.generator, "-dryrun", "-user", "-no-kmsg-log"},
				env: []string{"QUADLET_UNIT_DIRS=" + dir, "HOME=/nonexistent", "PATH=/usr/bin:/bin"},
			})
		}
		runs := o.runs
		if n > 20000 {
			runs = max(3, runs/3)
		}
		for range runs {
			for _, p := range programs {
				if err := p.run(); err != nil {
					return err
				}
			}
		}
		floor := median(programs[0].wall)
		for _, p := range programs {
			m := median(p.wall)
			fmt.Fprintf(stdout, "| %d | %s | %.3f | %.2f | %.1f | %.1f |\n", n, p.name, m.Seconds(),
				m.Seconds()/floor.Seconds(), m.Seconds()*1e6/float64(n), float64(p.rss)/1024)
		}
	}
	if o.analyze != "" && o.generator != "" {
		return verify(o, stdout)
	}
	return nil
}

// verified is how many services systemd-analyze gets: it takes a quarter of a
// millisecond for each, so that more would say nothing new.
const verified = 200

// verify times systemd-analyze over services that the generator wrote.
func verify(o options, stdout io.Writer) error {
	units, err := os.MkdirTemp("", "nova-quadlet-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(units)
	services, err := os.MkdirTemp("", "nova-quadlet-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(services)
	if err := writeTree(units, verified*11/10); err != nil {
		return err
	}
	// It ends with 1, as some units of the tree are wrong.
	generate := &program{
		argv: []string{o.generator, "-user", "-no-kmsg-log", services},
		env:  []string{"QUADLET_UNIT_DIRS=" + units, "HOME=/nonexistent", "PATH=/usr/bin:/bin"},
	}
	if err := generate.run(); err != nil && generate.wall == nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(services, "*.service"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("the generator wrote no services: %w", err)
	}
	files = files[:min(verified, len(files))]
	p := &program{
		argv: append([]string{o.analyze, "--user", "--man=no", "--recursive-errors=no", "verify"}, files...),
		env:  []string{"HOME=" + services, "XDG_RUNTIME_DIR=" + services, "PATH=/usr/bin:/bin"},
	}
	for range o.runs {
		if err := p.run(); err != nil && p.wall == nil {
			return err
		}
	}
	m := median(p.wall)
	fmt.Fprintf(stdout, "| %d | systemd-analyze verify, of services made already | %.3f | | %.1f | %.1f |\n",
		len(files), m.Seconds(), m.Seconds()*1e6/float64(len(files)), float64(p.rss)/1024)
	return nil
}

// startUp times one file against a program that does nothing.
func startUp(o options, stdout io.Writer) error {
	dir, err := os.MkdirTemp("", "nova-quadlet-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := writeTree(dir, 4); err != nil {
		return err
	}
	file := filepath.Join(dir, "app0000", "svc3.container")
	programs := []*program{
		{name: "an empty Go program", argv: []string{o.empty}},
		{name: "lint of one file", argv: []string{o.lint, "lint", "--exit-zero", file}},
	}
	for range o.runs * 10 {
		for _, p := range programs {
			if err := p.run(); err != nil {
				return err
			}
		}
	}
	base := median(programs[0].wall)
	fmt.Fprintln(stdout, "| program | median, ms | × the empty one |")
	fmt.Fprintln(stdout, "|---|--:|--:|")
	for _, p := range programs {
		m := median(p.wall)
		fmt.Fprintf(stdout, "| %s | %.2f | %.2f |\n", p.name, m.Seconds()*1000, m.Seconds()/base.Seconds())
	}
	fmt.Fprintln(stdout)
	return nil
}

func writeTree(dir string, n int) error {
	for _, f := range corpus.Tree(1, n) {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(f.Content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) run() error {
	cmd := exec.Command(p.argv[0], p.argv[1:]...)
	cmd.Env = p.env
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	// A file, not a pipe: nothing is copied here while the clock runs.
	cmd.Stdout, cmd.Stderr = null, null
	start := time.Now()
	err = cmd.Run()
	p.wall = append(p.wall, time.Since(start))
	if cmd.ProcessState == nil {
		return err
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		p.rss = max(p.rss, usage.Maxrss)
	}
	return nil
}

func median(d []time.Duration) time.Duration {
	s := slices.Sorted(slices.Values(d))
	return s[len(s)/2]
}
