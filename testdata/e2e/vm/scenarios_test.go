package vm

import (
	"os"
	"regexp"
	"strings"
)

// readPage runs every command of the manual's page, in order, as it stands there.
func readPage(g guest) {
	page, err := os.ReadFile("../../../docs/run-nova-engine.md")
	if err != nil {
		g.Fatal(err)
	}
	g.ok("cp -r /srv/share/source /root/nova-engine")
	n := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		for command := range strings.Lines(block[1]) {
			n++
			command = strings.TrimSpace(command)
			out := g.ok(command)
			if strings.Contains(command, "--build") && strings.Contains(command, "--dry-run") {
				g.says(out, "would    account nova-engine: useradd")
				g.fails(2, "getent passwd nova-engine")
			}
			if strings.HasSuffix(command, "--build ./nova-engine") {
				g.says(out, "do       account nova-engine: useradd", "do       subordinate ids: usermod",
					"do       lingering (services start at boot, without a login)", "do       build localhost/nova-engine:local",
					"ok       nova-engine.service answers at http://127.0.0.1:18789/")
			}
			if strings.Contains(command, "start nova-engine.service") || strings.HasSuffix(command, "--build ./nova-engine") {
				g.answers(18789, env)
			}
		}
	}
	g.Logf("%d commands of the page", n)
	g.fails(7, "curl -s http://127.0.0.1:18789/")
}

// readGatewayPage runs the manual's page about the gateway, which is to go without systemd.
func readGatewayPage(g guest) {
	page, err := os.ReadFile("../../../docs/gateway.md")
	if err != nil {
		g.Fatal(err)
	}
	script, n := "set -e; rm -rf /root/page; mkdir /root/page; cd /root/page\n", 0
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		for line := range strings.Lines(block[1]) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				script += command
				n++
			}
		}
	}
	g.ok(script)
	g.Logf("%d commands of the page", n)
}

func setupAccount(g guest) {
	// After the page's uninstall the account is there, and its files.
	out := g.ok(setup)
	g.says(out, "ok       account nova-engine", "ok       nova-engine.service answers at http://127.0.0.1:18789/")
	g.answers(18789, env)
	g.says(g.ok("getent passwd nova-engine"), "nologin")
	g.says(g.ok("stat -c '%a %U' /home/nova-engine/.nova-engine "+env+" "+units+"/nova-engine.container"),
		"700 nova-engine\n600 nova-engine\n644 nova-engine\n")
	g.says(g.ok("stat -c %U /home/nova-engine/.nova-engine/workspace/started"), "nova-engine\n")
	if out, _ := g.run("find /home/nova-engine -user root"); out != "" {
		g.Errorf("files of root in the account's home:\n%s", out)
	}

	out = g.ok(setup)
	g.says(out, "nothing to do: all of it was there")
	if strings.Contains(out, "do       ") {
		g.Errorf("the second run did something:\n%s", out)
	}
}

// printedCommands runs what setup says comes next, as it is printed.
func printedCommands(g guest) {
	commands := nextOf(g.ok(setup))
	g.printed(commands, "", "status", "stop", "start")
	g.answers(18789, env)
	g.says(g.ok(commands["token"]), "NOVA_GATEWAY_TOKEN=")
	g.fails(22, "curl -sf "+commands["open"])
	// The same, as it is printed to whoever came through sudo.
	commands = nextOf(g.ok("SUDO_USER=admin " + setup))
	for what, command := range commands {
		if what != "open" && !strings.HasPrefix(command, "sudo ") {
			g.Errorf("%s without sudo: %s", what, command)
		}
	}
	g.printed(commands, "", "status", "stop", "start")
	g.answers(18789, env)
}

