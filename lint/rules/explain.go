package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/format"
)

// Page is the page of a rule, with what the linter says to the wrong example:
// `explain` shows it, and docs/rules holds it.
func Page(r *lint.Rule) string {
	src, target, err := Example(r.Doc.Bad, r.Doc.Options)
	if err != nil {
		return format.Page(r, "")
	}
	texts := map[string]string{}
	for _, dir := range src.Dirs {
		for _, f := range dir.Files {
			texts[f.Path] = f.Content
		}
		for _, d := range dir.Dropins {
			for _, f := range d.Files {
				texts[f.Path] = f.Content
			}
		}
	}
	run := []lint.Rule{*r}
	if r.CheckTool {
		run = All()
	}
	var own []lint.Diagnostic
	for _, d := range lint.Run(src, target, run) {
		if d.Rule == r.Name && len(own) < 3 {
			own = append(own, d)
		}
	}
	var out strings.Builder
	// Writing to a strings.Builder does not fail.
	_ = format.All()[0].Write(&out, &format.Report{
		Findings: own, Rules: run, Brief: true, Source: func(file string) string { return texts[file] },
	})
	return format.Page(r, out.String())
}
