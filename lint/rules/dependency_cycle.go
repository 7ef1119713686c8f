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
	Keys:     referenceKeys,
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
		edges := orderOf(p)
		circling := onCycles(edges)
		reported := make([]bool, len(edges))
		for i, u := range p.Set.Units {
			if reported[i] || !circling[i] {
				continue
			}
			cycle := shortestCycle(i, edges, func(v int) bool { return v >= i && circling[v] })
			if cycle == nil {
				continue
			}
			names := []string{u.Name}
			var related []lint.Note
			for _, e := range cycle {
				reported[e.later.Index()] = true
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

// orderOf is what each unit of the set waits for, those aside of which there is
// no service.
func orderOf(p *lint.SetPass) [][]edge {
	graph := dependencies(p)
	refs := referencesOf(p)
	edges := make([][]edge, len(p.Set.Units))
	add := func(later, earlier *quadlet.Unit, at quadlet.Place, v quadlet.Value) {
		if !later.Refused() && !earlier.Refused() {
			edges[later.Index()] = append(edges[later.Index()], edge{later, earlier, at, v})
		}
	}
	for i, u := range p.Set.Units {
		for _, r := range refs[i] {
			if r.Target != nil && r.Value.Section != "Unit" {
				add(u, r.Target, r.At, r.Value)
			}
		}
		for d, target := range graph.of(u) {
			switch d.key {
			case "After":
				add(u, target, d.text.TextPlace(), d.text.Value)
			case "Before":
				add(target, u, d.text.TextPlace(), d.text.Value)
			}
		}
	}
	return edges
}

// onCycles tells the units that lie on a cycle or between two: what is left
// when those that wait for none of the rest, and those that none of the rest
// waits for, are taken away again and again. It spares the search for cycles
// the long chains that have none.
func onCycles(edges [][]edge) []bool {
	rest := make([]bool, len(edges))
	earlier := make([][]int, len(edges))
	later := make([][]int, len(edges))
	for i, list := range edges {
		rest[i] = true
		for _, e := range list {
			j := e.earlier.Index()
			earlier[i] = append(earlier[i], j)
			later[j] = append(later[j], i)
		}
	}
	peel(rest, earlier, later)
	peel(rest, later, earlier)
	return rest
}

// peel takes away what has no neighbour on one side, until nothing is.
func peel(rest []bool, side, other [][]int) {
	degree := make([]int, len(rest))
	var free []int
	for i := range rest {
		if !rest[i] {
			continue
		}
		for _, n := range side[i] {
			if rest[n] {
				degree[i]++
			}
		}
		if degree[i] == 0 {
			free = append(free, i)
		}
	}
	for len(free) > 0 {
		i := free[len(free)-1]
		free = free[:len(free)-1]
		rest[i] = false
		for _, n := range other[i] {
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
func shortestCycle(from int, edges [][]edge, pass func(int) bool) []edge {
	reached := map[int]edge{}
	queue := []int{from}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		for _, e := range edges[u] {
			next := e.earlier.Index()
			if _, seen := reached[next]; seen || !pass(next) {
				continue
			}
			reached[next] = e
			if next != from {
				queue = append(queue, next)
				continue
			}
			cycle := []edge{e}
			for cycle[0].later.Index() != from {
				cycle = append([]edge{reached[cycle[0].later.Index()]}, cycle...)
			}
			return cycle
		}
	}
	return nil
}
