package lint

import (
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Run lints what a source holds, for every Podman release of the target, and
// returns the findings sorted by file and place. A finding that does not hold in
// all releases says in which.
//
// It touches nothing but its arguments, and the same arguments give the same
// findings.
func Run(src quadlet.Source, t Target, rules []Rule) []Diagnostic {
	return RunAll(src, []Target{t}, rules, Options{})
}

func mode(m Manager) quadlet.Mode {
	switch m {
	case SystemManager:
		return quadlet.SystemMode
	case UserManager:
		return quadlet.UserMode
	}
	return quadlet.AnyMode
}

// RunSet lints one set, for the release that it was built for.
func RunSet(set *quadlet.Set, t Target, rules []Rule) []Diagnostic {
	units := set.Units
	workers := min(runtime.GOMAXPROCS(0), len(units)/64+1)
	parts := make([][]Diagnostic, workers+1)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w * len(units) / workers; i < (w+1)*len(units)/workers; i++ {
				checkUnit(set, units[i], t, rules, &parts[w])
			}
		})
	}
	checkSet(set, t, rules, &parts[workers])
	wg.Wait()
	var all []Diagnostic
	for _, p := range parts {
		all = append(all, p...)
	}
	sortDiagnostics(all)
	// A drop-in of several units is looked at once for each of them.
	return slices.CompactFunc(all, func(a, b Diagnostic) bool {
		return a.Rule == b.Rule && a.File == b.File && a.Span == b.Span && a.Message == b.Message && a.Severity == b.Severity
	})
}

func checkUnit(set *quadlet.Set, u *quadlet.Unit, t Target, rules []Rule, out *[]Diagnostic) {
	for i := range rules {
		r := &rules[i]
		if r.Check == nil || !r.applies(u) || !r.concerns(u) {
			continue
		}
		r.Check(&Pass{Unit: u, Set: set, Target: t, Version: set.Version, rule: r, out: out})
	}
}

func checkSet(set *quadlet.Set, t Target, rules []Rule, out *[]Diagnostic) {
	for i := range rules {
		if r := &rules[i]; r.CheckSet != nil && set.Version >= r.Since && (r.Last == 0 || set.Version <= r.Last) {
			r.CheckSet(&SetPass{Set: set, Target: t, Version: set.Version, rule: r, out: out})
		}
	}
}

// concerns reports whether a unit has what a rule looks at.
func (r *Rule) concerns(u *quadlet.Unit) bool {
	if len(r.Proves) > 0 {
		for _, refusal := range u.Refusals() {
			for _, c := range r.Proves {
				if refusal.Condition == c {
					return true
				}
			}
		}
		return false
	}
	if u.State == quadlet.Unreadable || u.State == quadlet.UnknownKind {
		// What such a file says is not worth judging: half of it may be missing.
		return false
	}
	if len(r.Keys) == 0 {
		return true
	}
	for _, k := range r.Keys {
		section, key, _ := strings.Cut(k, ".")
		if u.Has(section, key) {
			return true
		}
	}
	return false
}

// cachedParser parses a file once for each dialect, however many releases read
// it.
func cachedParser() quadlet.Parser {
	type id struct{ name, dialect string }
	cache := map[id]*unitfile.File{}
	return func(name, src string, d unitfile.Dialect) *unitfile.File {
		key := id{name, d.Name}
		if f, ok := cache[key]; ok {
			return f
		}
		f := unitfile.Parse(name, src, d)
		cache[key] = f
		return f
	}
}

// versionRange writes the releases that are in as "4.4–5.2, 5.8", "" for all.
func versionRange(versions []quadlet.Version, in []bool) string {
	var parts []string
	all := true
	for i := 0; i < len(versions); i++ {
		if !in[i] {
			all = false
			continue
		}
		first := i
		for i+1 < len(versions) && in[i+1] {
			i++
		}
		text := versions[first].String()
		if i > first {
			text += "–" + versions[i].String()
		}
		parts = append(parts, text)
	}
	if all {
		return ""
	}
	return strings.Join(parts, ", ")
}
