package vm

import (
	"cmp"
	"encoding/json"
	"strings"
)

type finding struct{ Check, Status, Detail, Fix string }

func (f finding) bad() bool { return f.Status == "failure" || f.Status == "warning" }

func (g guest) doctor() []finding {
	g.Helper()
	out, _ := g.run("nova-quadlet doctor --user nova-engine --format json")
	var answer struct{ Results []finding }
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		g.Fatalf("%v:\n%s", err, out)
	}
	return answer.Results
}

// fault is one thing to break; undo does what doctor's command cannot (stop somebody else's
// program, say what a unit was meant to be).
type fault struct {
	check  string
	detail string // a part of what doctor says; the check may speak more than once
	spoil  string
	editor string // what a person does in $EDITOR
	undo   string
	status int // of doctor's command
}

// mended breaks everything of a round at once, wants each check to notice, runs the commands
// that doctor prints, as they are printed, and wants no check to find anything any more.
func (g guest) mended(faults ...fault) {
	g.Helper()
	for _, f := range faults {
		g.ok(f.spoil)
	}
	before := g.doctor()
	for _, f := range faults {
		g.fix(before, f)
		if f.undo != "" {
			g.ok(f.undo)
		}
	}
	g.content()
}

// content wants no check to find anything.
func (g guest) content() {
	g.Helper()
	for _, f := range g.doctor() {
		if f.bad() {
			g.Errorf("%s: %s: %s", f.Check, f.Status, f.Detail)
		}
	}
}

// fix runs the command of the finding about a fault.
func (g guest) fix(found []finding, f fault) {
	g.Helper()
	for _, r := range found {
		if r.Check != f.check || !r.bad() || !strings.Contains(r.Detail, f.detail) {
			continue
		}
		command := strings.Replace(r.Fix, "<FILE", "</srv/share/nova-engine.tar", 1)
		if command == "" {
			g.Errorf("%s: no command: %+v", f.check, r)
			return
		}
		g.Logf("%s: %s: %s", f.check, r.Detail, command)
		if f.editor != "" {
			command = "export EDITOR='" + f.editor + "'; " + command
		}
		if out, status := g.run(command); status != f.status {
			g.Errorf("%s: status %d: %s\n%s", f.check, status, command, out)
		}
		return
	}
	g.Errorf("%s %q: not noticed in %+v", f.check, f.detail, found)
}

const (
	state = "/home/nova-engine/.nova-engine"
	// bus waits until the account's manager is there, with a bus.
	bus = "for i in {1..200}; do [ -S /run/user/$(id -u nova-engine)/bus ] && systemctl is-active -q user@$(id -u nova-engine) && break; sleep 0.5; done"
)

