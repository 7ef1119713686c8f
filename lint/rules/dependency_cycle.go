package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var dependencyCycle = lint.Rule{
	Name:     "dependency-cycle",
	Severity: lint.Warning,
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "units that wait for each other",
		Why: "Naming a network, volume, image, pod or container unit makes the service start after that one's. Where such " +
			"an order, together with After= and Before=, leads back to where it began, systemd breaks the circle by dropping " +
			"one of the starts, and which one is not for the units to say.",
		Bad: "-- web.container --\n[Unit]\nAfter=db.container\n[Container]\nImage=docker.io/library/nginx:1.27\n" +
			"-- db.container --\n[Container]\nImage=docker.io/library/postgres:17\nNetwork=web.container\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\n" +
			"-- db.container --\n[Container]\nImage=docker.io/library/postgres:17\nNetwork=web.container\n",
		Refs: []string{"systemd.unit(5), Before= and After=", "Podman, pkg/systemd/quadlet/quadlet.go: addNetworks, handleStorageSource, handlePod"},
	},
	CheckSet: func(p *lint.SetPass) {
		units := generated(p)
		edges := orderOf(p, units)
		index := map[*quadlet.Unit]int{}
		for i, u := range units {
			index[u] = i
		}
		circling := onCycles(units, edges)
		reported := map[*quadlet.Unit]bool{}
		for i, u := range units {
			if reported[u] || !circling[u] {
				continue
			}
			cycle := shortestCycle(u, edges, func(v *quadlet.Unit) bool { return index[v] >= i && circling[v] })
			if cycle == nil {
				continue
			}
			names := []string{u.Name}
			var related []lint.Note
			for _, e := range cycle {
				reported[e.later] = true
				names = append(names, e.earlier.Name)
				if e.later != u {
					related = append(related, lint.Note{At: e.at, Message: fmt.Sprintf("%s starts after %s", e.later.Name, e.earlier.Name)})
				}
			}
			message := fmt.Sprintf("units wait for each other: %s", strings.Join(names, " after "))
			if len(cycle) == 1 {
				message = fmt.Sprintf("%q waits for itself", u.Name)
			}
			p.Report(u, lint.Finding{
				At: cycle[0].at, Key: cycle[0].value, Message: message, Related: related,
				Hint: "take one of these dependencies away",
			})
		}
	},
}

// edge says that one unit is ordered after another, and where that is said.
type edge struct {
	later, earlier *quadlet.Unit
	at             quadlet.Place
	value          quadlet.Value
}

// orderOf returns, by the later unit, what each unit waits for.
func orderOf(p *lint.SetPass, units []*quadlet.Unit) map[*quadlet.Unit][]edge {
	edges := map[*quadlet.Unit][]edge{}
	add := func(later, earlier *quadlet.Unit, at quadlet.Place, v quadlet.Value) {
		if !later.Refused() && !earlier.Refused() {
			edges[later] = append(edges[later], edge{later, earlier, at, v})
		}
	}
	graph := dependencies(p)
	for _, u := range units {
		for _, r := range p.Set.Refs(u) {
			if r.Target != nil && r.Value.Section != "Unit" {
				add(u, r.Target, r.At, r.Value)
			}
		}
		for _, d := range graph.of(u) {
			switch d.key {
			case "After":
				add(u, d.target, d.at, d.value)
			case "Before":
				add(d.target, u, d.at, d.value)
			}
		}
	}
	return edges
}

// onCycles returns the units that lie on a cycle or between two: what is left
// when those that wait for none of the rest, and those that none of the rest
// waits for, are taken away again and again. It spares the search for cycles
// the long chains that have none.
func onCycles(units []*quadlet.Unit, edges map[*quadlet.Unit][]edge) map[*quadlet.Unit]bool {
	rest := map[*quadlet.Unit]bool{}
	earlier := map[*quadlet.Unit][]*quadlet.Unit{}
	later := map[*quadlet.Unit][]*quadlet.Unit{}
	for _, u := range units {
		rest[u] = true
		for _, e := range edges[u] {
			earlier[u] = append(earlier[u], e.earlier)
			later[e.earlier] = append(later[e.earlier], u)
		}
	}
	peel(rest, earlier, later)
	peel(rest, later, earlier)
	return rest
}

// peel takes away what has no neighbour on one side, until nothing is.
func peel(rest map[*quadlet.Unit]bool, side, other map[*quadlet.Unit][]*quadlet.Unit) {
	degree := map[*quadlet.Unit]int{}
	var free []*quadlet.Unit
	for u := range rest {
		for _, n := range side[u] {
			if rest[n] {
				degree[u]++
			}
		}
		if degree[u] == 0 {
			free = append(free, u)
		}
	}
	for len(free) > 0 {
		u := free[len(free)-1]
		free = free[:len(free)-1]
		delete(rest, u)
		for _, n := range other[u] {
			if !rest[n] {
				continue
			}
			if degree[n]--; degree[n] == 0 {
				free = append(free, n)
			}
		}
	}
}

// shortestCycle finds the shortest way from a unit back to itself through the
// units that may be passed, nil if there is none.
func shortestCycle(from *quadlet.Unit, edges map[*quadlet.Unit][]edge, pass func(*quadlet.Unit) bool) []edge {
	reached := map[*quadlet.Unit]edge{}
	queue := []*quadlet.Unit{from}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		for _, e := range edges[u] {
			if _, seen := reached[e.earlier]; seen || !pass(e.earlier) {
				continue
			}
			reached[e.earlier] = e
			if e.earlier != from {
				queue = append(queue, e.earlier)
				continue
			}
			cycle := []edge{e}
			for cycle[0].later != from {
				cycle = append([]edge{reached[cycle[0].later]}, cycle...)
			}
			return cycle
		}
	}
	return nil
}
