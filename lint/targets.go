package lint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Options are what a project decides about findings.
type Options struct {
	// NoIgnores leaves the comments that suppress findings without effect.
	NoIgnores bool
	// Locked are rules that no comment can suppress.
	Locked []string
	// Known are the names of all rules that a comment may name; nil for those of
	// the run.
	Known []string
	// Severity decides about a rule in a file: its severity, Off to drop the
	// finding. nil leaves findings as they are.
	Severity func(rule, file string, s Severity) Severity
}

// RunAll lints for several targets at once, and puts the findings together: one
// that only some targets give says which.
func RunAll(src quadlet.Source, targets []Target, rules []Rule, o Options) []Diagnostic {
	files := parser{src: src}
	plans := plannedRuns(targets)
	runs := make([][]Diagnostic, len(plans))
	for i, r := range plans {
		runs[i] = RunSet(files.set(r), r.target, rules)
	}
	return conclude(src, plans, runs, len(targets), rules, o)
}

// conclude makes what is told of the findings of runs: put together, with the
// project's severities, and those marked that comments in the source suppress.
func conclude(src quadlet.Source, plans []plannedRun, runs [][]Diagnostic, targets int, rules []Rule, o Options) []Diagnostic {
	all := together(plans, runs, targets)
	if o.Severity != nil {
		all = overrule(all, o.Severity)
	}
	return suppress(src, newestOf(plans), all, rules, o)
}

// together puts the findings of runs together. Where there are several targets,
// they are told apart by their names, and else the releases.
func together(plans []plannedRun, runs [][]Diagnostic, targets int) []Diagnostic {
	switch {
	case len(runs) == 0:
		return nil
	case len(runs) == 1:
		return runs[0]
	case targets == 1:
		return merge(runs, func(in []bool) string { return versionRange(plans, in) })
	}
	return merge(runs, func(in []bool) string { return nameList(plans, in) })
}

// newestOf is the newest release of all runs.
func newestOf(plans []plannedRun) quadlet.Version {
	newest := quadlet.Newest
	for i, p := range plans {
		if i == 0 || p.version > newest {
			newest = p.version
		}
	}
	return newest
}

// plannedRun is one release of a target.
type plannedRun struct {
	target  Target
	version quadlet.Version
}

// plannedRuns are the releases of all targets, oldest first: in which order the
// targets are named must not change what is found.
func plannedRuns(targets []Target) []plannedRun {
	var runs []plannedRun
	for _, t := range targets {
		if len(t.Podman) == 0 {
			t.Podman = []quadlet.Version{quadlet.Newest}
		}
		for _, v := range t.Podman {
			runs = append(runs, plannedRun{t, v})
		}
	}
	slices.SortStableFunc(runs, func(a, b plannedRun) int {
		return cmp.Or(
			cmp.Compare(a.version, b.version),
			cmp.Compare(a.target.Systemd, b.target.Systemd),
			cmp.Compare(a.target.Name, b.target.Name),
		)
	})
	return runs
}

// overrule gives findings the severity that the project wants.
func overrule(ds []Diagnostic, severity func(rule, file string, s Severity) Severity) []Diagnostic {
	kept := ds[:0]
	for _, d := range ds {
		if d.Severity = severity(d.Rule, d.File, d.Severity); d.Severity == Off {
			continue
		}
		if d.Severity != Error {
			d.RefusedBy = ""
		}
		kept = append(kept, d)
	}
	return kept
}

// merge puts the findings of several runs together. label says in which runs a
// finding holds, "" for all.
func merge(runs [][]Diagnostic, label func(in []bool) string) []Diagnostic {
	type id struct {
		rule, file, message string
		span                unitfile.Span
		severity            Severity
	}
	var all []Diagnostic
	var in [][]bool
	index := map[id]int{}
	for i, run := range runs {
		for _, d := range run {
			key := id{d.Rule, d.File, d.Message, d.Span, d.Severity}
			at, ok := index[key]
			if !ok {
				at = len(all)
				index[key] = at
				all = append(all, d)
				in = append(in, make([]bool, len(runs)))
			} else {
				// The newest release knows most: what else is lost, what to write instead.
				all[at] = d
			}
			in[at][i] = true
		}
	}
	for i := range all {
		all[i].Versions = label(in[i])
	}
	sortDiagnostics(all)
	return all
}

// nameList writes the names of the targets that are in, "" for all.
func nameList(plans []plannedRun, in []bool) string {
	var list []string
	all := true
	for i, p := range plans {
		switch {
		case !in[i]:
			all = false
		case !slices.Contains(list, p.target.Name):
			list = append(list, p.target.Name)
		}
	}
	if all {
		return ""
	}
	return strings.Join(list, ", ")
}