func doctorMendsFiles(g guest) {
	g.content()
	g.mended(
		fault{check: "network-online", spoil: "rm -f /etc/systemd/system/multi-user.target.wants/network-online.target && systemctl daemon-reload && systemctl stop network-online.target"},
		fault{check: "env-file", detail: "open to others", spoil: "chmod 644 " + env},
		fault{check: "env-file", detail: "export", spoil: "echo 'export A=1' >>" + env, editor: "sed -i s/^export.//"},
		fault{check: "config", detail: "does not exist", spoil: "rm " + state + "/nova-engine.json"},
		fault{check: "mounts", detail: "belongs to uid 100000", spoil: "touch " + state + "/left && chown 100000 " + state + "/left"},
		fault{check: "container-name", spoil: ctl + "stop nova-engine.service && " + as + "podman create --name nova-engine localhost/nova-engine:local"},
		fault{check: "reload", spoil: "sleep 2 && touch " + units + "/nova-engine.container"},
	)
	g.mended(
		fault{check: "env-file", detail: "sets no NOVA_GATEWAY_TOKEN", spoil: "sed -i s/^NOVA_GATEWAY_TOKEN=.*// " + env},
		fault{check: "config", detail: `gateway.mode "remote"`, spoil: "sed -i s/local/remote/ " + state + "/nova-engine.json", editor: "sed -i s/remote/local/"},
		fault{check: "image", spoil: ctl + "stop nova-engine.service; " + as + "podman rmi --force localhost/nova-engine:local"},
	)
	g.mended(
		fault{check: "env-file", detail: "belongs to uid 0", spoil: "chown root " + env},
		fault{check: "config", detail: "belongs to uid 0", spoil: "chown root " + state + "/nova-engine.json"},
		fault{check: "rootless", spoil: as + "sh -c 'mkdir -p ~/.config/containers; echo [engine >~/.config/containers/containers.conf'", status: 1,
			undo: "rm /home/nova-engine/.config/containers/containers.conf"},
	)
	g.mended(fault{check: "env-file", detail: "does not exist", spoil: "rm " + env})
	g.ok(ctl + "restart nova-engine.service")
	g.answers(18789, env)
	g.mended(fault{check: "mounts", detail: "belongs to uid 0", spoil: "chown root " + state})
	g.mended(fault{check: "mounts", detail: "permission denied", spoil: "chmod 0 " + state})
	// Podman would refuse to start it: the directory comes first, and then what is in it.
	g.mended(fault{check: "mounts", detail: "does not exist", spoil: "mv " + state + " /root/state",
		undo: "rmdir " + state + " && mv /root/state " + state})
	g.answers(18789, env)
}

func doctorMendsUnits(g guest) {
	write := func(name, text string) string {
		return as + "sh -c 'printf \"[Container]\\n" + text + "Image=localhost/nova-engine:local\\n\" >" + units + "/" + name + ".container' && " + ctl + "daemon-reload"
	}
	remove := func(name string) string {
		return "rm " + units + "/" + name + ".container && " + ctl + "daemon-reload"
	}
	g.mended(
		fault{check: "units", detail: "unsupported key 'Imagination'", spoil: write("bad", "Imagination=1\\n"), status: 1, undo: remove("bad")},
		// A key that neither of the two releases has.
		fault{check: "podman", detail: "needs Podman 6.", spoil: write("new", "ImageVolume=ignore\\n"), undo: remove("new")},
		// There is no network to pull through.
		fault{check: "image", detail: "has to pull", spoil: write("remote", "Image=registry.example/nova-engine:1\\n#"), status: 125, undo: remove("remote")},
		fault{check: "ports", detail: "port 80", spoil: write("low", "PublishPort=127.0.0.1:80:80\\n"),
			undo: remove("low") + " && rm /etc/sysctl.d/50-unprivileged-ports.conf && sysctl -qw net.ipv4.ip_unprivileged_port_start=1024"},
	)
	// The generator last seen is the one of the last daemon-reload; then the link is back.
	g.mended(fault{check: "generator", spoil: "rm /usr/lib/systemd/user-generators/podman-user-generator"})
	const squat = "HOME=/root/squat NOVA_GATEWAY_TOKEN=x /srv/share/source/rootfs/usr/local/bin/node gateway"
	g.mended(fault{check: "ports", detail: "in use", spoil: ctl + "stop nova-engine.service; mkdir -p /root/squat/.nova-engine/workspace && " +
		"echo '{gateway:{mode:\"local\"}}' >/root/squat/.nova-engine/nova-engine.json && systemd-run --quiet --unit=squatter env " + squat +
		" && for i in {1..300}; do ss -Hltn | grep -q :18789 && break; sleep 0.3; done",
		undo: "systemctl stop squatter"})
	g.mended(fault{check: "service", spoil: "mv " + env + " /root/env; " + ctl + "start --no-block nova-engine.service; " +
		"SECONDS=0; while [ $SECONDS -lt 180 ]; do [ $(" + ctl + "show -P NRestarts nova-engine.service) -ge 2 ] && break; sleep 0.5; done",
		undo:   "mv /root/env " + env + "; " + ctl + "stop nova-engine.service; " + ctl + "reset-failed nova-engine.service; " + ctl + "start nova-engine.service",
		status: 1})
	g.answers(18789, env)
	// What destroys nothing, doctor does itself.
	g.ok("chmod 644 " + env + " && loginctl disable-linger nova-engine && rm /etc/systemd/system/multi-user.target.wants/network-online.target && systemctl daemon-reload")
	out := g.ok("nova-quadlet doctor --user nova-engine --fix; " + bus)
	g.says(out, "fix: chmod 600 "+env, "fix: loginctl enable-linger nova-engine", "fix: systemctl add-wants multi-user.target network-online.target")
	g.ok(ctl + "start nova-engine.service")
	g.content()
	g.answers(18789, env)
}

