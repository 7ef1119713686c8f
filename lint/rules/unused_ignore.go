package rules

import "github.com/nova-engine/nova-quadlet/lint"

var unusedIgnore = lint.Rule{
	Name:      lint.RuleUnusedIgnore,
	Severity:  lint.Warning,
	Fixable:   true,
	Tags:      []string{"ignore"},
	CheckTool: true,
	Doc: lint.Doc{
		Title: "a comment ignores a rule that finds nothing there",
		Why: "What was to be ignored has been mended, or has moved. The comment stays behind, misleads whoever reads " +
			"it, and would hide the next mistake. A comment counts for the key or section right below it; a blank " +
			"line in between cuts it off. A rule that did not run, or that the configuration switches off for the " +
			"file, is not reported; one that the configuration locks is, because no comment can silence it.",
		Bad:       "# nova-quadlet:ignore missing-image -- a drop-in has it\n[Container]\nImage=docker.io/library/busybox:1.37\n",
		Good:      "[Container]\nImage=docker.io/library/busybox:1.37\n",
		FixSafety: "Safe: the comment, or the rule's name in it, is removed; no setting changes.",
		Refs:      []string{"nova-quadlet-lint(1), Suppressing findings"},
	},
}
