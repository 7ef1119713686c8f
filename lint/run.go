package lint

import (
	"slices"
	"strings"

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
	p := newPlan(set, t, rules)
	ofSet := make([][]Diagnostic, len(p.ofSet))
	ofUnits := make([][]Diagnostic, (len(set.Units)+unitsAtOnce-1)/unitsAtOnce)
	p.run(
		func(rule int) *[]Diagnostic { return &ofSet[rule] },
		func(u *quadlet.Unit) *[]Diagnostic { return &ofUnits[u.Index()/unitsAtOnce] },
	)
	return tidy(slices.Concat(append(ofSet, ofUnits...)...))
}

// unitsAtOnce is how many units are looked at in a row.
const unitsAtOnce = 256

// run calls every rule. What it finds goes where ofSet says for a rule about the
// set, and where ofUnit says for a unit.
func (p *plan) run(ofSet func(rule int) *[]Diagnostic, ofUnit func(*quadlet.Unit) *[]Diagnostic) {
	// The rules about the whole set are jobs like the runs of units.
	units := p.set.Units
	each(len(p.ofSet)+(len(units)+unitsAtOnce-1)/unitsAtOnce, func(job int) {
		if job < len(p.ofSet) {
			p.checkSet(p.ofSet[job], ofSet(job))
			return
		}
		first := (job - len(p.ofSet)) * unitsAtOnce
		p.checkUnits(units[first:min(first+unitsAtOnce, len(units))], ofUnit)
	})
}

// tidy sorts the findings of a run, and leaves out those that say nothing new.
func tidy(all []Diagnostic) []Diagnostic {
	sortDiagnostics(all)
	all = firstRefusals(all)
	// A drop-in of several units is looked at once for each of them.
	return slices.CompactFunc(all, func(a, b Diagnostic) bool {
		return a.Rule == b.Rule && a.File == b.File && a.Span == b.Span && a.Message == b.Message && a.Severity == b.Severity
	})
}

// firstRefusals leaves out what podman would refuse in places that the generator
// refuses already: it is one mistake, and podman never sees it. The findings are
// sorted.
func firstRefusals(ds []Diagnostic) []Diagnostic {
	for i := 0; i < len(ds); {
		end := i + 1
		for end < len(ds) && ds[end].File == ds[i].File && ds[end].Span == ds[i].Span {
			end++
		}
		byGenerator := slices.ContainsFunc(ds[i:end], func(d Diagnostic) bool { return d.RefusedBy == ByGenerator })
		if end-i > 1 && byGenerator {
			kept := slices.DeleteFunc(ds[i:end], func(d Diagnostic) bool { return d.RefusedBy == ByPodman })
			ds = slices.Delete(ds, i+len(kept), end)
			end = i + len(kept)
		}
		i = end
	}
	return ds
}

// plan is the rules of a run, ordered by what calls for them.
type plan struct {
	set    *quadlet.Set
	target Target
	// always look at every unit, keyed at those that have one of their keys, and
	// proving at those for which a condition holds.
	always, proving []*plannedRule
	keyed           []*plannedRule
	// byRow is about keys of the key table, byKey about those of [Unit], [Service]
	// and [Install]; both lead into keyed.
	byRow  map[*quadlet.Key][]int
	byKey  map[quadlet.KeyName][]int
	ofSet  []*Rule
	shared shared
}

// plannedRule is a rule with its kinds as bits.
type plannedRule struct {
	*Rule
	kinds uint32
}

// isOf reports whether the rule is about units of a kind.
func (r *plannedRule) isOf(kind quadlet.Kind) bool { return r.kinds>>kind&1 != 0 }

func newPlan(set *quadlet.Set, t Target, rules []Rule) *plan {
	p := &plan{set: set, target: t, byRow: map[*quadlet.Key][]int{}, byKey: map[quadlet.KeyName][]int{}}
	for i := range rules {
		r := &plannedRule{&rules[i], 0}
		for _, kind := range r.Kinds {
			r.kinds |= 1 << kind
		}
		if len(r.Kinds) == 0 {
			r.kinds = ^uint32(0)
		}
		if set.Version < r.Since || r.Last != 0 && set.Version > r.Last {
			continue
		}
		switch {
		case r.CheckSet != nil:
			p.ofSet = append(p.ofSet, r.Rule)
		case r.Check == nil:
		case len(r.Proves) > 0:
			p.proving = append(p.proving, r)
		case len(r.Keys) == 0:
			p.always = append(p.always, r)
		default:
			for _, key := range r.Keys {
				section, name, _ := strings.Cut(key, ".")
				if row := quadlet.KeyRow(section, name); row != nil {
					p.byRow[row] = append(p.byRow[row], len(p.keyed))
					continue
				}
				k := quadlet.KeyName{Section: section, Name: name}
				p.byKey[k] = append(p.byKey[k], len(p.keyed))
			}
			p.keyed = append(p.keyed, r)
		}
	}
	return p
}

