package vm

// packageInstalled puts nova-quadlet there as an administrator would; everything that follows
// runs what the package brought.
func packageInstalled(g guest) {
	g.ok("! command -v nova-quadlet")
	g.ok("dpkg --install /srv/share/nova-quadlet.deb")
	g.says(g.ok("command -v nova-quadlet"), "/usr/bin/nova-quadlet\n")
	// A tilde sorts a version before its release; the program has it with a hyphen.
	g.says(g.ok("nova-quadlet version"), g.ok("dpkg-query -W -f '${Version}' nova-quadlet | tr '~' -"))
	g.ok("nova-quadlet gen | nova-quadlet lint -")
	g.ok("cd /usr/share && test -s bash-completion/completions/nova-quadlet && zcat man/man1/nova-quadlet-setup.1.gz | grep -q '^.SH EXAMPLES'")
	g.ok("cd / && dpkg --verify nova-quadlet")
	g.Log(g.ok("podman --version; systemctl --version | head -1; uname -r"))
}

// packageRemoved takes the package away and wants nothing of it left, and nothing of what
// it had set up gone.
func packageRemoved(g guest) {
	g.ok(setup)
	g.answers(18789, env)
	g.ok("dpkg --purge nova-quadlet")
	g.ok("! command -v nova-quadlet && ! dpkg-query -W nova-quadlet 2>/dev/null")
	g.ok("! find /usr /etc /var/lib -path /var/lib/systemd -prune -o -name '*nova-quadlet*' -print | grep .")
	// The service needs the package no longer.
	g.ok(ctl + "restart nova-engine.service")
	g.answers(18789, env)
}
