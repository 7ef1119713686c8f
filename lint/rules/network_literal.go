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
	Keys:     append([]string{"Container.Network", "Pod.Network", "Kube.Network", "Build.Network", "Network.NetworkName", "Container.ContainerName"}, dependencyKeys...),
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
		names := lint.PerUnit(p, "networks by name", literalNetworks)
		for i, u := range p.Set.Units {
			if u.State != quadlet.Loaded {
				continue
			}
			for _, r := range names[i] {
				if r.what == "container" {
					r.maker = byResource(p, quadlet.Container)[r.name]
				} else {
					r.maker, r.namesaked = networks[r.name], p.Set.Lookup(r.name+".network")
				}
				reportLiteral(p, graph, u, r)
			}
		}
	},
}

// literalNetworks are the networks and containers whose network a unit joins by
// their own names.
func literalNetworks(u *quadlet.Unit) []literalRef {
	switch u.Kind {
	case quadlet.Container, quadlet.Pod, quadlet.Kube, quadlet.Build:
	default:
		return nil
	}
	var refs []literalRef
	for _, v := range u.All(u.Section(), "Network") {
		if name, ok := strings.CutPrefix(v.Text(), "container:"); ok {
			refs = append(refs, literalRef{text: quadlet.Text{Value: v, To: len(v.Text())}, name: name, what: "container"})
			continue
		}
		names, _, _ := strings.Cut(v.Text(), ":")
		at := 0
		for name := range strings.SplitSeq(names, ",") {
			if !isNetworkMode(name) {
				refs = append(refs, literalRef{text: quadlet.Text{Value: v, From: at, To: at + len(name)}, name: name, what: "network"})
			}
			at += len(name) + 1
		}
	}
	return refs
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
	resources := lint.PerUnit(p, "resources", resourcesOf)
	return p.Share("units by resource, "+kind.String(), func() any {
		units := map[string]*quadlet.Unit{}
		for _, u := range generated(p) {
			if u.Kind != kind {
				continue
			}
			for _, r := range resources[u.Index()] {
				if units[r.name] == nil {
					units[r.name] = u
				}
			}
		}
		return units
	}).(map[string]*quadlet.Unit)
}

// literalRef is an object named directly: made by one unit, or at least called
// like another.
type literalRef struct {
	text             quadlet.Text // where it is named
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
	at := r.text.TextPlace()
	f := lint.Finding{At: at, Key: r.text.Value}
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
		Edits: []lint.Edit{lint.Replace(at, target.Name)},
	}}
	if u.Section() != r.text.Value.Section || strings.Contains(r.text.Value.Text(), ",") && r.what == "network" || target.Kind == quadlet.Container && u.Version < quadlet.V53 {
		// A file is followed only where it is the whole name.
		f.Fixes = nil
	}
	p.Report(u, f)
}
