package quadlet

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// all checks a loaded unit for every condition, whatever other conditions hold:
// the generator would report the first, a person wants to mend all.
func (r refuser) all() {
	r.unknownKeys()
	r.dependencies()
	switch r.u.Kind {
	case Container:
		r.container()
	case Pod:
		r.userMappings(true)
		r.publishPorts()
		r.networks()
		r.volumes()
	case Kube:
		r.kube()
	case Network:
		r.network()
	case Volume:
		r.volume()
	case Image:
		if r.u.Str("Image", "Image") == "" {
			r.missing(CondNoImage, "Image", "no Image key specified")
		}
	case Artifact:
		if r.u.Str("Artifact", "Artifact") == "" {
			r.missing(CondNoArtifact, "Artifact", "no Artifact key specified")
		}
	case Build:
		r.build()
	case KindNone:
	}
}

// missing adds a refusal for a key that is not there, or is empty.
func (r refuser) missing(c Condition, key, says string) {
	at := r.u.HeaderPlace(r.u.Section())
	if v, ok := r.u.Last(r.u.Section(), key); ok {
		at = v.Place()
	}
	r.add(c, at, key, says)
}

// unknownKeys: only the unit's own section and [Quadlet] are checked.
func (r refuser) unknownKeys() {
	own := r.u.Section()
	for _, v := range r.u.Values() {
		cond := CondUnknownKey
		switch v.Section {
		case own:
		case "Quadlet":
			cond = CondQuadletKey
		default:
			continue
		}
		if k, ok := LookupKey(v.Section, v.Item.Name); ok && k.In(r.u.Version) {
			continue
		}
		r.add(cond, v.KeyPlace(), v.Item.Name, "unsupported key '%s' in group '%s' in %s", v.Item.Name, v.Section, r.u.Path)
	}
}

// translated are the keys of [Unit] in which names of Quadlet files are put in
// terms of services.
var translated = []string{
	"After", "Before", "BindsTo", "Conflicts", "OnFailure", "OnSuccess", "PartOf", "PropagatesReloadTo", "PropagatesStopTo",
	"ReloadPropagatedFrom", "Requires", "Requisite", "StopPropagatedFrom", "Upholds", "Wants",
}

// TranslatesDependency reports whether names of Quadlet files are translated in
// a key of [Unit], since Podman 5.5.
func TranslatesDependency(key string) bool { return slices.Contains(translated, key) }

func (r refuser) dependencies() {
	if r.u.Version < V55 {
		return
	}
	for i, v := range r.u.Values() {
		if v.Section != "Unit" || !TranslatesDependency(v.Item.Name) || isReset(r.u.values[i+1:], v) {
			continue
		}
		for _, w := range r.u.Split(v, unitfile.Strv).List {
			k := kindOfExt(filepath.Ext(w.Text))
			if k == KindNone || k.Since() > r.u.Version || r.s.Lookup(w.Text) != nil {
				continue
			}
			r.add(CondDependency, v.Sub(w.Start, w.End), w.Text, "unable to translate dependency for %s", w.Text)
		}
	}
}

// isReset reports whether an empty assignment further down takes a value away.
func isReset(later []Value, v Value) bool {
	for _, l := range later {
		if l.Item.Empty && l.Item.Name == v.Item.Name && l.Section == v.Section {
			return true
		}
	}
	return false
}

func kindOfExt(ext string) Kind {
	if ext == "" {
		return KindNone
	}
	return KindOf("x" + ext)
}

// service checks the keys of [Service] that the generator looks at.
func (r refuser) service() {
	if t, ok := r.u.Lookup("Service", "KillMode"); ok && t.Str != "mixed" && t.Str != "control-group" {
		r.add(CondKillMode, t.Place(), t.Str, "invalid KillMode '%s'", t.Str)
	}
	if t, ok := r.u.Lookup("Service", "Type"); ok && t.Str != "notify" && t.Str != "oneshot" {
		r.add(CondServiceType, t.Place(), t.Str, "invalid service Type '%s'", t.Str)
	}
}