// printed runs the commands that setup prints, as somebody; prefix makes root that one.
func (g guest) printed(commands map[string]string, prefix string, verbs ...string) {
	g.Helper()
	for _, what := range append(verbs, "logs") {
		command := commands[what]
		if command == "" {
			g.Fatalf("no command for %q: %q", what, commands)
		}
		if what == "logs" {
			command += " --no-pager"
		}
		g.Put("/tmp/printed", 0o755, "#!/bin/sh\n"+command+"\n")
		out := g.ok(prefix + "/tmp/printed")
		switch what {
		case "status":
			g.says(out, "active (running)")
		case "stop":
			g.Put("/tmp/printed", 0o755, "#!/bin/sh\n"+commands["status"]+"\n")
			g.fails(3, prefix+"/tmp/printed")
		case "logs":
			g.says(out, "gateway: listening on 18789 and 18790")
		}
	}
}

func editAndUpgrade(g guest) {
	g.ok("sed -i s/TimeoutStartSec=300/TimeoutStartSec=200/ " + units + "/nova-engine.container")
	g.says(g.ok(setup), "nothing to do")
	out := g.ok(setup + "--env LOG_LEVEL=debug")
	g.says(out, "do       merge unit nova-engine.container", "do       start nova-engine.service")
	g.says(g.ok("cat "+units+"/nova-engine.container"), "TimeoutStartSec=200", "Environment=LOG_LEVEL=debug")
	g.answers(18789, env)
	// The same place changed on both sides: nothing happens.
	before := g.ok("sha256sum " + units + "/nova-engine.container")
	out = g.fails(1, setup+"--env LOG_LEVEL=debug --start-timeout 400s")
	g.says(out, "nothing changed", "-TimeoutStartSec=200", "+TimeoutStartSec=400")
	g.says(g.ok("sha256sum "+units+"/nova-engine.container"), before)
	g.answers(18789, env)
}

func refusedUnits(g guest) {
	const install = "cd /root/u && nova-quadlet install --user nova-engine "
	g.ok("mkdir -p /root/u && chmod 700 /root && printf '[Container]\\nExec=true\\n' >/root/u/bad.container")
	g.says(g.fails(1, install+"bad.container"), "[missing-image]", "nothing installed")
	g.fails(2, "ls "+units+"/bad.container")
	// A service of the same name that is not generated wins over the generator's.
	g.ok("mkdir -p /etc/systemd/user && printf '[Service]\\nExecStart=/bin/true\\n' >/etc/systemd/user/other.service")
	g.ok("printf '[Container]\\nImage=localhost/nova-engine:local\\nExec=node onboard\\n' >/root/u/other.container")
	out := g.fails(3, install+"other.container")
	g.says(out, "other.service: systemd reads \"/etc/systemd/user/other.service\", which was not generated", "the old files are back")
	g.fails(2, "ls "+units+"/other.container")
	g.ok("rm /etc/systemd/user/other.service")
	// Neither a link nor root's rights lead out of the account's home.
	g.ok("ln -s /etc/shadow " + units + "/link.container && cp /root/u/other.container /root/u/link.container && sha256sum /etc/shadow >/root/sum")
	g.fails(1, install+"--force link.container")
	g.ok("sha256sum --check --quiet /root/sum && rm " + units + "/link.container")
	out = g.ok(install + "--dry-run other.container")
	g.says(out, "+Image=localhost/nova-engine:local")
	g.says(g.ok(install+"other.container"), "create   other.container", "start: "+ctl+"start other.service")
	g.ok("nova-quadlet uninstall --user nova-engine other")
	g.fails(2, "ls "+units+"/other.container")
	g.answers(18789, env)
}

func secondInstance(g guest) {
	out := g.ok(setup + "--instance work --gateway-port 18889 --bridge-port 18890")
	g.says(out, "do       create unit nova-engine-work.container", "ok       nova-engine-work.service answers at http://127.0.0.1:18889/")
	g.answers(18889, "/home/nova-engine/.nova-engine-work/.env")
	g.answers(18789, env)
	g.ok("nova-quadlet uninstall --user nova-engine nova-engine-work")
	g.fails(7, "curl -s http://127.0.0.1:18889/")
}

