package generator

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/coreos/go-systemd/v22/unit"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// unitFile gathers the lines of one unit for one Podman release.
type unitFile struct {
	name     string
	section  string // the unit's own section
	podman   quadlet.Version
	options  []*unit.UnitOption
	warnings *[]Warning
}

func newUnitFile(name string, podman quadlet.Version, warnings *[]Warning) *unitFile {
	return &unitFile{name: name, section: quadlet.KindOf(name).Section(), podman: podman, warnings: warnings}
}

// line adds a line as it stands.
func (u *unitFile) line(section, key, value string) {
	u.options = append(u.options, unit.NewUnitOption(section, key, value))
}

// set gives a key of the unit's own section a value. text is what podman is to
// get, with % and $ already escaped; how it has to be written follows from the
// way the target reads the key. Where the target does not know the key, or
// could not read the value back from it, the option that the key stands for is
// passed on by PodmanArgs= instead.
func (u *unitFile) set(key, text string) {
	row, ok := quadlet.LookupKey(u.section, key)
	if !ok {
		panic(fmt.Sprintf("generator: [%s] has no key %s", u.section, key))
	}
	if row.In(u.podman) {
		how := row.LookupAt(u.podman)
		if value, ok := encode(how, text); ok && (how.Repeats() || !u.has(u.section, key)) {
			u.line(u.section, key, value)
			return
		}
	}
	u.podmanArg(row, text)
}

// encode writes text so that a key read in the given way gives text back, and
// reports whether that can be done.
func encode(how quadlet.Lookup, text string) (string, bool) {
	switch how {
	case quadlet.LookupArgs, quadlet.LookupKeyVal, quadlet.LookupLastArgs:
		return word(text), true
	case quadlet.LookupWords:
		// A backslash is literal here and there is no way to write a quote.
		if strings.ContainsAny(text, `"'\`) || strings.TrimSpace(text) != text || text == "" {
			return "", false
		}
		if strings.ContainsAny(text, " \t") {
			return `"` + text + `"`, true
		}
		return text, true
	case quadlet.LookupUint32:
		return "", false
	}
	// The rest is taken as it stands, but for what is cut off both ends: blanks,
	// and up to a version double quotes. A backslash at the end would join the
	// next line, and a semicolon alone would end the command that it gets into.
	// There are no comments behind values, but the next reader may see one.
	bare := strings.Trim(strings.TrimSpace(text), `"`)
	readsLikeComment := strings.Contains(text, " #") || strings.Contains(text, " ;")
	if text == "" || bare != text || text == ";" || readsLikeComment || strings.HasSuffix(text, `\`) {
		return "", false
	}
	return text, true
}

// podmanArg passes the option of a key straight to podman.
func (u *unitFile) podmanArg(row quadlet.Key, text string) {
	args, ok := quadlet.LookupKey(u.section, "PodmanArgs")
	if !ok || !args.In(u.podman) || row.Flag == "" {
		u.warn("", "%s: %s= is left out: Podman %s has no way to say it", u.name, row.Name, u.podman)
		return
	}
	flag := row.Flag
	switch {
	case flag == "-v":
		flag = "--volume="
	case row.Lookup == quadlet.LookupBool:
		u.line(u.section, "PodmanArgs", flag)
		return
	case strings.Contains(flag, " "):
		flag = strings.Replace(flag, " ", "=", 1)
	case !strings.HasSuffix(flag, "="):
		flag += "="
	}
	u.line(u.section, "PodmanArgs", word(flag+text))
}

func (u *unitFile) warn(hint, format string, args ...any) {
	*u.warnings = append(*u.warnings, Warning{fmt.Sprintf(format, args...), hint})
}

func (u *unitFile) has(section, key string) bool {
	for _, o := range u.options {
		if o.Section == section && o.Name == key {
			return true
		}
	}
	return false
}

// override replaces what was set for a key that has one value, keeping its
// place, and adds to a key that has several.
func (u *unitFile) override(s Setting) {
	row, known := quadlet.LookupKey(s.Section, s.Key)
	if known && row.LookupAt(u.podman).Repeats() {
		u.line(s.Section, s.Key, s.Value)
		return
	}
	for _, o := range u.options {
		if o.Section == s.Section && o.Name == s.Key {
			o.Value = s.Value
			return
		}
	}
	u.line(s.Section, s.Key, s.Value)
}

// header opens every unit. It says what to do instead of editing, as an edit
// would be lost, and nothing that differs from run to run.
func (u *unitFile) header() string {
	if u.podman < quadlet.V50 { // no drop-ins yet
		return fmt.Sprintf("%s for Podman %s. Generate it again to change it.\n\n", Mark, u.podman)
	}
	return fmt.Sprintf("%s for Podman %s. To change it, generate it again or\n# put a drop-in into %s.d/.\n\n", Mark, u.podman, u.name)
}

// Mark begins every rendered unit. A file without it belongs to somebody else.
const Mark = "# Written by nova-quadlet"

// file renders the unit. The sections come in the order in which people look
// for them, whatever the order in which their lines were added.
func (u *unitFile) file() File {
	var b bytes.Buffer
	b.WriteString(u.header())
	var sections []*unit.UnitSection
	for _, name := range []string{"Unit", u.section, "Quadlet", "Service", "Install"} {
		section := &unit.UnitSection{Section: name}
		for _, o := range u.options {
			if o.Section == name {
				section.Entries = append(section.Entries, &unit.UnitEntry{Name: o.Name, Value: o.Value})
			}
		}
		if len(section.Entries) > 0 {
			sections = append(sections, section)
		}
	}
	if _, err := b.ReadFrom(unit.SerializeSections(sections)); err != nil {
		panic(err) // a bytes.Buffer reads a bytes.Buffer
	}
	return File{Name: u.name, Mode: 0o644, Content: b.Bytes()}
}
