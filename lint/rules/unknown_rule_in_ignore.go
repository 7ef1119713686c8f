package rules

import "github.com/nova-engine/nova-quadlet/lint"

var unknownRuleInIgnore = lint.Rule{
	Name:      lint.RuleUnknownInIgnore,
	Severity:  lint.Warning,
	Tags:      []string{"ignore"},
	CheckTool: true,
	Doc: lint.Doc{
		Title: "a comment ignores a rule that does not exist",
		Why: "The comment has no effect: the name of the rule is misspelt or missing, or the word behind " +
			"nova-quadlet: is neither ignore nor ignore-file.",
		Bad:  "# nova-quadlet:ignore mising-image -- a drop-in has it\n[Container]\nExec=sleep 60\n",
		Good: "# nova-quadlet:ignore missing-image -- a drop-in has it\n[Container]\nExec=sleep 60\n",
		Refs: []string{"nova-quadlet-lint(1), Suppressing findings"},
	},
}
