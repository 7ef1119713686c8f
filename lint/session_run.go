package lint

import (
	"cmp"
	"slices"
	"sync"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// sessionRun is one release of a session: its set, and what was found by whom.
type sessionRun struct {
	*plan
	// ofUnit are the findings of the rules about units, by the unit's index.
	ofUnit [][]Diagnostic
	// ofRule are those of the rules about the set, as plan.ofSet has them.
	ofRule []ruleFindings
	// about are the units with a finding in a file, or one that names it.
	about index[string]
	// mentioned are the units that mention a word.
	mentioned index[string]
}

// ruleFindings are what one rule found in the whole set.
type ruleFindings struct {
	byFile map[string][]Diagnostic
	// mentions are all files that a finding shows.
	mentions map[string]bool
}

// index says which units have to do with something. A unit may stand there twice.
type index[K comparable] map[K][]int

func (x index[K]) add(key K, unit int) { x[key] = append(x[key], unit) }

func (x index[K]) remove(key K, unit int) {
	list := x[key]
	if i := slices.Index(list, unit); i >= 0 {
		list[i] = list[len(list)-1]
		x[key] = list[:len(list)-1]
	}
}

func newSessionRun(p *plan) *sessionRun {
	r := &sessionRun{
		plan: p, ofUnit: make([][]Diagnostic, len(p.set.Units)), ofRule: make([]ruleFindings, len(p.ofSet)),
		about: index[string]{}, mentioned: index[string]{},
	}
	found := make([][]Diagnostic, len(p.ofSet))
	p.run(
		func(rule int) *[]Diagnostic { return &found[rule] },
		func(u *quadlet.Unit) *[]Diagnostic { return &r.ofUnit[u.Index()] },
	)
	for i, ds := range found {
		r.ofRule[i] = newRuleFindings(ds)
	}
	for i, u := range p.set.Units {
		for _, word := range u.Mentions() {
			r.mentioned.add(word, i)
		}
		for _, file := range filesOf(r.ofUnit[i]) {
			r.about.add(file, i)
		}
	}
	return r
}

func newRuleFindings(ds []Diagnostic) ruleFindings {
	f := ruleFindings{byFile(ds), map[string]bool{}}
	for _, file := range filesOf(ds) {
		f.mentions[file] = true
	}
	return f
}

// filesOf are the files that findings show, each once.
func filesOf(ds []Diagnostic) []string {
	var files []string
	for _, d := range ds {
		files = append(files, d.File)
		for _, r := range d.Related {
			files = append(files, r.File)
		}
		for _, f := range d.Fixes {
			for _, e := range f.Edits {
				files = append(files, e.File)
			}
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// files adds the files with findings.
func (r *sessionRun) files(to map[string]bool) {
	for file, units := range r.about {
		if len(units) > 0 {
			to[file] = true
		}
	}
	for _, f := range r.ofRule {
		for file := range f.byFile {
			to[file] = true
		}
	}
}

// findings are those in a file, in the order in which RunSet comes across them.
func (r *sessionRun) findings(file string) []Diagnostic {
	var ds []Diagnostic
	for _, f := range r.ofRule {
		ds = append(ds, f.byFile[file]...)
	}
	units := slices.Clone(r.about[file])
	slices.Sort(units)
	for _, i := range units {
		for _, d := range r.ofUnit[i] {
			if d.File == file {
				ds = append(ds, d)
			}
		}
	}
	return ds
}

// outline is what other units and the rules about the set can see of a unit
// without reading its keys.
type outline struct {
	refused                 bool
	resource, service, name string
}

func outlineOf(u *quadlet.Unit) outline {
	return outline{u.Refused(), u.Resource(), u.ServiceName(), u.Str(u.Section(), u.Kind.Info().NameKey)}
}

// update gives a unit another text, lints what that can have touched, and adds
// the files whose findings changed. It reports false where everything must be
// linted again.
func (r *sessionRun) update(unit int, text string, touched map[string]bool) bool {
	u := r.set.Units[unit]
	old, was := *u, outlineOf(u)
	c := change{run: r, unit: u, affected: map[int]bool{unit: true}}
	c.reach(u)
	for _, i := range r.about[u.Path] {
		c.affected[i] = true
	}
	if !r.set.Update(u, unitfile.Parse(u.Path, text, quadlet.DialectOf(r.set.Version))) {
		return false
	}
	for _, word := range old.Mentions() {
		r.mentioned.remove(word, unit)
	}
	for _, word := range u.Mentions() {
		r.mentioned.add(word, unit)
	}
	c.reach(u)
	now := outlineOf(u)
	c.renamed = was != now
	c.lost = was.refused != now.refused || was.service != now.service
	if !c.convert() {
		return false
	}
	r.renew(c)
	r.lintUnits(c.affected, touched)
	r.lintSet(c, old.Values(), touched)
	return true
}

// change is what an update has to look at.
type change struct {
	run  *sessionRun
	unit *quadlet.Unit
	// affected are the units to lint again.
	affected map[int]bool
	// pending are those of them that may now be refused, or no longer.
	pending []*quadlet.Unit
	// renamed says that the outline of some unit is another, and lost that of one
	// more than what the unit's own keys say of what it makes.
	renamed, lost bool
}

// reach adds the units that can see a unit: those that mention it, and the pod
// that it is in.
func (c *change) reach(u *quadlet.Unit) {
	units := c.run.set.Units
	for _, word := range u.KnownBy() {
		for _, i := range c.run.mentioned[word] {
			c.affected[i] = true
			c.pending = append(c.pending, units[i])
		}
	}
	if pod := c.run.set.Lookup(u.Str("Container", "Pod")); pod != nil {
		c.affected[pod.Index()] = true
	}
}

// convert works out the refusals of all units that can see the change, in the
// generator's order, until nothing changes any more. It reports false where the
// generator would crash.
func (c *change) convert() bool {
	for len(c.pending) > 0 {
		round := c.pending
		c.pending = nil
		slices.SortFunc(round, func(a, b *quadlet.Unit) int {
			return cmp.Or(cmp.Compare(a.Kind.Info().SortOrder, b.Kind.Info().SortOrder), cmp.Compare(a.Index(), b.Index()))
		})
		round = slices.Compact(round)
		for _, u := range round {
			if u.State != quadlet.Loaded || u == c.unit {
				continue
			}
			was := outlineOf(u)
			if !c.run.set.Recheck(u) {
				return false
			}
			if was != outlineOf(u) {
				c.renamed, c.lost = true, true
				c.reach(u)
			}
		}
	}
	return true
}

// renew makes what rules share about units anew where it can have changed.
func (r *sessionRun) renew(c change) {
	if c.renamed {
		r.shared.ofSet = sync.Map{}
	}
	r.shared.ofUnits.Range(func(_, made any) bool {
		table := made.(func() any)().(interface{ renew(*quadlet.Unit) })
		if !c.renamed {
			table.renew(c.unit)
			return true
		}
		for i := range c.affected {
			table.renew(r.set.Units[i])
		}
		return true
	})
}

func (r *sessionRun) lintUnits(affected map[int]bool, touched map[string]bool) {
	units := make([]*quadlet.Unit, 0, len(affected))
	for i := range affected {
		units = append(units, r.set.Units[i])
	}
	slices.SortFunc(units, func(a, b *quadlet.Unit) int { return cmp.Compare(a.Index(), b.Index()) })
	found := make([][]Diagnostic, len(units))
	next := 0
	r.checkUnits(units, func(*quadlet.Unit) *[]Diagnostic {
		next++
		return &found[next-1]
	})
	for n, u := range units {
		i := u.Index()
		if slices.EqualFunc(r.ofUnit[i], found[n], sameDiagnostic) {
			continue
		}
		for _, file := range filesOf(r.ofUnit[i]) {
			r.about.remove(file, i)
			touched[file] = true
		}
		r.ofUnit[i] = found[n]
		for _, file := range filesOf(found[n]) {
			r.about.add(file, i)
			touched[file] = true
		}
	}
}

// lintSet runs the rules about the set that can see the edit.
func (r *sessionRun) lintSet(c change, old []quadlet.Value, touched map[string]bool) {
	var again []int
	for k, rule := range r.ofSet {
		if c.lost || len(rule.Keys) == 0 || r.ofRule[k].mentions[c.unit.Path] || !sameValues(old, c.unit.Values(), rule) {
			again = append(again, k)
		}
	}
	found := make([]ruleFindings, len(again))
	each(len(again), func(n int) {
		var ds []Diagnostic
		r.checkSet(r.ofSet[again[n]], &ds)
		found[n] = newRuleFindings(ds)
	})
	for n, k := range again {
		touch(touched, r.ofRule[k].byFile, found[n].byFile)
		r.ofRule[k] = found[n]
	}
}

// sameValues reports whether a unit says the same as before under the keys that a
// rule reads.
func sameValues(old, now []quadlet.Value, r *Rule) bool {
	next := func(list []quadlet.Value) []quadlet.Value {
		for len(list) > 0 && !slices.Contains(r.Keys, list[0].Section+"."+list[0].Item.Name) {
			list = list[1:]
		}
		return list
	}
	for {
		old, now = next(old), next(now)
		if len(old) == 0 || len(now) == 0 {
			return len(old) == len(now)
		}
		a, b := old[0].Item, now[0].Item
		if old[0].Section != now[0].Section || a.Name != b.Name || a.Value != b.Value || a.Empty != b.Empty {
			return false
		}
		old, now = old[1:], now[1:]
	}
}
