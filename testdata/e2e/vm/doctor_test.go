package vm

import "encoding/json"

type finding struct{ Check, Status, Detail, Fix string }

func (g guest) doctor() map[string]finding {
	g.Helper()
	out, _ := g.run("nova-quadlet doctor --user nova-engine --format json")
	var answer struct{ Results []finding }
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		g.Fatalf("%v:\n%s", err, out)
	}
	found := map[string]finding{}
	for _, f := range answer.Results {
		if old, ok := found[f.Check]; !ok || old.Status == "ok" || f.Status == "failure" {
			found[f.Check] = f
		}
	}
	return found
}

// mended breaks everything at once, wants each check to notice, runs the commands that
// doctor prints, and wants each check content.
func (g guest) mended(faults []fault) {
	g.Helper()
	for _, f := range faults {
		g.ok(f.spoil)
	}
	before := g.doctor()
	for _, f := range faults {
		g.fix(before[f.check], f)
		if f.undo != "" {
			g.ok(f.undo)
		}
	}
	after := g.doctor()
	for _, f := range faults {
		if a := after[f.check]; a.Status != "ok" {
			g.Errorf("%s: not mended: %+v", f.check, a)
		}
	}
}

// fix runs the command of a finding as it is printed.
func (g guest) fix(found finding, f fault) {
	g.Helper()
	switch {
	case found.Status != "failure" && found.Status != "warning":
		g.Errorf("%s: not noticed: %+v", f.check, found)
	case found.Fix == "":
		g.Errorf("%s: no command: %+v", f.check, found)
	default:
		g.Logf("%s: %s", f.check, found.Fix)
		if out, status := g.run(found.Fix); status != f.status {
			g.Errorf("%s: status %d: %s\n%s", f.check, status, found.Fix, out)
		}
	}
}

// fault is one thing to break; undo does what doctor's command cannot (install a package
// without a network, stop somebody else's program).
type fault struct {
	check, spoil, undo string
	status             int // of doctor's command
}

func doctorMends(g guest) {
	for check, f := range g.doctor() {
		if f.Status == "failure" || f.Status == "warning" {
			g.Errorf("%s before anything was broken: %+v", check, f)
		}
	}
	const state = "/home/nova-engine/.nova-engine"
	g.mended([]fault{
		{check: "network-online", spoil: "rm -f /etc/systemd/system/multi-user.target.wants/network-online.target && systemctl daemon-reload && systemctl stop network-online.target"},
		{check: "env-file", spoil: "chmod 644 " + env},
		{check: "config", spoil: "rm " + state + "/nova-engine.json"},
		{check: "generator", spoil: "rm /usr/lib/systemd/user-generators/podman-user-generator"},
		{check: "reload", spoil: "sleep 2 && touch " + units + "/nova-engine.container"},
		{check: "container-name", spoil: ctl + "stop nova-engine.service && " + as + "podman create --name nova-engine localhost/nova-engine:local"},
		{check: "newuidmap", spoil: "chmod u-s /usr/bin/newgidmap"},
	})
	g.ok(ctl + "start nova-engine.service")
	g.answers(18789, env)
	g.mended([]fault{{check: "mounts", spoil: "chown root " + state}})
	g.mended([]fault{{check: "linger", spoil: "loginctl disable-linger nova-engine; sleep 15",
		undo: "for i in {1..100}; do [ -S /run/user/$(id -u nova-engine)/bus ] && break; sleep 0.3; done"}})
	g.answers(18789, env)
}

func doctorMendsPodman(g guest) {
	g.mended([]fault{{check: "manager", spoil: "systemctl stop user@$(id -u nova-engine).service"}})
	g.answers(18789, env)
	const squat = "HOME=/root/squat NOVA_GATEWAY_TOKEN=x /srv/share/source/rootfs/usr/local/bin/node gateway"
	g.mended([]fault{
		{check: "ports", spoil: ctl + "stop nova-engine.service; mkdir -p /root/squat/.nova-engine/workspace && " +
			"echo '{gateway:{mode:\"local\"}}' >/root/squat/.nova-engine/nova-engine.json && " +
			"systemd-run --quiet --unit=squatter env " + squat + " && sleep 3",
			undo: "systemctl stop squatter"},
		{check: "catatonit", spoil: "for f in /usr/bin/catatonit /usr/libexec/podman/catatonit; do [ -e $f ] && mv $f $f.away; done; true",
			undo: "for f in /usr/bin/catatonit /usr/libexec/podman/catatonit; do [ -e $f.away ] && mv $f.away $f; done; true",
			// There is nothing to install from.
			status: 100},
	})
	g.mended([]fault{{check: "service", spoil: "mv " + env + " /root/env; " + ctl + "start --no-block nova-engine.service; sleep 30",
		undo:   "mv /root/env " + env + "; " + ctl + "stop nova-engine.service; " + ctl + "reset-failed nova-engine.service; " + ctl + "start nova-engine.service",
		status: 1}})
	g.answers(18789, env)
}
