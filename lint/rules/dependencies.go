package rules

import (
	"path/filepath"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// generated are the units of a set that a service is made from, in the order in
// which they were read. The slice is shared: callers must not change it.
func generated(p *lint.SetPass) []*quadlet.Unit {
	return p.Share("generated units", func() any {
		units := make([]*quadlet.Unit, 0, len(p.Set.Units))
		for _, u := range p.Set.Units {
			if !u.Refused() {
				units = append(units, u)
			}
		}
		return units
	}).([]*quadlet.Unit)
}

// dependency is a word of [Unit] that names another unit of the set, by its file
// or by the service that is generated from it.
type dependency struct {
	value  quadlet.Value
	key    string
	at     quadlet.Place
	target *quadlet.Unit
}

// dependencyGraph knows the units of a set by the names of their services,
// without the ending.
type dependencyGraph struct {
	set       *quadlet.Set
	byService map[string]*quadlet.Unit
}

func dependencies(p *lint.SetPass) dependencyGraph {
	return p.Share("dependency graph", func() any {
		units := generated(p)
		g := dependencyGraph{p.Set, make(map[string]*quadlet.Unit, len(units))}
		for _, u := range units {
			if name := u.ServiceName(); g.byService[name] == nil {
				g.byService[name] = u
			}
		}
		return g
	}).(dependencyGraph)
}

// of returns the dependencies of a unit that lead to units of the set.
func (g dependencyGraph) of(u *quadlet.Unit) []dependency {
	var deps []dependency
	for _, key := range quadlet.DependencyKeys() {
		for _, w := range u.Words("Unit", key, unitfile.Strv) {
			service, _ := strings.CutSuffix(w.Str, ".service")
			target := g.byService[service]
			if len(service) == len(w.Str) {
				target = nil
			}
			if target == nil && u.Version >= quadlet.V55 {
				target = g.set.Lookup(w.Str)
			}
			if target != nil {
				deps = append(deps, dependency{w.Value, key, w.TextPlace(), target})
			}
		}
	}
	return deps
}

// has reports whether a unit says itself that it starts after another or with
// it.
func (g dependencyGraph) has(u, target *quadlet.Unit) bool {
	for _, d := range g.of(u) {
		if d.target == target && (d.key == "After" || quadlet.Pulls(d.key)) {
			return true
		}
	}
	return false
}

// literal reports whether a text has nothing in it that systemd works out later.
func literal(text string) bool { return !strings.ContainsAny(text, "%$") }

// clashSeverity is Warning for two units that get into each other's way, and
// Info where they lie in directories beside each other: collections of units
// keep variants like that, of which a host gets one.
func clashSeverity(a, b *quadlet.Unit) lint.Severity {
	here, there := filepath.Dir(a.Path), filepath.Dir(b.Path)
	if within(here, there) || within(there, here) {
		return lint.Warning
	}
	return lint.Info
}

// within reports whether a directory is another or lies below it.
func within(dir, other string) bool {
	return other == "." || dir == other || strings.HasPrefix(dir, strings.TrimSuffix(other, "/")+"/")
}
