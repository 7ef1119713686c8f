package rules

import (
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// facts is what the rules work out about a unit and share: what a dozen of them
// ask for is split, parsed and judged once. It goes along from unit to unit, so
// that its memory is used again.
type facts struct {
	unit *quadlet.Unit

	texts []keyTexts

	settings     []setting
	haveSettings bool

	args     []arg
	haveArgs bool

	nets      []network
	netsKnown bool
	haveNets  bool

	volumes     []mountedAt
	haveVolumes bool

	ports     []publishedAt
	havePorts bool

	lines     []serviceLine
	faulty    []faultyLine
	haveLines bool
	// arena is where the texts stand.
	arena []quadlet.Text
	// verdicts is about lines of any unit: the same ones stand in many.
	verdicts lineVerdicts
}

// keyTexts are the texts of a key.
type keyTexts struct {
	key   string
	texts []quadlet.Text
}

// mountedAt is a value of Volume=.
type mountedAt struct {
	podman.Volume
	text quadlet.Text
}

// publishedAt is a value of PublishPort=.
type publishedAt struct {
	ports    []podman.Port
	problems []podman.Problem
	text     quadlet.Text
}

// factsOf are the facts about the unit of a pass.
func factsOf(p *lint.Pass) *facts {
	f, ok := p.Memo.(*facts)
	if !ok {
		f = &facts{}
		p.Memo = f
	}
	if f.unit != p.Unit {
		*f = facts{unit: p.Unit, texts: f.texts[:0], settings: f.settings[:0], volumes: f.volumes[:0], ports: f.ports[:0], arena: f.arena[:0], lines: f.lines[:0], faulty: f.faulty[:0], verdicts: f.verdicts}
	}
	return f
}

func (f *facts) textsOf(key string) []quadlet.Text {
	if !f.unit.Has(f.unit.Section(), key) {
		return nil
	}
	for _, k := range f.texts {
		if k.key == key {
			return k.texts
		}
	}
	texts := f.makeTexts(key)
	f.texts = append(f.texts, keyTexts{key, texts})
	return texts
}

func (f *facts) makeTexts(key string) []quadlet.Text {
	u := f.unit
	row, ok := quadlet.LookupKey(u.Section(), key)
	if _, isSplit := splitMode(row.LookupAt(u.Version)); !ok || !isSplit || !row.In(u.Version) {
		return textsOf(u, key)
	}
	// Others want the words, too.
	first := len(f.arena)
	dropsBare := row.LookupAt(u.Version) == quadlet.LookupKeyVal && u.Version < quadlet.V56
	list := f.settingsOf()
	for i := range list {
		if s := &list[i]; s.key.Name == key {
			for _, w := range s.split(u).List {
				if dropsBare && quadlet.IsBareWord(w.Text) {
					continue
				}
				f.arena = append(f.arena, quadlet.Text{Value: s.value, Str: w.Text, From: w.Start, To: w.End})
			}
		}
	}
	// A part of an arena that has grown since keeps the memory that it has.
	return f.arena[first:len(f.arena):len(f.arena)]
}

func (f *facts) podmanArgs() []arg {
	if !f.haveArgs {
		f.haveArgs = true
		f.args = podmanArgsOf(f.unit)
	}
	return f.args
}

func (f *facts) networks() ([]network, bool) {
	if !f.haveNets {
		f.haveNets = true
		f.nets, f.netsKnown = networksOf(f.unit)
	}
	return f.nets, f.netsKnown
}

// volumes are the values of Volume=, parsed.
func volumes(p *lint.Pass) []mountedAt {
	f := factsOf(p)
	if !f.haveVolumes {
		f.haveVolumes = true
		for _, text := range f.textsOf("Volume") {
			f.volumes = append(f.volumes, mountedAt{podman.SplitVolume(text.Str), text})
		}
	}
	return f.volumes
}

// publishedPorts are the values of PublishPort=, parsed.
func publishedPorts(p *lint.Pass) []publishedAt {
	f := factsOf(p)
	if !f.havePorts {
		f.havePorts = true
		for _, text := range f.textsOf("PublishPort") {
			list, problems := podman.ParsePorts(text.Str, podman.Target{Minor: int(p.Version)})
			f.ports = append(f.ports, publishedAt{list, problems, text})
		}
	}
	return f.ports
}
