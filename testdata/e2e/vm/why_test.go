package vm

import (
	"encoding/json"
	"regexp"
	"strings"
)

// whyUnit breaks a service in one way after the other, wants the cause named, and runs what
// is to be done next, as it is printed.
func whyUnit(g guest) {
	const why = "nova-quadlet why --user nova-engine "
	const unit = units + "/nova-engine.container"
	const reset = ctl + "reset-failed nova-engine.service; "
	g.says(g.ok(why+"nova-engine"), "source    "+unit, "state     loaded, active")
	g.says(g.fails(1, why+"absent"), "no unit file of nova-engine makes absent.service", units)
	for _, tt := range []struct {
		name, spoil, cause, state string
		next                      string // a part of the commands that follow
		mend                      string // what no command can do
		status                    int    // of the first command
	}{
		{
			name: "a line without =", spoil: "cp -p " + unit + " /root/good && echo 'Foo bar' >>" + unit + " && " + ctl + "daemon-reload",
			state: "not-found", cause: "the file is refused", next: "nova-quadlet lint " + unit, status: 1, mend: "cat /root/good >" + unit,
		},
		{
			name: "not read yet", spoil: "mv " + unit + " /root/unit && " + ctl + "daemon-reload && mv /root/unit " + unit,
			state: "not-found", cause: "systemd has not read the file yet", next: ctl + "daemon-reload",
		},
		{
			name: "stopped", spoil: ctl + "daemon-reload && " + ctl + "stop nova-engine.service",
			state: "loaded, inactive", cause: "nobody has started it", next: ctl + "start nova-engine.service",
		},
		{
			name: "masked", spoil: ctl + "mask nova-engine.service",
			state: "masked", cause: "it is masked", next: ctl + "unmask",
		},
		{
			// It dies a second after its start, which systemctl calls a success.
			name: "no configuration", spoil: ctl + "stop nova-engine.service; mv " + state + "/nova-engine.json /root/ && " + ctl + "start nova-engine.service; " + restarted,
			cause: "there is no nova-engine.json", next: "nova-quadlet doctor --user nova-engine", status: 1,
			mend: "mv /root/nova-engine.json " + state + "/; " + reset + ctl + "restart nova-engine.service",
		},
		{
			name: "no environment file", spoil: "mv " + env + " /root/env; " + ctl + "restart --no-block nova-engine.service; " + restarted,
			cause: "an environment file does not exist", next: "nova-quadlet doctor --user nova-engine", status: 1,
			mend: "mv /root/env " + env + "; " + reset + ctl + "restart nova-engine.service",
		},
		{
			name: "no image", spoil: ctl + "stop nova-engine.service; " + as + "podman tag localhost/nova-engine:local localhost/aside && " +
				as + "podman untag localhost/nova-engine:local localhost/nova-engine:local; " + ctl + "start --no-block nova-engine.service; " + restarted,
			cause: "the image is not in the account's store", next: "nova-quadlet doctor --user nova-engine", status: 1,
			mend: as + "podman tag localhost/aside localhost/nova-engine:local && " + as + "podman untag localhost/aside localhost/aside; " + reset + ctl + "restart nova-engine.service",
		},
		{
			name: "no manager", spoil: "systemctl stop user@$(id -u nova-engine).service",
			state: "the manager of nova-engine does not run", cause: "no service of the account can run", next: "systemctl start user@",
		},
	} {
		g.ok(tt.spoil)
		x := g.why()
		if !strings.Contains(x.Cause, tt.cause) || !strings.Contains(x.State, tt.state) || !strings.Contains(strings.Join(x.Next, "\n"), tt.next) {
			g.Errorf("%s: want %q, %q, %q; got %+v", tt.name, tt.state, tt.cause, tt.next, x)
		}
		for i, command := range x.Next {
			if i == 0 && tt.mend != "" {
				if out, status := g.run(command); status != tt.status {
					g.Errorf("%s: status %d: %s\n%s", tt.name, status, command, out)
				}
				g.ok(tt.mend)
				continue
			}
			g.ok(regexp.MustCompile("^mend the file, then: ").ReplaceAllString(command, ""))
		}
		g.Logf("%s: %s: %s", tt.name, x.Cause, strings.Join(x.Next, "; "))
		g.ok(bus + "; " + ctl + "start nova-engine.service")
		g.answers(18789, env)
		if x := g.why(); !x.Healthy {
			g.Errorf("%s: afterwards: %+v", tt.name, x)
		}
	}
}

type explanation struct {
	State, Cause string
	Next         []string
	Healthy      bool
}

func (g guest) why() explanation {
	g.Helper()
	out, _ := g.run("nova-quadlet why --user nova-engine --format json nova-engine")
	var x explanation
	if err := json.Unmarshal([]byte(out), &x); err != nil {
		g.Fatalf("%v:\n%s", err, out)
	}
	return x
}

// restarted waits until systemd has given the service another try, or given up.
const restarted = "SECONDS=0; while [ $SECONDS -lt 180 ]; do [ $(" + ctl + "show -P NRestarts nova-engine.service) -ge 1 ] && break; " + ctl + "is-failed -q nova-engine.service && break; sleep 0.5; done"
