package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var networkLiteral = lint.Rule{
	Name:     "network-literal",
	Severity: lint.Warning,
	Fixable:  true,
	Tags:     []string{"references"},
	Doc: lint.Doc{
		Title: "Network= names a network or container itself where there is a unit for it",
		Why: "Only a file name makes the generator look: Network=app.network joins the network of that unit and starts it first. " +
			"Network=app joins a network called app, but app.network makes one called systemd-app unless NetworkName= says otherwise. " +
			"Where the names agree the network is the right one, yet nothing makes sure that it is there.",
		Bad: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nNetwork=app\n" +
			"-- app.network --\n[Network]\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.27\nNetwork=app.network\n" +
			"-- app.network --\n[Network]\n",
		FixSafety: "Unsafe: the container joins another network, or waits for the network's service.",
		Refs:      []string{"podman-container.unit(5), Network=", "podman-network.unit(5), NetworkName="},
	},
	CheckSet: func(p *lint.SetPass) {
		graph := dependencies(p)
		networks := byResource(p, quadlet.Network)
		containers := byResource(p, quadlet.Container)
		for _, u := range p.Set.Units {
			if u.State != quadlet.Loaded {
				continue
			}
			switch u.Kind {
			case quadlet.Container, quadlet.Pod, quadlet.Kube, quadlet.Build:
			default:
				continue
			}
			for _, v := range u.All(u.Section(), "Network") {
				if name, ok := strings.CutPrefix(v.Text(), "container:"); ok {
					reportLiteral(p, graph, u, literalRef{v, v.Sub(0, len(v.Text())), name, "container", containers[name], nil})
					continue
				}
				names, _, _ := strings.Cut(v.Text(), ":")
				at := 0
				for name := range strings.SplitSeq(names, ",") {
					if !isNetworkMode(name) {
						reportLiteral(p, graph, u, literalRef{v, v.Sub(at, at+len(name)), name, "network", networks[name], p.Set.Lookup(name + ".network")})
					}
					at += len(name) + 1
				}
			}
		}
	},
}

// isNetworkMode reports whether podman takes a word for something else than the
// name of a network.
func isNetworkMode(name string) bool {
	switch name {
	case "", "bridge", "default", "host", "none", "ns", "pasta", "private", "slirp4netns":
		return true
	}
	return quadlet.KindOf(name) == quadlet.Network || quadlet.KindOf(name) == quadlet.Container
}

// byResource maps names of Podman objects to the units of a kind that make them.
func byResource(p *lint.SetPass, kind quadlet.Kind) map[string]*quadlet.Unit {
	units := map[string]*quadlet.Unit{}
	for _, u := range generated(p) {
		if u.Kind != kind {
			continue
		}
		for _, r := range resourcesOf(u) {
			if units[r.name] == nil {
				units[r.name] = u
			}
		}
	}
	return units
}

// literalRef is an object named directly: made by one unit, or at least called
// like another.
type literalRef struct {
	value            quadlet.Value
	at               quadlet.Place
	name, what       string
	maker, namesaked *quadlet.Unit
}

// reportLiteral reports an object of a unit that is named directly: as another
// object where only the names of the files are alike, for information where it
// is the right one and only the dependency is missing.
func reportLiteral(p *lint.SetPass, graph dependencyGraph, u *quadlet.Unit, r literalRef) {
	if !literal(r.name) || r.maker == u || r.namesaked == u {
		return
	}
	target := r.maker
	f := lint.Finding{At: r.at, Key: r.value}
	switch {
	case target != nil && graph.has(u, target):
		return
	case target != nil:
		f.Severity = lint.Info
		f.Message = fmt.Sprintf("the %s %q is named directly: nothing starts %q first", r.what, r.name, target.Name)
	case r.namesaked != nil && r.namesaked.Resource() != "" && literal(r.namesaked.Resource()):
		target = r.namesaked
		f.Message = fmt.Sprintf("%q is not the %s of %q, which is called %q", r.name, r.what, target.Name, target.Resource())
	default:
		return
	}
	f.Hint = fmt.Sprintf("name the file: %q", target.Name)
	f.Related = []lint.Note{{At: target.Top(), Message: "the unit of that " + r.what}}
	f.Fixes = []lint.Fix{{
		Title: fmt.Sprintf("name %q", target.Name), Safety: lint.Unsafe,
		Edits: []lint.Edit{lint.Replace(r.at, target.Name)},
	}}
	if u.Section() != r.value.Section || strings.Contains(r.value.Text(), ",") && r.what == "network" || target.Kind == quadlet.Container && u.Version < quadlet.V53 {
		// A file is followed only where it is the whole name.
		f.Fixes = nil
	}
	p.Report(u, f)
}
