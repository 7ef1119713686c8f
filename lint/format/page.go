package format

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/lint"
)

// Page is the page of a rule in Markdown. says is what the linter says to the
// wrong example, "" to leave it out.
func Page(r *lint.Rule, says string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", r.Name, capital(r.Doc.Title))
	about := []string{r.Severity.String()}
	if r.Severity == lint.Error {
		about = append(about, "refused by "+refusedBy(r))
	}
	if r.Optional {
		about = append(about, "off by default")
	}
	if text := Releases(r); text != "" {
		about = append(about, text)
	}
	if len(r.Kinds) > 0 {
		about = append(about, "in "+Kinds(r))
	}
	if r.Fixable {
		about = append(about, "can be fixed")
	}
	fmt.Fprintf(&b, "%s\n\n", strings.Join(about, " · "))
	fmt.Fprintf(&b, "## Why\n\n%s\n\n", r.Doc.Why)
	example(&b, "Wrong", r.Doc.Bad)
	if says != "" {
		fmt.Fprintf(&b, "It says:\n\n```text\n%s```\n\n", says)
	}
	example(&b, "Right", r.Doc.Good)
	if len(r.Doc.Options) > 0 {
		fmt.Fprintf(&b, "The examples are judged %s.\n\n", judgedHow(r.Doc.Options))
	}
	if r.Doc.FixSafety != "" {
		fmt.Fprintf(&b, "## Fix\n\n%s\n\n", r.Doc.FixSafety)
	}
	fmt.Fprintf(&b, "## Silence it\n\n    # nova-quadlet:ignore %s -- why\n\n", r.Name)
	if len(r.Doc.Refs) > 0 {
		b.WriteString("## Sources\n\n")
		for _, ref := range r.Doc.Refs {
			fmt.Fprintf(&b, "- %s\n", ref)
		}
	}
	return b.String()
}

// Index is the list of rules in Markdown, family by family.
func Index(all []lint.Rule) string {
	var b strings.Builder
	b.WriteString("# Rules\n\nWritten by `make generate` from the rules themselves.\n")
	for _, family := range Families(all) {
		fmt.Fprintf(&b, "\n## %s\n\n| rule | severity | finds |\n|---|---|---|\n", family)
		for i := range all {
			r := &all[i]
			if len(r.Tags) == 0 || r.Tags[0] != family {
				continue
			}
			severity := r.Severity.String()
			if r.Optional {
				severity += ", off by default"
			}
			fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s |\n", r.Name, r.Name, severity, strings.ReplaceAll(r.Doc.Title, "|", "\\|"))
		}
	}
	return b.String()
}

// Families are the first tags of the rules, in the order of the catalogue.
func Families(all []lint.Rule) []string {
	var list []string
	for i := range all {
		if len(all[i].Tags) > 0 && !slices.Contains(list, all[i].Tags[0]) {
			list = append(list, all[i].Tags[0])
		}
	}
	return list
}

// example shows unit files, each with its name where there are several.
func example(b *strings.Builder, title, text string) {
	fmt.Fprintf(b, "## %s\n\n", title)
	ar := txtar.Parse([]byte(text))
	if len(ar.Files) == 0 {
		fmt.Fprintf(b, "```ini\n%s```\n\n", text)
		return
	}
	for _, f := range ar.Files {
		fmt.Fprintf(b, "`%s`\n\n```ini\n%s```\n\n", f.Name, f.Data)
	}
}

func refusedBy(r *lint.Rule) string {
	if r.RefusedBy == lint.ByGenerator {
		return "the generator"
	}
	return string(r.RefusedBy)
}

// Releases says which releases of Podman a rule is about, "" for all.
func Releases(r *lint.Rule) string {
	switch {
	case r.Since != 0 && r.Last != 0:
		return fmt.Sprintf("Podman %s to %s", r.Since, r.Last)
	case r.Since != 0:
		return fmt.Sprintf("since Podman %s", r.Since)
	case r.Last != 0:
		return fmt.Sprintf("up to Podman %s", r.Last)
	}
	return ""
}

// Kinds lists the endings of the units that a rule looks at, "" for all.
func Kinds(r *lint.Rule) string {
	var list []string
	for _, k := range r.Kinds {
		list = append(list, k.Ext())
	}
	return strings.Join(list, ", ")
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// judgedHow says with what options, or on what machine, examples are judged.
func judgedHow(options []string) string {
	how := make([]string, len(options))
	for i, option := range options {
		switch name, value, _ := strings.Cut(option, "="); name {
		case "missing":
			how[i] = fmt.Sprintf("on a machine without `%s`", value)
		case "open":
			how[i] = fmt.Sprintf("on a machine on which all can read `%s`", value)
		default:
			how[i] = fmt.Sprintf("with `%s`", option)
		}
	}
	return strings.Join(how, " and ")
}
