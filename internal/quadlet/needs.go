package quadlet

import (
	"cmp"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Need is something in a unit that not every release has.
type Need struct {
	Version Version // first release that has it
	What    string  // "[Container] Memory=", ".pod units", "a drop-in"
	At      Place
	Before  string // what older releases do with it
}

// What older releases do. A unit that is refused gives no service; the rest is
// silent.
const (
	beforeRefused = "the unit is refused"
	beforePassed  = "the file is passed over"
	beforeIgnored = "it is ignored"
	beforeLiteral = "it is taken for the name of something else"
)

// Needs returns what the unit has that some release with Quadlet does not, the
// most demanding first. It looks at keys, the kind and features, which older
// releases may misread without a word; what they refuse for other reasons shows
// in their refusals, see Requirements.
func (u *Unit) Needs() []Need {
	var needs []Need
	add := func(n Need) {
		if n.Version > Oldest && !slices.ContainsFunc(needs, func(o Need) bool { return o.Version == n.Version && o.What == n.What }) {
			needs = append(needs, n)
		}
	}
	add(Need{u.Kind.Since(), u.Kind.Ext() + " units", u.Top(), beforePassed})
	for _, v := range u.values {
		if v.Section != u.Section() && v.Section != "Quadlet" {
			continue
		}
		// A key as old as its kind demands nothing more.
		if k, ok := LookupKey(v.Section, v.Item.Name); ok && k.Since > u.Kind.Since() {
			before := beforeRefused
			if v.Section == "Quadlet" {
				before = beforeIgnored
			}
			add(Need{k.Since, "[" + k.Section + "] " + k.Name + "=", v.KeyPlace(), before})
		}
	}
	for _, f := range features {
		if len(f.kinds) == 0 || slices.Contains(f.kinds, u.Kind) {
			if at, found := f.find(u); found {
				add(Need{f.since, f.what, at, f.before})
			}
		}
	}
	for _, k := range KeysOf(u.Section()) {
		for _, n := range u.readingNeeds(k) {
			add(n)
		}
	}
	slices.SortStableFunc(needs, func(a, b Need) int { return cmp.Compare(b.Version, a.Version) })
	return needs
}

// feature is something that came with a release and is no key.
type feature struct {
	since  Version
	what   string
	before string
	kinds  []Kind // none: all
	find   func(*Unit) (Place, bool)
}

var features = []feature{
	{V57, "a template of this kind", "its service name is that of no template", []Kind{Pod, Network, Volume, Image, Build}, findTemplate},
	{V52, "a drop-in for many units", beforeIgnored, nil, func(u *Unit) (Place, bool) { return findDropin(u, V52) }},
	{V50, "a drop-in", beforeIgnored, nil, func(u *Unit) (Place, bool) { return findDropin(u, V50) }},
	{V55, "dependency on a Quadlet file", "systemd looks for a unit of that very name", nil, findDependency},
	{V55, "[Install] UpheldBy=", beforeIgnored, nil, func(u *Unit) (Place, bool) { return findKey(u, "Install", "UpheldBy") }},
	{V50, "[Install] DefaultInstance=", beforeIgnored, []Kind{Container}, func(u *Unit) (Place, bool) { return findKey(u, "Install", "DefaultInstance") }},
	{V48, "Image= of an .image unit", beforeLiteral, []Kind{Container, Volume}, func(u *Unit) (Place, bool) { return findImage(u, ".image") }},
	{V52, "Image= of a .build unit", beforeLiteral, []Kind{Container, Volume}, func(u *Unit) (Place, bool) { return findImage(u, ".build") }},
	{V53, "Network= of a .container unit", beforeLiteral, []Kind{Container, Pod, Kube, Build}, findContainerNetwork},
	{V53, "Mount= of an .image unit", beforeLiteral, []Kind{Container}, func(u *Unit) (Place, bool) { return findMount(u, ".image") }},
	{V57, "Mount= of an .artifact unit", beforeLiteral, []Kind{Container}, func(u *Unit) (Place, bool) { return findMount(u, ".artifact") }},
	{V45, "Volume= with a relative path", beforeLiteral, []Kind{Container}, findRelativeVolume},
	{V50, "Notify=healthy", "it counts as false", []Kind{Container}, func(u *Unit) (Place, bool) { return findValue(u, "Notify", "healthy") }},
	{V58, "Entrypoint= to clear the image's", beforeIgnored, []Kind{Container}, func(u *Unit) (Place, bool) { return findValue(u, "Entrypoint", "") }},
}

func findTemplate(u *Unit) (Place, bool) {
	_, instance, isTemplate := u.Template()
	return u.Top(), isTemplate && instance == ""
}

// findDropin finds a drop-in whose directory is read since that release.
func findDropin(u *Unit, since Version) (Place, bool) {
	for _, f := range u.Dropins {
		dir := f.Name[:max(strings.LastIndexByte(f.Name, '/'), 0)]
		dir = dir[strings.LastIndexByte(dir, '/')+1:]
		first := V52
		if slices.Contains(DropinDirs(u.Name, V50), dir) {
			first = V50
		}
		if first == since {
			return Place{f, unitfile.Range{}}, true
		}
	}
	return Place{}, false
}

func findDependency(u *Unit) (Place, bool) {
	for _, key := range DependencyKeys() {
		for _, w := range u.Words("Unit", key, unitfile.Strv) {
			if KindOf(w.Str) != KindNone {
				return w.TextPlace(), true
			}
		}
	}
	return Place{}, false
}

func findKey(u *Unit, section, key string) (Place, bool) {
	v, ok := u.Last(section, key)
	if !ok {
		return Place{}, false
	}
	return v.KeyPlace(), true
}

func findImage(u *Unit, ext string) (Place, bool) {
	t, ok := u.Lookup(u.Section(), "Image")
	return t.place(), ok && strings.HasSuffix(t.Str, ext)
}

// place is where the text stands, nowhere for the zero value.
func (t Text) place() Place {
	if t.File == nil {
		return Place{}
	}
	return t.TextPlace()
}

func findContainerNetwork(u *Unit) (Place, bool) {
	for _, v := range u.All(u.Section(), "Network") {
		name, _, _ := strings.Cut(v.Text(), ":")
		if KindOf(name) == Container {
			return v.Sub(0, len(name)), true
		}
	}
	return Place{}, false
}

func findMount(u *Unit, ext string) (Place, bool) {
	for _, w := range u.Words("Container", "Mount", unitfile.Exec) {
		for field := range strings.SplitSeq(w.Str, ",") {
			key, value, _ := strings.Cut(field, "=")
			if (key == "source" || key == "src") && strings.HasSuffix(value, ext) {
				return w.TextPlace(), true
			}
		}
	}
	return Place{}, false
}

func findRelativeVolume(u *Unit) (Place, bool) {
	for _, v := range u.All("Container", "Volume") {
		if source, _, found := strings.Cut(v.Text(), ":"); found && strings.HasPrefix(source, ".") {
			return v.Sub(0, len(source)), true
		}
	}
	return Place{}, false
}

func findValue(u *Unit, key, value string) (Place, bool) {
	t, ok := u.Lookup(u.Section(), key)
	return t.place(), ok && strings.EqualFold(t.Str, value)
}

// readingNeeds finds assignments of a key that older releases read as something
// else: because they took the last one only, or a number.
func (u *Unit) readingNeeds(k Key) []Need {
	var needs []Need
	name := k.Name + "="
	for _, was := range k.Was {
		since := next(was.Until)
		switch {
		case k.Lookup.Repeats() && !was.Lookup.Repeats():
			if texts := u.Texts(k); len(texts) > 1 {
				needs = append(needs, Need{since, "several values of " + name, texts[1].TextPlace(), "only the last assignment counts"})
			}
		case was.Lookup == LookupUint32:
			if t, ok := u.Lookup(k.Section, k.Name); ok && t.Str != "" {
				if _, isNumber := parseNumber(t.Str); !isNumber {
					needs = append(needs, Need{since, name + " with a name", t.TextPlace(), "it counts as 0"})
				}
			}
		}
	}
	switch k.LookupAt(u.Version) {
	case LookupKeyVal:
		for _, w := range u.Words(k.Section, k.Name, unitfile.Exec) {
			if !strings.Contains(w.Str, "=") {
				needs = append(needs, Need{V56, name + " without a value", w.TextPlace(), "the word is dropped"})
				break
			}
		}
	case LookupLast:
		if v, ok := u.Last(k.Section, k.Name); ok && len(v.Text()) > 1 && v.Text()[0] == '"' {
			if _, from := u.dialect.Unquote(v.Text()); from > 0 {
				needs = append(needs, Need{V50, "quotes around " + name, v.Place(), "they are part of the value"})
			}
		}
	}
	return needs
}

// next is the release after a described one.
func next(v Version) Version {
	i, _ := slices.BinarySearch(versions, v)
	return versions[i+1]
}
