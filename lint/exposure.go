package lint

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// Exposure says how much of the host a unit's containers can reach if somebody
// takes them over: the weights of the hardening rules that found something.
type Exposure struct {
	// File is the unit's path as reached from the argument.
	File string
	Kind quadlet.Kind
	// Lost says that the unit cannot be judged: the generator does not take it.
	Lost bool
	// Checks are the rules that looked at the unit, in the order of the catalogue.
	Checks []ExposureCheck
}

// ExposureCheck is one rule with what it found in a unit.
type ExposureCheck struct {
	Rule     *Rule
	Findings []Diagnostic // none: the unit is as it should be
}

// fullExposure are the points at which there is nothing left to protect.
const fullExposure = 100

// Points is the sum of the weights of the checks that found something, a rule
// counted once however much it found, and 100 at most.
func (e *Exposure) Points() int {
	points := 0
	for _, c := range e.Checks {
		if len(c.Findings) > 0 {
			points += c.Rule.Weight
		}
	}
	return min(points, fullExposure)
}

// Level is a word for points, in steps like those of systemd-analyze security.
func Level(points int) string {
	switch {
	case points == 0:
		return "PERFECT"
	case points < 10:
		return "SAFE"
	case points < 30:
		return "OK"
	case points < 50:
		return "MEDIUM"
	case points < 70:
		return "EXPOSED"
	case points < 90:
		return "UNSAFE"
	}
	return "DANGEROUS"
}

// Exposures judges the units of a source that run containers, in the order in
// which they are read, by those of the rules that have a weight. Comments that
// suppress findings do not count: what is accepted is there all the same. Of a
// target with several Podman releases the newest counts.
func Exposures(src quadlet.Source, t Target, rules []Rule) []Exposure {
	version := quadlet.Newest
	if n := len(t.Podman); n > 0 {
		version = t.Podman[n-1]
	}
	set := quadlet.NewSet(src, version, mode(t.Manager), nil)
	var found []Diagnostic
	pass := &Pass{Set: set, Target: t, Version: set.Version, out: &found, shared: &shared{}}
	var all []Exposure
	for _, u := range set.Units {
		switch u.Kind {
		case quadlet.Container, quadlet.Pod, quadlet.Kube:
		default:
			continue
		}
		e := Exposure{File: u.Path, Kind: u.Kind, Lost: u.Refused()}
		pass.Unit = u
		for i := range rules {
			r := &rules[i]
			if e.Lost || r.Weight == 0 || r.Check == nil || !r.isAbout(u) {
				continue
			}
			found = nil
			pass.rule = r
			r.Check(pass)
			sortDiagnostics(found)
			e.Checks = append(e.Checks, ExposureCheck{r, found})
		}
		all = append(all, e)
	}
	return all
}
