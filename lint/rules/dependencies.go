package rules

import (
	"iter"
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

// referenceKeys are the keys by which a unit may name others, and installKeys
// those by which something else starts it.
var (
	referenceKeys = append([]string{
		"Container.Image", "Container.Network", "Container.Volume", "Container.Mount", "Container.Pod",
		"Pod.Network", "Pod.Volume", "Kube.Network", "Build.Network", "Build.Volume", "Volume.Image", "Volume.Driver",
	}, dependencyKeys...)
	dependencyKeys = func() []string {
		keys := quadlet.DependencyKeys()
		for i := range keys {
			keys[i] = "Unit." + keys[i]
		}
		return keys
	}()
	installKeys = []string{"Install.WantedBy", "Install.RequiredBy", "Install.UpheldBy", "Install.Alias"}
)

// dependency is a word of [Unit] that may name another unit of the set, by its
// file or by the service that is generated from it.
type dependency struct {
	text quadlet.Text
	key  string
}

// dependencyGraph knows what the units of a set say of each other in [Unit].
type dependencyGraph struct {
	set  *quadlet.Set
	says [][]dependency
}

func dependencies(p *lint.SetPass) dependencyGraph {
	return dependencyGraph{p.Set, lint.PerUnit(p, "words of [Unit]", dependencyWords)}
}

func dependencyWords(u *quadlet.Unit) []dependency {
	var words []dependency
	for _, key := range quadlet.DependencyKeys() {
		for _, w := range u.Words("Unit", key, unitfile.Strv) {
			words = append(words, dependency{w, key})
		}
	}
	return words
}

// of are the dependencies of a unit that lead to units of the set.
func (g dependencyGraph) of(u *quadlet.Unit) iter.Seq2[*dependency, *quadlet.Unit] {
	return func(yield func(*dependency, *quadlet.Unit) bool) {
		words := g.says[u.Index()]
		for i := range words {
			d := &words[i]
			if target := g.target(u, d.text.Str); target != nil && !yield(d, target) {
				return
			}
		}
	}
}

// target is the unit that a word of [Unit] leads to.
func (g dependencyGraph) target(u *quadlet.Unit, name string) *quadlet.Unit {
	if service, ok := strings.CutSuffix(name, ".service"); ok {
		for _, other := range g.set.OfService(service) {
			if !other.Refused() {
				return other
			}
		}
	}
	if u.Version < quadlet.V55 {
		return nil
	}
	return g.set.Lookup(name)
}

// referencesOf are the references of each unit of a set.
func referencesOf(p *lint.SetPass) [][]quadlet.Ref {
	return lint.PerUnit(p, "references", p.Set.Refs)
}

// has reports whether a unit says itself that it starts after another or with
// it.
func (g dependencyGraph) has(u, target *quadlet.Unit) bool {
	for d, other := range g.of(u) {
		if other == target && (d.key == "After" || quadlet.Pulls(d.key)) {
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
