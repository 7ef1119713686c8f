package generator

import "strings"

// literal makes s mean itself once systemd has expanded specifiers and, in a
// command line, variables: every % and $ is doubled. What is written into a key
// of [Container] ends up in ExecStart=, so it has to go through here.
func literal(s string) string {
	return strings.ReplaceAll(specifierless(s), "$", "$$")
}

// specifierless is literal for what systemd does not read as a command line.
func specifierless(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// hostPath is literal for a host path, in which a leading %h/ keeps its meaning.
func hostPath(s string) string {
	if rest, ok := strings.CutPrefix(s, "%h/"); ok {
		return "%h/" + literal(rest)
	}
	return literal(s)
}

// word quotes s for a value that is split the way systemd splits a command
// line: blanks separate, quotes group, backslash escapes.
//
// A ';' alone would end the command, so it is quoted too; '#' and ';' at the
// start of a value are no comments, but read like one.
func word(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\"'\\;#") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// words quotes and joins the words of a command line.
func words(list ...string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = word(s)
	}
	return strings.Join(quoted, " ")
}