func (r refuser) container() {
	u := r.u
	image, _ := u.Lookup("Container", "Image")
	rootfs := u.Str("Container", "Rootfs")
	switch {
	case image.Str == "" && rootfs == "":
		says := "no Image or Rootfs key specified"
		if u.Version < V45 {
			says = "no Image key specified"
		}
		r.missing(CondNoImage, "Image", says)
	case image.Str != "" && rootfs != "":
		second, _ := u.Last("Container", "Rootfs")
		r.add(CondImageAndRootfs, second.Place(), rootfs, "the Image And Rootfs keys conflict can not be specified together").Related = image.Place()
	case image.Str == "" && u.Version < V45:
		r.missing(CondNoImage, "Image", "no Image key specified")
	}
	if image.Str != "" {
		r.imageUnit(image)
	}
	r.service()
	r.reload()
	r.networks()
	r.group()
	r.userMappings(true)
	r.volumes()
	r.exposePorts()
	r.publishPorts()
	r.tmpfs()
	r.mounts()
	r.pod()
}

func (r refuser) reload() {
	signal, _ := r.u.Lookup("Container", "ReloadSignal")
	cmd, ok := r.u.Last("Container", "ReloadCmd")
	if !ok || signal.Str == "" || len(r.u.Split(cmd, unitfile.Exec).List) == 0 {
		return
	}
	r.add(CondReloadBoth, signal.KeyPlace(), "ReloadSignal", "ReloadCmd and ReloadSignal are mutually exclusive but both are set").Related = cmd.KeyPlace()
}

func (r refuser) group() {
	if g, _ := r.u.Lookup("Container", "Group"); g.Str != "" && r.u.Str("Container", "User") == "" {
		r.add(CondGroupAlone, g.Place(), g.Str, "invalid Group set without User")
	}
}

// exposePorts: the port must end in digits, or in digits and /tcp or /udp; what
// stands before them is not looked at.
func (r refuser) exposePorts() {
	for _, v := range r.u.All("Container", "ExposeHostPort") {
		if port := strings.TrimSpace(v.Text()); !endsInPort(port) {
			r.add(CondExposePort, v.Place(), port, "invalid port format '%s'", port)
		}
	}
}

func endsInPort(s string) bool {
	if cut, ok := strings.CutSuffix(s, "/tcp"); ok {
		s = cut
	} else {
		s = strings.TrimSuffix(s, "/udp")
	}
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

// publishPorts is the check that Podman had up to 5.2.
func (r refuser) publishPorts() {
	if r.u.Version > V52 {
		return
	}
	for _, v := range r.u.All(r.u.Section(), "PublishPort") {
		port := strings.TrimSpace(v.Text())
		parts := splitPorts(port)
		if len(parts) > 3 {
			r.add(CondPublishPort, v.Place(), port, "invalid published port '%s'", port)
			continue
		}
		for _, part := range parts[max(0, len(parts)-2):] {
			if part != "" && !endsInPort(part) {
				r.add(CondPublishPort, v.Place(), part, "invalid port format '%s'", part)
				break
			}
		}
	}
}

// splitPorts cuts at colons outside of brackets.
func splitPorts(s string) []string {
	var parts []string
	start, inside := 0, false
	for i := range len(s) {
		switch {
		case s[i] == '[':
			inside = true
		case s[i] == ']':
			inside = false
		case s[i] == ':' && !inside:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

func (r refuser) tmpfs() {
	if r.u.Version > V52 {
		return
	}
	for _, v := range r.u.All("Container", "Tmpfs") {
		if strings.Count(v.Text(), ":") > 1 {
			r.add(CondTmpfs, v.Place(), v.Text(), "invalid tmpfs format '%s'", v.Text())
		}
	}
}
