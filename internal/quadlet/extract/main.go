// Command extract holds the tables of package quadlet against Podman's source:
// which keys each release takes in which section and how it reads them, the
// unit kinds and their order, and the dependency keys it translates. It parses
// Podman's Go code; it never runs it.
//
//	extract DIR
//
// DIR is a git repository of Podman, bare or not, of which the newest patch of
// every minor release is read, or a plain source tree, of which that one
// release is. Differences go to standard output, one a line; the exit status is
// 1 if there are any, 2 if DIR could not be read.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) != 1 || args[0] == "" {
		fmt.Fprintln(stderr, "usage: make keys PODMAN_SRC=DIR, where DIR holds Podman's source")
		return 2
	}
	releases, err := readReleases(args[0])
	if err != nil {
		fmt.Fprintf(stderr, "extract: %v\n", err)
		return 2
	}
	differences := 0
	seen := map[quadlet.Version]bool{}
	for i, r := range releases {
		facts, err := scan(r)
		if err != nil {
			fmt.Fprintf(stderr, "extract: %s: %v\n", r.name, err)
			return 2
		}
		seen[r.version] = true
		newest := i == len(releases)-1
		for _, d := range compare(r.version, facts, newest) {
			fmt.Fprintf(stdout, "%s: %s\n", r.name, d)
			differences++
		}
	}
	unread := 0
	for _, v := range quadlet.Versions() {
		if !seen[v] {
			unread++
		}
	}
	fmt.Fprintf(stderr, "%d releases read, %d known releases not in the source, %d differences\n", len(releases), unread, differences)
	if differences > 0 {
		return 1
	}
	return 0
}