func hardened(g guest) {
	g.ok(setup + "--instance hard --hardened --gateway-port 18989 --bridge-port 18990")
	g.answers(18989, "/home/nova-engine/.nova-engine-hard/.env")
	out := g.ok(as + "podman inspect nova-engine-hard --format '{{.HostConfig.ReadonlyRootfs}} {{.EffectiveCaps}} {{.HostConfig.PidsLimit}}'")
	g.says(out, "true [] 512")
	g.ok("nova-quadlet uninstall --user nova-engine nova-engine-hard")
}

func launchScript(g guest) {
	const script = "/home/nova-engine/run-nova-engine-podman.sh"
	g.ok(ctl + "stop nova-engine.service")
	next := nextOf(g.ok("nova-quadlet setup --container --load /srv/share/nova-engine.tar"))
	token := strings.TrimSpace(g.ok("sed -n s/^NOVA_GATEWAY_TOKEN=//p " + env))
	dry := g.ok("cd /root && " + script + " launch --dry-run")
	g.says(dry, "podman run")
	if strings.Contains(dry, token) {
		g.Error("the token is in the output of --dry-run")
	}
	g.fails(2, "cd / && "+script) // root itself runs no gateway
	// From a directory that the account cannot enter, as root: the script changes over itself.
	g.ok("cd /root && " + script + " launch")
	g.answers(18789, env)
	if strings.Contains(g.ok("ps -eo args"), token) {
		g.Error("the token is in a command line")
	}
	// A container of that name is replaced, unless it must not be.
	if out, status := g.run(script + " launch --no-replace"); status == 0 {
		g.Errorf("--no-replace replaced it: %s", out)
	}
	g.ok("NOVA_PODMAN_GATEWAY_HOST_PORT=48789 NOVA_PODMAN_BRIDGE_HOST_PORT=48790 " + script + " launch")
	g.answers(48789, env)
	g.fails(7, "curl -s http://127.0.0.1:18789/")
	// What setup prints; the wizard wants a terminal.
	g.ok(next["start"])
	g.answers(18789, env)
	g.Put("/root/wizard", 0o755, "#!/bin/sh\n"+next["wizard"]+"\n")
	g.says(g.ok("script -qec /root/wizard /dev/null"), "gateway: onboarding")
	g.ok(as + "podman stop -t 5 nova-engine")
	// No temporary file with the token is left.
	g.ok("! find /run/user/$(id -u nova-engine)/ /tmp /home/nova-engine/.nova-engine -name '*env.??????' | grep .")
	g.ok(ctl + "start nova-engine.service")
	g.answers(18789, env)
}

// nextOf reads the commands at the end of what setup says.
func nextOf(out string) map[string]string {
	commands := map[string]string{}
	_, next, _ := strings.Cut(out, "next:\n")
	for line := range strings.Lines(next) {
		what, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		commands[what] = strings.TrimSpace(command)
	}
	return commands
}

func normalUser(g guest) {
	g.ok("useradd --create-home --shell /bin/bash alice && loginctl enable-linger alice")
	g.ok("for i in {1..200}; do [ -S /run/user/$(id -u alice)/bus ] && break; sleep 0.5; done")
	const alice = "cd /home/alice && runuser -u alice -- env -i HOME=/home/alice USER=alice PATH=/usr/bin:/bin XDG_RUNTIME_DIR=/run/user/$(id -u alice) "
	args := "--build /srv/share/source --gateway-port 28789 --bridge-port 28790"
	g.says(g.ok(alice+"nova-quadlet setup --quadlet "+args), "ok       nova-engine.service answers at http://127.0.0.1:28789/",
		"systemctl --user start nova-engine.service", "journalctl --user -u nova-engine.service")
	g.answers(28789, "/home/alice/.nova-engine/.env")
	out := g.ok(alice + "nova-quadlet setup --quadlet " + args)
	g.says(out, "nothing to do")
	g.printed(nextOf(out), alice, "status", "stop", "start")
	g.answers(28789, "/home/alice/.nova-engine/.env")
	g.ok("chmod 644 /home/alice/.nova-engine/.env")
	g.says(g.ok(alice+"nova-quadlet doctor"), "warning  env-file: /home/alice/.nova-engine/.env is open to others", "         chmod 600 /home/alice/.nova-engine/.env")
	g.ok(alice + "nova-quadlet doctor --fix")
	g.ok(alice + "nova-quadlet doctor --strict")
	g.ok(alice + "nova-quadlet why nova-engine")
	g.ok(alice + "nova-quadlet uninstall")
	g.fails(7, "curl -s http://127.0.0.1:28789/")
	g.ok("loginctl disable-linger alice")
}

