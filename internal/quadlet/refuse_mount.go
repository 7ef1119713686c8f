package quadlet

import (
	"encoding/csv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

const mountFormat = "incorrect mount format: should be --mount type=<bind|glob|tmpfs|volume>,[src=<host-dir|volume-name>,]target=<ctr-dir>[,options]"

func (r refuser) mounts() {
	if !r.u.Has("Container", "Mount") {
		return
	}
	for _, w := range r.u.Words("Container", "Mount", unitfile.Exec) {
		if r.u.Version < V48 {
			r.mountByComma(w)
		} else {
			r.mountByCSV(w)
		}
	}
}

// mountByComma is the reading of Podman 4.5 to 4.7, which takes for granted that
// every option has a value and that a source is not empty.
func (r refuser) mountByComma(w Text) {
	params := map[string]string{}
	for _, p := range strings.Split(w.Str, ",") {
		key, rest, found := strings.Cut(p, "=")
		if !found {
			r.crash(w)
			return
		}
		params[key], _, _ = strings.Cut(rest, "=")
	}
	switch params["type"] {
	case "volume", "bind":
	case "glob":
		if r.u.Version < V47 {
			return
		}
	default:
		return
	}
	source, ok := params["source"]
	if !ok {
		source, ok = params["src"]
	}
	if ok && source == "" {
		r.crash(w)
	}
}

// crash: an earlier refusal keeps the generator from getting this far.
func (r refuser) crash(w Text) {
	if len(r.u.refusals) > 0 {
		return
	}
	r.add(CondCrash, w.TextPlace(), w.Str, "")
}

// mountByCSV is the reading since Podman 4.8.
func (r refuser) mountByCSV(w Text) {
	records, err := csv.NewReader(strings.NewReader(w.Str)).ReadAll()
	if err != nil {
		r.add(CondMountCSV, w.TextPlace(), w.Str, "%s", err)
		return
	}
	if len(records) != 1 {
		r.add(CondMountCSV, w.TextPlace(), w.Str, mountFormat)
		return
	}
	kind, source, found, bare := "", "", false, false
	for _, field := range records[0] {
		key, value, hasValue := strings.Cut(field, "=")
		switch {
		case key == "type" && hasValue && !found && !strings.Contains(value, "="):
			kind, found = value, true
		case key == "source" || key == "src":
			bare = bare || !hasValue
			source = value
		}
	}
	if !found {
		if r.u.Version < V56 {
			r.add(CondMountType, w.TextPlace(), w.Str, mountFormat)
			return
		}
		kind = "volume"
	}
	switch {
	case !r.resolvesSource(kind):
	case bare:
		r.add(CondMountSource, w.TextPlace(), w.Str, "source parameter does not include a value")
	case source == "":
		r.mountWithoutSource(w, kind)
	case r.sourceUnit(source, true):
		r.add(CondSourceUnit, w.TextPlace(), source, "requested Quadlet source %s was not found", source)
	}
}

// resolvesSource: for these types the generator looks at the source.
func (r refuser) resolvesSource(kind string) bool {
	switch kind {
	case "volume", "bind", "glob":
		return true
	case "image":
		return r.u.Version >= V53
	case "artifact":
		return r.u.Version >= V57
	}
	return false
}

func (r refuser) mountWithoutSource(w Text, kind string) {
	switch {
	case r.u.Version < V57:
		r.crash(w)
	case r.u.Version < V60:
		r.add(CondMountSource, w.TextPlace(), w.Str, "source cannot be empty")
	case kind != "volume":
		r.add(CondMountSource, w.TextPlace(), w.Str, "source parameter is required for mount type %s", kind)
	}
}
