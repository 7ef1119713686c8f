package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var openEnvironmentFile = lint.Rule{
	Name:     "open-environment-file",
	Severity: lint.Warning,
	Keys:     []string{"Container.EnvironmentFile", "Service.EnvironmentFile"},
	Secret:   true,
	Tags:     []string{"secrets"},
	Doc: lint.Doc{
		Title: "an environment file with a password that everybody can read",
		Why: "Whoever has an account on the machine, and every service on it, can read the password. Podman and systemd read the file " +
			"as the account that starts the unit, so mode 0600 is enough. The modes are looked at on this machine, and only for the " +
			"units that are installed on it (lint --installed).",
		Bad:     "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nEnvironmentFile=web.env\n-- web.env --\nDB_PASSWORD=correct-horse\n",
		Good:    "-- web.container --\n[Container]\nImage=docker.io/library/nginx:1.29\nEnvironmentFile=web.env\n-- web.env --\nDB_USER=web\n",
		Options: []string{"open=web.env"},
		Refs:    []string{"podman-run(1), --env-file", "chmod(1)"},
	},
	Check: func(p *lint.Pass) {
		for _, f := range append(podmanEnvFiles(p), systemdEnvFiles(p)...) {
			if !p.Set.HostPath(f.file.Name).Open {
				continue
			}
			vars, _ := unitfile.ParsePodmanEnv(f.file.Src)
			if i := slices.IndexFunc(vars, func(v unitfile.EnvVar) bool { return holdsSecret(v.Name, strings.Trim(v.Value, "\"'")) }); i >= 0 {
				p.Report(lint.Finding{
					At: f.text.TextPlace(), Key: f.text.Value,
					Message: "every account of this machine can read " + strconv.Quote(f.file.Name) + ", which sets " + vars[i].Name,
					Hint:    "chmod 600 " + f.file.Name,
				})
			}
		}
	},
}