func buildImage(g guest) {
	g.ok("mkdir -p /root/src && cp -r /srv/share/source/. /root/src/") // closed to the account
	out := g.ok("nova-quadlet setup --container --build /root/src --rebuild")
	g.says(out, "do       build localhost/nova-engine:local from /root/src")
	g.ok(as + "podman image exists localhost/nova-engine:local")
}

// migration takes over what the shell scripts had installed, and keeps token and edits.
func migration(g guest) {
	g.ok(`set -e
useradd -m -s /usr/sbin/nologin old
usermod --add-subuids 800000-865535 --add-subgids 800000-865535 old
su() { (cd / && runuser -u old -- "$@"); }
su mkdir -p /home/old/.nova-engine/workspace /home/old/.config/containers/systemd
su sh -c 'printf "NOVA_GATEWAY_TOKEN=0123456789abcdef0123456789abcdef\n" >/home/old/.nova-engine/.env'
su sh -c 'printf "{ gateway: { mode: \"local\" } }\n" >/home/old/.nova-engine/nova-engine.json'
su sh -c 'printf "#!/usr/bin/env bash\n# the old script\n" >/home/old/run-nova-engine-podman.sh'
su sh -c 'printf "[Container]\nImage=nova-engine:local\nContainerName=nova-engine\nUserNS=keep-id\nPublishPort=38789:18789\n" >/home/old/.config/containers/systemd/nova-engine.container'
su chmod 600 /home/old/.config/containers/systemd/nova-engine.container`)
	out := g.ok("nova-quadlet setup --user old --quadlet --load /srv/share/nova-engine.tar --gateway-port 38789 --bridge-port 38790")
	g.says(out, "the old one is kept as run-nova-engine-podman.sh.saved", "nova-engine.json (configuration, left as it is)",
		"do       replace unit nova-engine.container")
	g.says(g.ok("cat /home/old/.nova-engine/.env"), "NOVA_GATEWAY_TOKEN=0123456789abcdef0123456789abcdef")
	g.says(g.ok("cat /home/old/.config/containers/systemd/nova-engine.container.saved"), "Image=nova-engine:local")
	g.answers(38789, "/home/old/.nova-engine/.env")
	g.ok("nova-quadlet uninstall --user old && loginctl disable-linger old")
}

func afterReboot(g guest) {
	g.answers(18789, env)
	g.says(g.ok(ctl+"is-active nova-engine.service"), "active")
	g.says(g.ok("nova-quadlet why --user nova-engine nova-engine"), "state     loaded, active")
	if since := regexp.MustCompile(`(?m)^.*90s.*$`).FindString(g.ok(ctl + "status --no-pager nova-engine.service")); since != "" {
		g.Logf("%s", since)
	}
}

func uninstall(g guest) {
	out := g.ok("nova-quadlet uninstall --user nova-engine --dry-run nova-engine")
	g.says(out, "-Image=localhost/nova-engine:local")
	g.answers(18789, env)
	out = g.ok("nova-quadlet uninstall --user nova-engine nova-engine")
	g.says(out, "stopped  nova-engine.service", "remove   nova-engine.container (edited here; kept aside)")
	g.fails(7, "curl -s http://127.0.0.1:18789/")
	g.fails(4, ctl+"is-active nova-engine.service")
	g.ok("test -e " + units + "/nova-engine.container.saved && test -e " + env + " && test -d /home/nova-engine/.nova-engine/workspace")
	g.fails(3, "nova-quadlet uninstall --user nova-engine nova-engine")
}
