package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var misreadEnvironmentLine = lint.Rule{
	Name:     "misread-environment-line",
	Severity: lint.Warning,
	Keys:     []string{"Container.EnvironmentFile", "Service.EnvironmentFile"},
	Secret:   true,
	Tags:     []string{"environment"},
	Doc: lint.Doc{
		Title: "a line of an environment file that is read otherwise than it looks",
		Why: "EnvironmentFile= is two grammars. In [Container] it is podman's: all behind the equals sign is the value, quotes, " +
			"comments and dollar signs included, and export is part of the name. In [Service] it is systemd's, which drops a line " +
			"without an equals sign or with a name that no shell would take.",
		Bad:  "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nEnvironmentFile=web.env\n-- web.env --\nGREETING=\"hello world\"\n",
		Good: "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nEnvironmentFile=web.env\n-- web.env --\nGREETING=hello world\n",
		Refs: []string{"podman-run(1), --env-file", "systemd.exec(5), EnvironmentFile=", "https://github.com/containers/podman/issues/11095"},
	},
	Check: func(p *lint.Pass) {
		if p.Unit.Kind == quadlet.Container {
			for _, f := range podmanEnvFiles(p) {
				vars, _ := unitfile.ParsePodmanEnv(f.file.Src)
				for _, v := range vars {
					if message, hint := misreadByPodman(v); message != "" {
						p.Report(lint.Finding{At: f.at(unitfile.Range{Start: v.NameRange.Start, End: v.NameRange.End}), Related: f.named(), Message: message, Hint: hint})
					}
				}
			}
		}
		for _, f := range systemdEnvFiles(p) {
			_, errs := unitfile.ParseSystemdEnv(f.file.Src)
			for _, e := range errs {
				message := map[unitfile.EnvProblem]string{
					unitfile.EnvDropped:   "systemd drops the line: it has no equals sign",
					unitfile.EnvBadName:   "systemd drops the line: names are letters, digits and underscores",
					unitfile.EnvOpenQuote: "the quote is not closed: systemd takes the rest of the file for the value",
					unitfile.EnvEncoding:  "the file is not UTF-8: systemd does not take it",
					unitfile.EnvControl:   "systemd drops the line: its value holds a control character",
				}[e.Problem]
				if message != "" {
					p.Report(lint.Finding{At: f.at(unitfile.Range{Start: e.Range.Start, End: e.Range.Start}), Related: f.named(), Message: message, Hint: "write NAME=value"})
				}
			}
		}
	},
}

// misreadByPodman says what podman makes of a line that its writer most probably
// did not mean, "" where that is nothing. It never shows the value.
func misreadByPodman(v unitfile.EnvVar) (message, hint string) {
	value := strings.TrimRight(v.Value, " \t")
	switch {
	case strings.HasPrefix(v.Name, "export ") || strings.HasPrefix(v.Name, "export\t"):
		return "export is part of the variable's name", "write the name alone: podman is no shell"
	case strings.HasSuffix(v.Name, " ") || strings.HasSuffix(v.Name, "\t"):
		return "the blank before the equals sign is part of the variable's name", "write NAME=value without blanks"
	case v.Bare:
		return "", ""
	case len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0]:
		return "the quotes are part of the value of " + v.Name, "write the value without quotes; blanks need none here"
	case strings.Contains(value, " #"):
		return "the comment is part of the value of " + v.Name, "put the comment on a line of its own"
	case strings.Contains(value, "${") && podman.Dynamic(value):
		return "the variable in the value of " + v.Name + " is not expanded", "write what it stands for"
	}
	return "", ""
}