func doctorMendsManager(g guest) {
	g.mended(fault{check: "linger", spoil: "loginctl disable-linger nova-engine; for i in {1..200}; do [ -S /run/user/$(id -u nova-engine)/bus ] || break; sleep 0.5; done", undo: bus})
	g.answers(18789, env)
	g.mended(fault{check: "manager", detail: "does not run", spoil: "systemctl stop user@$(id -u nova-engine).service", undo: bus})
	g.answers(18789, env)
	g.mended(fault{check: "manager", detail: "no bus at", spoil: as + "systemctl --user stop dbus.socket dbus.service"})
	g.mended(fault{check: "delegation", spoil: "mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate=\\nDelegate=pids\\n' >/etc/systemd/system/user@.service.d/10-less.conf && " +
		"systemctl daemon-reload && systemctl restart user@$(id -u nova-engine).service && " + bus, undo: bus})
	g.ok("rm /etc/systemd/system/user@.service.d/*.conf && systemctl daemon-reload")
	g.answers(18789, env)
}

func doctorMendsSubIDs(g guest) {
	for _, f := range []fault{
		{detail: "/etc/subuid has no 65536 ids", spoil: "sed -i /^nova-engine:/d /etc/subuid /etc/subgid"},
		{detail: "/etc/subgid has no 65536 ids", spoil: "sed -i 's/^nova-engine:.*/nova-engine:900000:10/' /etc/subgid"},
		{detail: "come before", spoil: "sed -i 's/^nova-engine:.*/nova-engine:900000:10\\n&/' /etc/subgid"},
		{detail: "shares ids with other", spoil: "sed -n s/^nova-engine:/other:/p /etc/subuid >/tmp/other && cat /tmp/other >>/etc/subuid",
			// The image is gone with the store, as doctor has said.
			undo: "sed -i /^other:/d /etc/subuid; " + bus + "; " + as + "podman load </srv/share/nova-engine.tar && " +
				ctl + "reset-failed nova-engine.service; " + ctl + "restart nova-engine.service"},
	} {
		f.check = "subids"
		f.undo = cmp.Or(f.undo, "true") + "; " + bus
		g.mended(f)
		g.answers(18789, env)
	}
}

// doctorMendsPackages takes packages away and installs what doctor says, from the machine's
// own repository.
func doctorMendsPackages(g guest) {
	g.mended(
		fault{check: "catatonit", spoil: "dpkg --remove catatonit"},
		fault{check: "newuidmap", detail: "newuidmap is not installed", spoil: "dpkg --remove uidmap"},
		fault{check: "network", spoil: "dpkg --remove passt"},
		fault{check: "manager", detail: "no unit that makes one", spoil: as + "systemctl --user stop dbus.socket dbus.service; dpkg --remove dbus-user-session"},
	)
	g.mended(fault{check: "newuidmap", detail: "set-user-ID", spoil: "chmod u-s /usr/bin/newgidmap"})
	g.ok(ctl + "stop nova-engine.service && dpkg --remove podman")
	for _, f := range g.doctor() {
		switch f.Check {
		case "generator", "rootless", "network", "units", "image", "container-name":
			if f.Status != "skipped" {
				g.Errorf("without podman: %+v", f)
			}
		}
	}
	g.mended(fault{check: "podman", spoil: "true"})
	g.ok(ctl + "daemon-reload && " + ctl + "start nova-engine.service")
	g.answers(18789, env)
}
