package format

import (
	"bufio"
	"io"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

type (
	jsonRule struct {
		Name      string        `json:"name"`
		Severity  lint.Severity `json:"severity"`
		Default   bool          `json:"default"`
		Kinds     []string      `json:"kinds"`
		Podman    jsonPodman    `json:"podman"`
		Doc       jsonDoc       `json:"doc"`
		Fix       bool          `json:"fix"`
		RefusedBy string        `json:"refused_by"`
		Tags      []string      `json:"tags"`
		Proves    []string      `json:"proves"`
	}
	jsonPodman struct {
		Since string `json:"since"`
		Last  string `json:"last"`
	}
	jsonDoc struct {
		Title     string   `json:"title"`
		Why       string   `json:"why"`
		Bad       string   `json:"bad"`
		Good      string   `json:"good"`
		Options   []string `json:"options"`
		FixSafety string   `json:"fix_safety"`
		Refs      []string `json:"refs"`
		URL       string   `json:"url"`
	}
)

// WriteRules writes the catalogue as JSON, in the version of the findings' JSON.
func WriteRules(w io.Writer, all []lint.Rule) error {
	b := bufio.NewWriter(w)
	b.WriteString(`{"version":` + jsonVersion + `,"rules":[`)
	enc := newEncoder(b)
	for i := range all {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		if err := enc.encode(catalogueRule(&all[i])); err != nil {
			return err
		}
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

func catalogueRule(r *lint.Rule) jsonRule {
	out := jsonRule{
		Name: r.Name, Severity: r.Severity, Default: !r.Optional, Kinds: []string{}, Fix: r.Fixable,
		Podman: jsonPodman{r.Since.String(), r.Last.String()}, RefusedBy: string(r.RefusedBy),
		Tags: list(r.Tags), Proves: []string{},
		Doc: jsonDoc{r.Doc.Title, r.Doc.Why, r.Doc.Bad, r.Doc.Good, list(r.Doc.Options), r.Doc.FixSafety, list(r.Doc.Refs), RuleURL(r.Name)},
	}
	kinds := r.Kinds
	if len(kinds) == 0 {
		kinds = quadlet.Kinds()
	}
	for _, k := range kinds {
		out.Kinds = append(out.Kinds, k.String())
	}
	for _, c := range r.Proves {
		out.Proves = append(out.Proves, string(c))
	}
	return out
}

// list is never null in JSON.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
