package generator

import (
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
)

// ParseSetting takes Section.Key=Value apart.
func ParseSetting(s string) (Setting, error) {
	const hint = "Section.Key=Value, for example Container.GroupAdd=keep-groups"
	name, value, ok := strings.Cut(s, "=")
	section, key, dotted := strings.Cut(name, ".")
	if !ok || !dotted || section == "" || key == "" || strings.ContainsAny(name, " \t") {
		return Setting{}, problem(hint, "%s is not a setting", quoteShort(s))
	}
	if err := checkText(s); err != nil {
		return Setting{}, err
	}
	return Setting{section, key, value}, nil
}

// sections are those of the units that the Spec renders.
func (s Spec) sections() []string {
	list := []string{"Unit", "Container", "Quadlet", "Service", "Install"}
	for _, c := range []struct {
		wanted bool
		name   string
	}{
		{s.With.Build, "Build"},
		{s.With.Image, "Image"},
		{s.With.Network, "Network"},
		{s.With.Volume, "Volume"},
		{s.With.Pod, "Pod"},
	} {
		if c.wanted {
			list = append(list, c.name)
		}
	}
	return list
}

// checkSetting holds a setting against what the target reads: the keys of
// [Unit], [Service] and [Install] are systemd's, the others podman's.
func (s Spec) checkSetting(t Setting) error {
	name := t.Section + "." + t.Key
	if err := checkText(t.Value); err != nil {
		return err
	}
	sections := s.sections()
	if !slices.Contains(sections, t.Section) {
		if kind := quadlet.KindOfSection(t.Section); kind != quadlet.KindNone {
			return problem("--with "+strings.ToLower(t.Section), "no %s unit is rendered", kind.Ext())
		}
		hint := "one of " + strings.Join(sections, ", ")
		if near, ok := didyoumean.Nearest(t.Section, sections); ok {
			hint = "did you mean " + quoteShort(near+"."+t.Key) + "?"
		}
		return problem(hint, "%s: no unit has a section [%s]", name, t.Section)
	}
	if strings.HasSuffix(t.Value, `\`) {
		return problem("", "%s: a backslash at the end would join the next line", name)
	}
	if strings.TrimSpace(t.Value) != t.Value {
		return problem("", "%s: blanks around the value are cut off by podman", name)
	}
	if quadlet.SectionSince(t.Section) == 0 {
		return checkDirective(t, name)
	}
	row, ok := quadlet.LookupKey(t.Section, t.Key)
	if !ok {
		return problem(keyHint(t, sections), "%s: podman has no such key", name)
	}
	if !row.In(s.Podman) {
		hint := "--podman " + row.Since.String() + " or later"
		if row.Flag != "" && t.Section == "Container" {
			hint += ", or --set " + quoteShort("Container.PodmanArgs="+strings.TrimSuffix(row.Flag, "=")+"=…")
		}
		return problem(hint, "%s: the key came with Podman %s, the target is %s", name, row.Since, s.Podman)
	}
	if how := row.LookupAt(s.Podman); how == quadlet.LookupLast || how == quadlet.LookupList {
		for _, p := range podman.Check(t.Section, t.Key, t.Value, podman.Target{Minor: int(s.Podman)}) {
			if p.Refused {
				return problem(p.Hint, "%s: %s", name, p.Message)
			}
		}
	}
	return checkSettingClash(t)
}

// checkDirective refuses what every systemd would ignore or refuse.
func checkDirective(t Setting, name string) error {
	v := systemd.Check(t.Section, t.Key, t.Value, systemd.Options{User: true})
	// Podman translates the names of its own units in these before systemd reads them.
	translated := slices.Contains(quadlet.DependencyKeys(), t.Key) && v.Reason == systemd.BadValue
	if !v.Refused() || translated {
		return nil
	}
	return problem(v.Hint, "%s: %s", name, v.Message)
}

// keyHint looks for the key that was meant, in this section and the others.
func keyHint(t Setting, sections []string) string {
	for _, section := range sections {
		if _, ok := quadlet.LookupKey(section, t.Key); ok {
			return "did you mean " + quoteShort(section+"."+t.Key) + "?"
		}
	}
	var names []string
	for _, row := range quadlet.KeysOf(t.Section) {
		names = append(names, row.Name)
	}
	if near, ok := didyoumean.Nearest(t.Key, names); ok {
		return "did you mean " + quoteShort(t.Section+"."+near) + "?"
	}
	return ""
}

// checkSettingClash refuses to take away what the rest of the unit relies on.
func checkSettingClash(t Setting) error {
	flags := []struct{ section, key, flag string }{
		{"Container", "Image", "--image"},
		{"Container", "ContainerName", "--name"},
		{"Container", "UserNS", "--userns"},
	}
	for _, f := range flags {
		if f.section == t.Section && f.key == t.Key {
			return problem(f.flag, "%s.%s: there is a flag for it", t.Section, t.Key)
		}
	}
	if strings.Contains(t.Value, TokenKey+"=") {
		return problem("put it into the environment file (nova-quadlet gen env)", "%s.%s: the token must not stand in a unit", t.Section, t.Key)
	}
	if t.Key == "PodmanArgs" && strings.Contains(t.Value, "--restart") {
		return problem("--restart, which is systemd's", "%s.%s: podman must not restart what systemd looks after", t.Section, t.Key)
	}
	return nil
}
