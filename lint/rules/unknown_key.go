package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var unknownKey = lint.Rule{
	Name:      "unknown-key",
	Severity:  lint.Error,
	RefusedBy: lint.ByGenerator,
	Proves:    []quadlet.Condition{quadlet.CondUnknownKey},
	Fixable:   true,
	Secret:    true,
	Tags:      []string{"generator"},
	Doc: lint.Doc{
		Title: "a key that the unit's own section does not have, or not yet",
		Why: "The generator makes no service from a unit whose own section has a key that it does not know. " +
			"That is so for a misspelt key, for one of another section, and for one that a newer Podman brought. " +
			"Case counts. Other sections are not checked.",
		Bad:  "[Container]\nImage=docker.io/library/busybox:1.37\nHostname=web\n",
		Good: "[Container]\nImage=docker.io/library/busybox:1.37\nHostName=web\n",
		FixSafety: "Safe where only the case differs, and where a key of [Unit], [Service] or [Install] moves to its section. " +
			"Unsafe where the key is a guess.",
		Refs: []string{"podman-systemd.unit(5)", "pkg/systemd/quadlet/quadlet.go, checkForUnknownKeys"},
	},
	Check: func(p *lint.Pass) {
		for _, r := range p.Refusals() {
			v := assignmentAt(p.Unit, r.At)
			refused(p, r, explainKey(p, r, v))
		}
	},
}

// explainKey says what is the matter with a key, the surest reason first.
func explainKey(p *lint.Pass, r quadlet.Refusal, v quadlet.Value) lint.Finding {
	section, name := v.Section, r.Text
	f := lint.Finding{Key: v, Message: fmt.Sprintf("[%s] has no key %q", section, name)}
	if k, ok := quadlet.LookupKey(section, name); ok {
		return explainVersion(f, k, p.Version)
	}
	if strings.HasPrefix(name, ";") {
		f.Message = fmt.Sprintf(`";" begins no comment: this line is the key %q`, clip(name))
		f.Hint = `begin comments with "#": Podman takes ";" since 5.4`
		f.Fixes = []lint.Fix{{Title: `write "#"`, Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(firstBytes(r.At, 1), "#")}}}
		return f
	}
	var names []string
	for _, k := range quadlet.KeysOf(section) {
		if strings.EqualFold(k.Name, name) {
			f.Message += ": case counts"
			f.Hint = "write " + k.Name
			f.Fixes = []lint.Fix{{Title: "write " + k.Name, Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(r.At, k.Name)}}}
			return f
		}
		if k.In(p.Version) {
			names = append(names, k.Name)
		}
	}
	if confused(&f, r, v) {
		return f
	}
	if near, ok := didyoumean.Nearest(name, names); ok {
		f.Hint = fmt.Sprintf("did you mean %s?", near)
		f.Fixes = []lint.Fix{{Title: "write " + near, Safety: lint.Unsafe, Edits: []lint.Edit{lint.Replace(r.At, near)}}}
	} else if other := sectionOf(name); other != "" {
		f.Hint = fmt.Sprintf("it is a key of [%s]", other)
	}
	return f
}

// explainVersion is about a key that other releases have.
func explainVersion(f lint.Finding, k quadlet.Key, v quadlet.Version) lint.Finding {
	if v < k.Since {
		f.Message = fmt.Sprintf("[%s] has the key %q since Podman %s", k.Section, k.Name, k.Since)
		if k.Flag != "" && strings.HasPrefix(k.Flag, "--") {
			if _, ok := quadlet.LookupKey(k.Section, "PodmanArgs"); ok {
				f.Hint = "before that, PodmanArgs= with " + strings.TrimRight(k.Flag, "=") + " does the same"
			}
		}
		return f
	}
	f.Message = fmt.Sprintf("[%s] had the key %q up to Podman %s", k.Section, k.Name, k.Last)
	if k.Deprecated != "" {
		f.Hint = "use " + k.Deprecated + "="
	}
	return f
}

// confused is about keys that people take from elsewhere.
func confused(f *lint.Finding, r quadlet.Refusal, v quadlet.Value) bool {
	cs := quadlet.Confusions(v.Section, r.Text)
	if len(cs) == 0 {
		return false
	}
	var uses []string
	for _, c := range cs {
		use := c.UseName + "="
		if c.UseSection != v.Section {
			use += " in [" + c.UseSection + "]"
		}
		uses = append(uses, use)
	}
	c := cs[0]
	f.Hint = "use " + strings.Join(uses, " or ")
	if c.Note != "" {
		f.Hint += " (" + c.Note + ")"
	}
	switch {
	case len(cs) > 1 || c.Note != "":
	case c.UseSection == v.Section:
		f.Fixes = []lint.Fix{{Title: "write " + c.UseName, Safety: lint.Unsafe, Edits: []lint.Edit{lint.Replace(r.At, c.UseName)}}}
	case c.UseName == c.Name:
		f.Message += ": it belongs in [" + c.UseSection + "]"
		f.Fixes = moveTo(v, c.UseSection)
	}
	return true
}

// sectionOf is the section of another kind that has a key of this name.
func sectionOf(name string) string {
	for _, k := range quadlet.Keys() {
		if k.Name == name {
			return k.Section
		}
	}
	return ""
}
