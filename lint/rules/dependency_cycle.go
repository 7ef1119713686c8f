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
					related = append(related, lint.Note{At: e.at(), Message: fmt.Sprintf("%s starts after %s", e.later.Name, e.earlier.Name)})
				}
			}
			message := fmt.Sprintf("units wait for each other: %s", strings.Join(names, " after "))
			if len(cycle) == 1 {
				message = fmt.Sprintf("%q waits for itself", u.Name)
			}
			p.Report(u, lint.Finding{
				At: cycle[0].at(), Key: cycle[0].value(), Message: message, Related: related,
				Hint: "take one of these dependencies away",
			})
		}
	},
}

// edge says that one unit is ordered after another, by a reference or a word of
// [Unit].
type edge struct {
	later, earlier *quadlet.Unit
	ref            *quadlet.Ref
	word           *dependency
}

// at is where the edge is said.
func (e edge) at() quadlet.Place {
	if e.ref != nil {
		return e.ref.At
	}
	return e.word.text.TextPlace()
}

func (e edge) value() quadlet.Value {
	if e.ref != nil {
		return e.ref.Value
	}
	return e.word.text.Value
}

// orderOf is what each unit of the set waits for, those aside of which there is
// no service.
func orderOf(p *lint.SetPass) [][]edge {
	graph := dependencies(p)
	refs := referencesOf(p)
	n := 0
	for _, list := range refs {
		n += len(list)
	}
	// Nearly all edges are references: room for them is made at once.
	room := make([]edge, 0, n)
	edges := make([][]edge, len(p.Set.Units))
	add := func(e edge) {
		if !e.later.Refused() && !e.earlier.Refused() {
			i := e.later.Index()
			edges[i] = append(edges[i], e)
		}
	}
	for i, u := range p.Set.Units {
		if k := len(refs[i]); k > 0 && edges[i] == nil {
			edges[i] = room[len(room) : len(room) : len(room)+k]
			room = room[:len(room)+k]
		}
		for j := range refs[i] {
			if r := &refs[i][j]; r.Target != nil && r.Value.Section != "Unit" {
				add(edge{later: u, earlier: r.Target, ref: r})
			}
		}
		for d, target := range graph.of(u) {
			switch d.key {
			case "After":
				add(edge{later: u, earlier: target, word: d})
			case "Before":
				add(edge{later: target, earlier: u, word: d})
			}
		}
	}
	return edges
}

// onCycles tells the units that lie on a cycle: those of a strongly connected
// component with an edge inside (Tarjan's algorithm, without recursion).
func onCycles(edges [][]edge) []bool {
	on := make([]bool, len(edges))
	// order is when a unit was reached, from 1 on; low the earliest one reachable;
	// a unit that is done with has a low beyond all.
	order := make([]int32, len(edges))
	low := make([]int32, len(edges))
	done := int32(len(edges) + 1)
	var reached int32
	var stack []int   // units whose component is not known yet
	var walk []walker // the way down to the unit that is looked at
	for root := range edges {
		if order[root] != 0 || len(edges[root]) == 0 {
			continue
		}
		walk = append(walk[:0], walker{unit: root})
		for len(walk) > 0 {
			w := &walk[len(walk)-1]
			i := w.unit
			if w.edge == 0 {
				reached++
				order[i], low[i] = reached, reached
				stack = append(stack, i)
			}
			if w.edge < len(edges[i]) {
				next := edges[i][w.edge].earlier.Index()
				w.edge++
				switch {
				case order[next] == 0 && len(edges[next]) > 0:
					walk = append(walk, walker{unit: next})
				case order[next] != 0:
					low[i] = min(low[i], low[next])
					on[i] = on[i] || next == i
				}
				continue
			}
			walk = walk[:len(walk)-1]
			if len(walk) > 0 {
				above := walk[len(walk)-1].unit
				low[above] = min(low[above], low[i])
			}
			if low[i] == order[i] {
				first := len(stack) - 1
				for stack[first] != i {
					first--
				}
				for _, member := range stack[first:] {
					low[member] = done
					on[member] = on[member] || len(stack)-first > 1
				}
				stack = stack[:first]
			}
		}
	}
	return on
}

// walker is a unit with how many of its edges have been followed.
type walker struct{ unit, edge int }

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
