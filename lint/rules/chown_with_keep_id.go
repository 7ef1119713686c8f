package rules

import (
	"path"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

var chownWithKeepID = lint.Rule{
	Name:     "chown-with-keep-id",
	Severity: lint.Warning,
	Kinds:    []quadlet.Kind{quadlet.Container},
	Keys:     []string{"Service.ExecStartPre", "Service.ExecStartPost", "Service.ExecCondition"},
	Tags:     []string{"userns"},
	Doc: lint.Doc{
		Title: "a chown for the container beside keep-id",
		Why: "With keep-id the user of the container is the account itself. \"podman unshare chown 1000\" gives the files to one of " +
			"the account's subordinate ids instead, which the container's user is not: the directory that was fine before cannot be " +
			"written to any more. An account may not chown at all outside of podman unshare, and the unit then does not start.",
		Bad: "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\nUser=1000\nVolume=%h/data:/data\n" +
			"[Service]\nExecStartPre=/usr/bin/podman unshare chown -R 1000:1000 %h/data\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nUserNS=keep-id\nUser=1000\nVolume=%h/data:/data\n" +
			"[Service]\nExecStartPre=/usr/bin/mkdir -p %h/data\n",
		Refs: []string{"podman-run(1), --userns", "podman-unshare(1)"},
	},
	Check: func(p *lint.Pass) {
		if ns, _, ok := userNS(p); !ok || ns.Mode != "keep-id" || p.Rootful() {
			return
		}
		for _, key := range []string{"ExecStartPre", "ExecStartPost", "ExecCondition"} {
			for _, v := range p.Unit.All("Service", key) {
				if owner, at, ok := chownOwner(p.Unit, v); ok {
					p.Report(lint.Finding{
						At: at, Key: v, Message: "chown to " + strconv.Quote(owner) + " takes the files from the account, who the container's user is with keep-id",
						Hint: "remove the line: with keep-id the files of the account are those of the container's user",
					})
				}
			}
		}
	},
}

// chownOwner is the id that a command gives files to, where it is written out and
// neither root of the account's namespace nor a name.
func chownOwner(u *quadlet.Unit, v quadlet.Value) (string, quadlet.Place, bool) {
	words := u.Split(v, unitfile.Exec).List
	for i, w := range words {
		if path.Base(strings.TrimLeft(w.Text, "-+!:@|")) != "chown" {
			continue
		}
		for _, w := range words[i+1:] {
			if strings.HasPrefix(w.Text, "-") {
				continue
			}
			owner, _, _ := strings.Cut(w.Text, ":")
			id, err := strconv.ParseUint(owner, 10, 32)
			return w.Text, v.Sub(w.Start, w.End), err == nil && id != 0
		}
	}
	return "", quadlet.Place{}, false
}
