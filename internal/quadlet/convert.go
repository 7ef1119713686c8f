package quadlet

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// convert works out the refusals of all units. Those that are loaded go in the
// generator's order: whether a .network can be converted decides about the units
// that name it, and a crash takes the units behind it along.
func (s *Set) convert() {
	for _, u := range s.Units {
		if u.State != Loaded {
			s.refuseUnloaded(u)
		}
	}
	if s.broken != nil {
		for _, u := range s.loaded {
			s.kill(u, s.broken)
		}
		return
	}
	for _, u := range s.loaded {
		u.resource = s.prefilled(u)
	}
	for _, u := range s.loaded {
		if s.broken != nil {
			s.kill(u, s.broken)
			continue
		}
		r := refuser{s: s, u: u}
		r.all()
		if len(u.refusals) == 0 {
			s.name(u)
		} else if u.refusals[0].Condition == CondCrash && s.Version >= V47 {
			// Before 4.7 the order of conversion was random.
			s.broken = u
		}
	}
}

// refuser gathers the refusals of one unit.
type refuser struct {
	s *Set
	u *Unit
}

// add adds a refusal, if the catalogue knows it for the kind and the release: a
// check cannot report what the release does not refuse.
func (r refuser) add(c Condition, at Place, text, says string, args ...any) *Refusal {
	if !c.holds(r.u.Kind, r.u.Version) {
		return &Refusal{}
	}
	if len(args) > 0 {
		says = fmt.Sprintf(says, args...)
	}
	r.u.refusals = append(r.u.refusals, Refusal{Condition: c, Unit: r.u, At: at, Text: text, Says: says})
	return &r.u.refusals[len(r.u.refusals)-1]
}

// refuseUnloaded says why a file does not even get to conversion.
func (s *Set) refuseUnloaded(u *Unit) {
	r := refuser{s, u}
	switch u.State {
	case Unreadable:
		r.unreadable()
	case Collateral:
		ref := r.add(CondLostDirectory, u.Top(), u.Cause.Name, "")
		ref.Related = u.Cause.blame()
	case UnknownKind:
		r.add(CondUnknownKind, u.Top(), u.Kind.Ext(), "")
	case NotSearched:
		r.add(CondNotSearched, u.Top(), "", "")
	case Masked, Loaded:
	}
}

// unreadable reports what cannot be loaded. The generator stops at the first bad
// line; each of them would do.
func (r refuser) unreadable() {
	u := r.u
	if u.loadErr != "" {
		r.add(CondUnreadable, u.Top(), u.loadErr, "error loading %q, %s", u.Path, u.loadErr)
		return
	}
	outside := false
	for i, e := range u.File.Errors {
		at := Place{u.File, e.Range}
		if e.Kind == unitfile.Endless {
			if i == 0 {
				// How the lines behind it would be read is nobody's concern.
				r.add(CondEndlessLoop, at, "", "")
				return
			}
			continue
		}
		if e.Kind == unitfile.KeyOutsideSection {
			// One missing header, however many keys stand before the first.
			if outside {
				continue
			}
			outside = true
		}
		r.add(CondSyntax, at, e.Text, "error loading %q, %s", u.Path, ParseMessage(e))
	}
}

// ParseMessage is the generator's own text about a line that it cannot read.
func ParseMessage(e unitfile.Error) string {
	switch e.Kind {
	case unitfile.KeyOutsideSection:
		return "key file does not start with a group"
	case unitfile.BadSectionName:
		name := e.Text[1:]
		for i := range len(name) {
			if name[i] == ']' {
				name = name[:i]
				break
			}
		}
		return "invalid group name: " + name
	case unitfile.BadKeyName:
		for i := range len(e.Text) {
			if e.Text[i] == '=' {
				return "invalid key name: " + e.Text[:i]
			}
		}
	}
	return fmt.Sprintf("file contains line %d: “%s” which is not a key-value pair, group, or comment", e.Line, e.Text)
}

// blame is the place in a unit that loses others.
func (u *Unit) blame() Place {
	if len(u.File.Errors) > 0 {
		return Place{u.File, u.File.Errors[0].Range}
	}
	for _, r := range u.refusals {
		if r.Condition == CondCrash {
			return r.At
		}
	}
	for _, d := range u.Dropins {
		if len(d.Errors) > 0 {
			return Place{d, d.Errors[0].Range}
		}
	}
	return u.Top()
}

// kill: the generator does not live to convert the unit.
func (s *Set) kill(u, by *Unit) {
	if by == u {
		// The unit is fine, its drop-in is not.
		for _, b := range s.BadDropins {
			if b.Unit == u && len(b.File.Errors) > 0 {
				refuser{s, u}.add(CondEndlessLoop, Place{b.File, b.File.Errors[0].Range}, "", "")
				return
			}
		}
	}
	refuser{s, u}.add(CondGeneratorKilled, u.Top(), by.Name, "").Related = by.blame()
}

// prefilled is the resource name that is known before any conversion.
func (s *Set) prefilled(u *Unit) string {
	switch u.Kind {
	case Container:
		if s.Version >= V54 {
			return u.containerNetworkName()
		}
	case Build:
		return u.builtImage()
	case Pod:
		return ResourceName(u.Name, u.Str("Pod", "PodName"), s.Version)
	}
	return ""
}

// name sets the resource names that only a converted unit has.
func (s *Set) name(u *Unit) {
	switch u.Kind {
	case Container:
		u.resource = u.containerNetworkName()
	case Network, Volume:
		u.resource = ResourceName(u.Name, u.Str(u.Section(), u.Kind.Info().NameKey), s.Version)
	case Image:
		u.resource = u.Str("Image", "Image")
		if tag := u.Str("Image", "ImageTag"); tag != "" {
			u.resource = tag
		}
	case Artifact:
		u.resource = u.Str("Artifact", "Artifact")
	}
}

func (u *Unit) containerNetworkName() string {
	return ContainerNetworkName(u.Name, u.Str("Container", "ContainerName"), u.Str("Container", "ServiceName"), u.Version)
}

// builtImage is the first ImageTag of a .build.
func (u *Unit) builtImage() string {
	if u.Version < V53 {
		return u.Str("Build", "ImageTag")
	}
	if tags := u.All("Build", "ImageTag"); len(tags) > 0 {
		return tags[0].Text()
	}
	return ""
}

// Resource is the name of the Podman object that the unit stands for, as other
// units are given it; "" where it has none.
func (u *Unit) Resource() string { return u.resource }

// ServiceName is the name of the service without ".service".
func (u *Unit) ServiceName() string {
	if t, ok := u.Lookup(u.Section(), "ServiceName"); ok && u.Version >= V53 {
		return t.Str
	}
	return ServiceName(u.Name, "", u.Version)
}
