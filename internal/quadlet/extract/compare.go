package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// compare returns how the tables differ from what the source of release v says,
// in a fixed order. Podman's options are compared for the newest release only:
// the table has no history of them.
func compare(v quadlet.Version, f facts, newest bool) []string {
	differences := compareKeys(v, f, newest)
	differences = append(differences, compareKinds(v, f)...)

	var want []string
	if v >= quadlet.V55 {
		want = quadlet.DependencyKeys()
	}
	if !slices.Equal(f.dependencies, want) {
		differences = append(differences, fmt.Sprintf("translates the dependencies %q, the table says %q", f.dependencies, want))
	}
	return differences
}

func compareKeys(v quadlet.Version, f facts, newest bool) []string {
	var differences []string
	report := func(id keyID, format string, args ...any) {
		differences = append(differences, fmt.Sprintf("[%s] %s=: ", id.section, id.name)+fmt.Sprintf(format, args...))
	}
	for _, k := range quadlet.Keys() {
		id := keyID{k.Section, k.Name}
		if k.In(v) && !f.supported[id] {
			report(id, "the table has it, the source does not")
		}
	}
	byName := func(a, b keyID) int {
		return cmp.Or(strings.Compare(a.section, b.section), strings.Compare(a.name, b.name))
	}
	for _, id := range slices.SortedFunc(maps.Keys(f.supported), byName) {
		k, ok := quadlet.LookupKey(id.section, id.name)
		switch {
		case !ok:
			report(id, "not in the table, read as %v", lookupOf(f.methods[id]))
			continue
		case !k.In(v):
			report(id, "the source has it, the table says %v to %v", k.Since, cmp.Or(k.Last, quadlet.Newest))
			continue
		}
		if got, want := lookupOf(f.methods[id]), k.LookupAt(v); got != want {
			report(id, "read as %v, the table says %v", got, want)
		}
		if got := f.flags[id]; newest && got != "" && got != strings.TrimSuffix(k.Flag, "=") {
			report(id, "becomes %s, the table says %q", got, k.Flag)
		}
	}
	return differences
}

func compareKinds(v quadlet.Version, f facts) []string {
	var differences []string
	for _, ext := range slices.Sorted(maps.Keys(f.extensions)) {
		if quadlet.KindOf("x"+ext) == quadlet.KindNone {
			differences = append(differences, fmt.Sprintf("reads %s files, the table has no such kind", ext))
		}
	}
	for _, kind := range quadlet.Kinds() {
		info := kind.Info()
		order, ok := f.extensions[info.Ext]
		if ok != kind.In(v) {
			differences = append(differences, fmt.Sprintf("%s files: read is %v, the table says since %v", info.Ext, ok, info.Since))
		}
		// Before .build there was one step fewer; the order of kinds was the same.
		if ok && v >= quadlet.V52 && order != info.SortOrder {
			differences = append(differences, fmt.Sprintf("%s files are number %d in order, the table says %d", info.Ext, order, info.SortOrder))
		}
	}
	return differences
}
