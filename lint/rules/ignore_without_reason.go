package rules

import "github.com/nova-engine/nova-quadlet/lint"

var ignoreWithoutReason = lint.Rule{
	Name:      lint.RuleIgnoreWithoutReason,
	Severity:  lint.Warning,
	Tags:      []string{"ignore"},
	CheckTool: true,
	Doc: lint.Doc{
		Title: "a comment ignores a rule without saying why",
		Why: "The next reader cannot tell whether the exception still holds. The reason stands behind two dashes: " +
			"# nova-quadlet:ignore RULE -- REASON. The comment has its effect all the same.",
		Bad:  "# nova-quadlet:ignore missing-image\n[Container]\nExec=sleep 60\n",
		Good: "# nova-quadlet:ignore missing-image -- the image comes from a drop-in of the host\n[Container]\nExec=sleep 60\n",
		Refs: []string{"nova-quadlet-lint(1), Suppressing findings"},
	},
}
