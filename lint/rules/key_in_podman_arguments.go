package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var keyInPodmanArguments = lint.Rule{
	Name:     "key-in-podman-arguments",
	Severity: lint.Info,
	Kinds:    []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:     []string{"Container.PodmanArgs", "Pod.PodmanArgs"},
	Fixable:  true,
	Secret:   true,
	Tags:     []string{"podman-args"},
	Doc: lint.Doc{
		Title: "a flag for which there is a key",
		Why: "A key is checked by tools, can be overridden in a drop-in, and is what the next reader looks " +
			"for. PodmanArgs= is for what has no key.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nPodmanArgs=--memory=512m\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nMemory=512m\n",
		FixSafety: "Safe: only a line that holds this one flag with a plain value is rewritten, where the key " +
			"takes a single value and is not set yet.",
		Refs: []string{"podman-container.unit(5), PodmanArgs="},
	},
	Check: func(p *lint.Pass) {
		args := podmanArgs(p)
		for i, a := range args {
			if a.Flag == nil {
				return
			}
			key := podman.FindFlag("Container", a.Flag.Name)
			if key == nil || key.Key == "" {
				continue
			}
			row, ok := quadlet.LookupKey(p.Unit.Section(), nativeKey(p.Unit.Kind, key.Key))
			if !ok || !row.In(p.Version) || row.Name == "CgroupsMode" || row.Name == "Notify" || row.Name == "Pod" || keyFallsShort(row, a.Value, p.Version) {
				continue
			}
			f := lint.Finding{At: a.word.TextPlace(), Key: a.word.Value, Message: "--" + a.Flag.Name + " has the key " + row.Name + "=", Hint: "write " + row.Name + "=" + a.Value}
			if a.Flag.Name == "env" {
				f.Hint = "write Environment=" // the value may be a secret
			}
			if !a.Flag.Value {
				f.Hint = "write " + row.Name + "=true"
			}
			if line, ok := asKey(p.Unit, args, i, row); ok {
				f.Fixes = []lint.Fix{{Title: "write " + row.Name + "=", Safety: lint.Safe, Edits: []lint.Edit{lint.Replace(quadlet.Place{File: a.word.File, Range: unitfile.Range{Start: a.word.KeyPlace().Range.Start, End: a.word.Place().Range.End}}, line)}}}
			}
			p.Report(f)
		}
	},
}

// nativeKey is the name of the key in the section of a kind.
func nativeKey(k quadlet.Kind, key string) string {
	if k == quadlet.Pod && key == "ContainerName" {
		return "PodName"
	}
	return key
}

// keyFallsShort reports whether a release reads the key but makes less of it
// than the flag says, so that the flag is the right way there.
func keyFallsShort(row quadlet.Key, value string, v quadlet.Version) bool {
	switch row.Name {
	case "User", "Group": // a number up to 4.7, and 0 if it is none
		return row.LookupAt(v) == quadlet.LookupUint32
	case "ReadOnly": // up to 4.7 without the tmpfs that the flag brings
		return v < quadlet.V48
	case "EnvironmentFile": // 4.4 takes a specifier for a relative path
		return v < quadlet.V45 && strings.HasPrefix(value, "%")
	case "PublishPort": // up to 5.2 variables are refused and 0.0.0.0 is dropped
		return v < quadlet.V53 && (podman.Dynamic(value) || strings.HasPrefix(value, "0.0.0.0:"))
	}
	return false
}

// asKey is the line that says the same as a line of PodmanArgs= with this one
// flag.
func asKey(u *quadlet.Unit, args []arg, i int, row quadlet.Key) (string, bool) {
	a := args[i]
	for j, o := range args {
		if j != i && o.word.Item == a.word.Item {
			return "", false
		}
	}
	value := a.Value
	if !a.Flag.Value {
		if value != "" {
			return "", false
		}
		value = "true"
	}
	lookup := row.LookupAt(u.Version)
	single := lookup == quadlet.LookupLast || lookup == quadlet.LookupBool
	if !single || u.Has(row.Section, row.Name) || value == "" || strings.ContainsAny(value, "\"'\\ \t") || strings.ContainsAny(a.word.Text(), "\"'\\\n#") {
		return "", false
	}
	return row.Name + "=" + value, true
}