func (p *plan) checkSet(r *Rule, out *[]Diagnostic) {
	r.CheckSet(&SetPass{Set: p.set, Target: p.target, Version: p.set.Version, rule: r, out: out, shared: &p.shared})
}

func (p *plan) checkUnits(units []*quadlet.Unit, out func(*quadlet.Unit) *[]Diagnostic) {
	wanted := make([]bool, len(p.keyed))
	// One pass serves all rules of all units: none keeps it.
	pass := &Pass{Set: p.set, Target: p.target, Version: p.set.Version, shared: &p.shared}
	for _, u := range units {
		pass.Unit, pass.out = u, out(u)
		p.checkUnit(pass, wanted)
	}
}

// checkUnit runs what the unit of a pass calls for. wanted is all false, and is
// left so.
func (p *plan) checkUnit(pass *Pass, wanted []bool) {
	u := pass.Unit
	check := func(r *plannedRule) {
		if r.isOf(u.Kind) {
			pass.rule = r.Rule
			r.Check(pass)
		}
	}
	if len(u.Refusals()) > 0 {
		for _, r := range p.proving {
			if r.proves(u) {
				check(r)
			}
		}
	}
	if u.State == quadlet.Unreadable || u.State == quadlet.UnknownKind {
		// What such a file says is not worth judging: half of it may be missing.
		return
	}
	for _, r := range p.always {
		check(r)
	}
	values := u.Values()
	for i := range values {
		v := &values[i]
		wanting := p.byRow[v.Row()]
		if v.Row() == nil {
			wanting = p.byKey[quadlet.KeyName{Section: v.Section, Name: v.Item.Name}]
		}
		for _, i := range wanting {
			wanted[i] = true
		}
	}
	for i, want := range wanted {
		if want {
			wanted[i] = false
			check(p.keyed[i])
		}
	}
}

// proves reports whether a condition of the rule holds for a unit.
func (r *Rule) proves(u *quadlet.Unit) bool {
	for _, refusal := range u.Refusals() {
		if slices.Contains(r.Proves, refusal.Condition) {
			return true
		}
	}
	return false
}

// parser parses a file once for each dialect, however many releases read it, and
// the files of a source at the same time.
type parser struct {
	src   quadlet.Source
	files map[parsedFile]*unitfile.File
}

// parsedFile tells files apart; those that a .quadlets file holds by where they
// end in it.
type parsedFile struct {
	name, dialect string
	size          int
}

func (p *parser) parse(name, src string, d unitfile.Dialect) *unitfile.File {
	key := parsedFile{name, d.Name, len(src)}
	if f, ok := p.files[key]; ok {
		return f
	}
	f := unitfile.Parse(name, src, d)
	p.files[key] = f
	return f
}

// set is what the release of a run sees of the source.
func (p *parser) set(r plannedRun) *quadlet.Set {
	p.prepare(r.version)
	return quadlet.NewSet(p.src, r.version, mode(r.target.Manager), p.parse)
}

// prepare parses all units for a release. Drop-ins, of which there are few, are
// parsed when they are asked for.
func (p *parser) prepare(v quadlet.Version) {
	d := quadlet.DialectOf(v)
	n := 0
	for i := range p.src.Dirs {
		n += len(p.src.Dirs[i].Files)
	}
	if p.files == nil {
		p.files = make(map[parsedFile]*unitfile.File, n)
	}
	units := make([]*quadlet.SourceFile, 0, n)
	for i := range p.src.Dirs {
		for j := range p.src.Dirs[i].Files {
			f := &p.src.Dirs[i].Files[j]
			if _, done := p.files[parsedFile{f.Path, d.Name, len(f.Content)}]; !done && quadlet.KindOf(f.Name) != quadlet.KindNone {
				units = append(units, f)
			}
		}
	}
	parsed := make([]*unitfile.File, len(units))
	const run = 128
	each((len(units)+run-1)/run, func(job int) {
		for i := job * run; i < min((job+1)*run, len(units)); i++ {
			parsed[i] = unitfile.Parse(units[i].Path, units[i].Content, d)
		}
	})
	for i, f := range units {
		p.files[parsedFile{f.Path, d.Name, len(f.Content)}] = parsed[i]
	}
}

// versionRange writes the releases that are in as "4.4–5.2, 5.8", "" for all.
func versionRange(plans []plannedRun, in []bool) string {
	var parts []string
	all := true
	for i := 0; i < len(plans); i++ {
		if !in[i] {
			all = false
			continue
		}
		first := i
		for i+1 < len(plans) && in[i+1] {
			i++
		}
		text := plans[first].version.String()
		if i > first {
			text += "–" + plans[i].version.String()
		}
		parts = append(parts, text)
	}
	if all {
		return ""
	}
	return strings.Join(parts, ", ")
}
