package quadlet

import "strings"

// imageUnit follows Image=x.image and Image=x.build. The ending is looked for on
// the whole value, so a registry's image of such a name is taken for a unit too.
func (r refuser) imageUnit(image Text) {
	name := image.Str
	for _, suffix := range []string{".build", ".image"} {
		if !strings.HasSuffix(name, suffix) || suffix == ".build" && r.u.Version < V52 {
			continue
		}
		ref := r.s.Lookup(name)
		if ref == nil || r.u.Version < V53 && r.resource(ref) == "" {
			r.add(CondImageUnit, image.TextPlace(), name, "requested Quadlet image %s was not found", name)
			return
		}
		name = r.resource(ref)
	}
}

// resource is the resource name of another unit as it is when this one is
// converted: one whose turn comes later has what is known from the start only.
func (r refuser) resource(ref *Unit) string {
	if ref.turn > r.u.turn {
		return r.s.prefilled(ref)
	}
	return ref.resource
}

// networks follows Network=x.network and Network=x.container.
func (r refuser) networks() {
	if r.u.Version < V53 {
		return
	}
	for _, v := range r.u.All(r.u.Section(), "Network") {
		name, _, hasOptions := strings.Cut(v.Text(), ":")
		isContainer := strings.HasSuffix(name, ".container")
		if !isContainer && !strings.HasSuffix(name, ".network") {
			continue
		}
		at := v.Sub(0, len(name))
		ref := r.s.Lookup(name)
		switch {
		case ref == nil:
			r.add(CondNetworkUnit, at, name, "requested Quadlet unit %s was not found", name)
		case r.resource(ref) == "":
			r.add(CondNetworkName, at, name, "cannot get the resource name of %s", name).Related = ref.Top()
		case isContainer && hasOptions:
			r.add(CondNetworkOpts, v.Sub(len(name), len(v.Text())), v.Text(), "extra options are not supported when joining another container's network")
		}
	}
}

// volumes follows Volume=x.volume:/path.
func (r refuser) volumes() {
	if r.u.Version < V53 {
		return
	}
	for _, v := range r.u.All(r.u.Section(), "Volume") {
		source, _, found := strings.Cut(v.Text(), ":")
		if found && source != "" && r.sourceUnit(source, false) {
			r.add(CondSourceUnit, v.Sub(0, len(source)), source, "requested Quadlet source %s was not found", source)
		}
	}
}

// sourceUnit reports whether the source of a volume or mount names a unit that
// is not there.
func (r refuser) sourceUnit(source string, images bool) bool {
	if r.u.Version < V53 || source[0] == '.' || source[0] == '/' {
		return false
	}
	isUnit := strings.HasSuffix(source, ".volume") || images && strings.HasSuffix(source, ".image") ||
		r.u.Version >= V57 && strings.HasSuffix(source, ".artifact")
	return isUnit && r.s.Lookup(source) == nil
}

func (r refuser) pod() {
	pod, _ := r.u.Lookup("Container", "Pod")
	switch {
	case pod.Str == "":
	case !strings.HasSuffix(pod.Str, ".pod"):
		r.add(CondNotAPod, pod.TextPlace(), pod.Str, "pod %s is not Quadlet based", pod.Str)
	case r.s.Lookup(pod.Str) == nil:
		r.add(CondPodUnit, pod.TextPlace(), pod.Str, "quadlet pod unit %s does not exist", pod.Str)
	}
}
