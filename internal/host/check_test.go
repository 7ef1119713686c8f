package host

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const novaUnit = `[Container]
Image=localhost/nova-engine:local
ContainerName=nova-engine
UserNS=keep-id
User=%U
Volume=%h/.nova-engine:/home/node/.nova-engine
EnvironmentFile=%h/.nova-engine/.env
PublishPort=127.0.0.1:18789:18789
RunInit=true
`

// healthy is a host on which every check is content.
func healthy() Facts {
	home := "/home/nova"
	unit := home + "/.config/containers/systemd/nova-engine.container"
	return Facts{
		Account: Account{Name: "nova", UID: 990, GID: 990, Home: home}, Root: true, Distro: "debian",
		CgroupsV2: true, Delegated: []string{"cpu", "memory", "pids"},
		SubUID: []IDRange{{"nova", 100000, 65536}}, SubGID: []IDRange{{"nova", 100000, 65536}},
		NewUIDMap: Helper{"/usr/bin/newuidmap", true}, NewGIDMap: Helper{"/usr/bin/newgidmap", true},
		Linger: true, UserManager: true, UserBus: true, Systemd: true,
		Online: OnlineTarget{Active: true, Wanted: true}, SELinux: "enforcing", PortStart: 1024,
		GeneratorBin: "/usr/lib/systemd/user-generators/podman-user-generator", QuadletBin: "/usr/libexec/podman/quadlet",
		Catatonit: "/usr/bin/catatonit", Pasta: true,
		Podman: Podman{Version: "5.4.2", Network: "netavark", Rootless: true},
		Units: []UnitFile{{
			Path: unit, Name: "nova-engine.container", Dir: home + "/.config/containers/systemd",
			Content: novaUnit, Modified: time.Unix(1000, 0),
		}},
		Reloaded: time.Unix(2000, 0),
		Services: []Service{{Name: "nova-engine.service", Load: "loaded", Active: "active", Result: "success"}},
		Paths: []PathFact{
			{Path: home + "/.nova-engine/.env", Unit: "nova-engine.container", Use: "env", Exists: true, Mode: 0o600, UID: 990, Token: true},
			{Path: home + "/.nova-engine", Unit: "nova-engine.container", Use: "mount", Exists: true, Dir: true, Mode: 0o700, UID: 990, Label: "container_file_t"},
			{Path: home + "/.nova-engine/nova-engine.json", Unit: "nova-engine.container", Use: "config", Exists: true, Mode: 0o600, UID: 990, GatewayMode: "local"},
		},
		Images: []ImageFact{{Unit: "nova-engine.container", Name: "localhost/nova-engine:local", Pull: "never", Present: true}},
	}
}

func TestExamineHealthy(t *testing.T) {
	for _, r := range Examine(healthy()) {
		if r.Status != OK {
			t.Errorf("%s: %s: %s", r.Check, r.Status, r.Detail)
		}
	}
}

// TestExamine breaks one thing at a time: its check alone must notice, and say how to mend it.
func TestExamine(t *testing.T) {
	path := func(f *Facts, use string) *PathFact {
		return &f.Paths[slices.IndexFunc(f.Paths, func(p PathFact) bool { return p.Use == use })]
	}
	for _, tt := range []struct {
		check, name string
		spoil       func(f *Facts)
		status      Status
		fix         string // a part of it; "-" for none
	}{
		{"podman", "old", func(f *Facts) { f.Podman.Version = "4.3.1" }, Fail, "-"},
		{"podman", "older than a key", func(f *Facts) { f.Units[0].Content += "Memory=64m\n" }, Fail, "nova-quadlet min-version"},
		{"generator", "missing", func(f *Facts) { f.GeneratorBin = "" }, Fail, "ln -s /usr/libexec/podman/quadlet"},
		{"cgroups", "v1", func(f *Facts) { f.CgroupsV2 = false }, Fail, "-"},
		{"delegation", "no memory", func(f *Facts) { f.Delegated = []string{"pids"} }, Warn, "Delegate=cpu cpuset io memory pids"},
		{"subids", "none", func(f *Facts) { f.SubUID = nil }, Fail, "systemctl stop user@990.service && { pkill -KILL -u nova || true; } && usermod --add-subuids 100000-165535 nova && systemctl start user@990.service"},
		{"subids", "shared", func(f *Facts) { f.SubUID = append(f.SubUID, IDRange{"ann", 100000, 65536}) }, Fail, "podman system reset --force && systemctl stop user@990.service && { pkill -KILL -u nova || true; } && usermod --del-subuids"},
		{"newuidmap", "no privilege", func(f *Facts) { f.NewUIDMap.Privileged = false }, Fail, "chmod u+s /usr/bin/newuidmap"},
		{"newuidmap", "missing", func(f *Facts) { f.NewGIDMap = Helper{} }, Fail, "apt-get install -y uidmap"},
		{"linger", "off", func(f *Facts) { f.Linger = false }, Warn, "loginctl enable-linger nova"},
		{"manager", "stopped", func(f *Facts) { f.UserManager, f.Delegated = false, nil }, Fail, "systemctl start user@990.service"},
		{"manager", "no bus", func(f *Facts) { f.UserBus = false }, Fail, "dbus-user-session && cd / && runuser -u nova -- env HOME=/home/nova XDG_RUNTIME_DIR=/run/user/990 systemctl --user daemon-reload && runuser"},
		{"manager", "bus stopped", func(f *Facts) { f.UserBus, f.BusUnit = false, true }, Fail, "XDG_RUNTIME_DIR=/run/user/990 systemctl --user start dbus.socket"},
		{"rootless", "broken", func(f *Facts) { f.Podman.Error = "no" }, Fail, "podman info"},
		{"network", "nothing", func(f *Facts) { f.Pasta = false }, Fail, "apt-get install -y passt"},
		{"network-online", "nobody wants it", func(f *Facts) { f.Online.Wanted = false }, Warn, "add-wants multi-user.target network-online.target"},
		{"catatonit", "missing", func(f *Facts) { f.Catatonit = "" }, Fail, "apt-get install -y catatonit"},
		{"units", "refused", func(f *Facts) { f.Generator = []string{`converting "nova-engine.container": no`} }, Fail, "nova-quadlet lint"},
		{"reload", "older", func(f *Facts) { f.Reloaded = time.Unix(900, 0) }, Warn, "systemctl --machine nova@ --user daemon-reload"},
		{"ports", "taken", func(f *Facts) { f.Ports = []PortFact{{Unit: "x", Port: 18789, Problem: "address already in use"}} }, Fail, "ss -Hltnp"},
		{"ports", "privileged", func(f *Facts) { f.Ports = []PortFact{{Unit: "x", Port: 80, Problem: "permission denied"}} }, Fail, "ip_unprivileged_port_start=80"},
		{"env-file", "open", func(f *Facts) { path(f, "env").Mode = 0o644 }, Warn, "chmod 600 /home/nova/.nova-engine/.env"},
		{"env-file", "foreign", func(f *Facts) { path(f, "env").UID = 0 }, Fail, "chown nova: /home/nova/.nova-engine/.env"},
		{"env-file", "missing", func(f *Facts) { path(f, "env").Exists = false }, Fail, "umask 077"},
		{"env-file", "quotes", func(f *Facts) { path(f, "env").EnvBad = []EnvLine{{3, "quotes"}} }, Warn, "${EDITOR:-vi} /home/nova/.nova-engine/.env"},
		{"env-file", "no token", func(f *Facts) { path(f, "env").Token = false }, Warn, "NOVA_GATEWAY_TOKEN="},
		{"config", "missing", func(f *Facts) { path(f, "config").Exists = false }, Fail, "nova-engine.json"},
		{"config", "remote", func(f *Facts) { path(f, "config").GatewayMode = "remote" }, Fail, "${EDITOR:-vi} /home/nova/.nova-engine/nova-engine.json"},
		{"mounts", "missing", func(f *Facts) { path(f, "mount").Exists = false }, Fail, "mkdir -p -m 700"},
		{"mounts", "foreign", func(f *Facts) { path(f, "mount").UID = 1000 }, Fail, "chown -R nova: /home/nova/.nova-engine"},
		{"mounts", "left by another", func(f *Facts) {
			path(f, "mount").Foreign, path(f, "mount").ForeignUID = "/home/nova/.nova-engine/x", 100000
		}, Warn, "chown -R nova: /home/nova/.nova-engine"},
		{"selinux", "home label", func(f *Facts) { path(f, "mount").Label = "user_home_t" }, Fail, "chcon -R -t container_file_t"},
		{"image", "missing", func(f *Facts) { f.Images[0].Present = false }, Fail, "podman load <FILE"},
		{"container-name", "by hand", func(f *Facts) { f.Containers = []Container{{"nova-engine", ""}} }, Warn, "podman rm -f nova-engine"},
		{"service", "restarts for ever", func(f *Facts) { f.Services[0].Active, f.Services[0].Restarts = "activating", 5 }, Fail, "nova-quadlet why"},
		{"service", "between two restarts", func(f *Facts) { f.Services[0].Restarts, f.Services[0].Age = 2, 3*time.Second }, Fail, "nova-quadlet why"},
		{"service", "failed", func(f *Facts) { f.Services[0].Active = "failed" }, Fail, "nova-quadlet why --user nova nova-engine"},
	} {
		t.Run(tt.check+"/"+tt.name, func(t *testing.T) {
			f := healthy()
			tt.spoil(&f)
			noticed := false
			for _, r := range Examine(f) {
				if r.Status == OK || r.Status == Skip {
					continue
				}
				if r.Check != tt.check {
					t.Errorf("%s speaks up too: %s", r.Check, r.Detail)
					continue
				}
				noticed = true
				if r.Status != tt.status {
					t.Errorf("status %s, want %s", r.Status, tt.status)
				}
				if tt.fix == "-" && r.Fix != "" || tt.fix != "-" && !strings.Contains(r.Fix, tt.fix) {
					t.Errorf("fix %q, want %q", r.Fix, tt.fix)
				}
			}
			if !noticed {
				t.Error("not noticed")
			}
		})
	}
}

// TestSkipped: what cannot be judged is never called fine.
func TestSkipped(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(f *Facts)
		want  string // the checks, with what they say
		fails string
	}{
		{
			"no unit", func(f *Facts) { f.Units, f.Services, f.Paths, f.Images = nil, nil, nil, nil },
			`network-online, catatonit, units, reload, ports, env-file, config, mounts, selinux, image, container-name, service: no unit is installed for nova`, "",
		},
		{
			"no container", func(f *Facts) {
				f.Units[0].Name, f.Units[0].Path, f.Units[0].Content = "x.network", "/home/nova/.config/containers/systemd/x.network", "[Network]\n"
				f.Services, f.Paths, f.Images = nil, nil, nil
			},
			`network-online, catatonit, ports, env-file, config, mounts, selinux, image, container-name, service: no container unit is installed for nova`, "",
		},
		{
			"no podman", func(f *Facts) {
				f.Podman, f.GeneratorBin, f.QuadletBin = Podman{Missing: true, Error: "not found"}, "", ""
				f.Services, f.Images = nil, nil
			},
			`generator, rootless, network, image, container-name: podman is not installed
units: Podman's generator is not installed`, "podman",
		},
		{
			"podman broken", func(f *Facts) { f.Podman.Error, f.Images = "no space", nil },
			`image, container-name: podman does not work for nova`, "rootless",
		},
		{
			"podman does not even start", func(f *Facts) { f.Podman, f.Images = Podman{Error: "bad configuration"}, nil },
			`podman: podman does not say which release it is
image, container-name: podman does not work for nova`, "rootless",
		},
		{
			"no manager", func(f *Facts) { f.UserManager, f.UserBus, f.Services, f.Reloaded = false, false, nil, time.Time{} },
			`delegation, reload, service: the manager of nova does not run`, "manager",
		},
		{
			"no systemd", func(f *Facts) {
				f.Systemd, f.UserManager, f.UserBus, f.Services, f.Reloaded = false, false, false, nil, time.Time{}
			},
			`delegation, linger, manager, network-online, reload, service: this host does not run systemd`, "",
		},
		{
			"nothing to look at", func(f *Facts) {
				f.Units[0].Content, f.Paths, f.Images, f.SELinux = "[Container]\nRootfs=/srv/x\n", nil, nil, "disabled"
			},
			`catatonit: no unit has RunInit=true
ports: no unit publishes a port that it names
env-file: no unit names an environment file
config: no unit mounts a configuration of Nova Engine
mounts: no unit mounts a directory of the host
selinux: SELinux is disabled
image: no unit names an image by itself`, "",
		},
		{
			"not answered", func(f *Facts) { f.Trouble = []string{"podman ps: no"} },
			`service: podman ps: no`, "",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := healthy()
			tt.spoil(&f)
			var order []string
			skipped := map[string][]string{}
			var fails []string
			for _, r := range Examine(f) {
				switch r.Status {
				case Skip:
					if skipped[r.Detail] == nil {
						order = append(order, r.Detail)
					}
					skipped[r.Detail] = append(skipped[r.Detail], r.Check)
				case Fail, Warn:
					fails = append(fails, r.Check)
				}
			}
			var got []string
			for _, why := range order {
				got = append(got, strings.Join(skipped[why], ", ")+": "+why)
			}
			if d := cmp.Diff(tt.want, strings.Join(got, "\n")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.fails, strings.Join(fails, ",")); d != "" {
				t.Errorf("failures (-want +got):\n%s", d)
			}
		})
	}
}

// TestFixesForTheAccountItself: without root, what needs it says sudo, and the rest does not.
func TestFixesForTheAccountItself(t *testing.T) {
	f := healthy()
	f.Root, f.Linger, f.Reloaded = false, false, time.Unix(1, 0)
	var got []string
	for _, r := range Examine(f) {
		if r.Fix != "" {
			got = append(got, r.Fix)
		}
	}
	want := []string{"sudo loginctl enable-linger nova", "systemctl --user daemon-reload"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestPlanSubIDs(t *testing.T) {
	a := Account{Name: "nova", UID: 990}
	for _, tt := range []struct {
		name       string
		uids, gids []IDRange
		want       []string
	}{
		{"none at all", nil, nil, []string{"usermod --add-subuids 100000-165535 --add-subgids 100000-165535 nova"}},
		{"enough", []IDRange{{"nova", 100000, 65536}}, []IDRange{{"990", 200000, 65536}}, nil},
		{
			"after the others",
			[]IDRange{{"ann", 100000, 65536}},
			[]IDRange{{"ann", 100000, 65536}, {"bob", 165536, 65536}},
			[]string{"usermod --add-subuids 231072-296607 --add-subgids 231072-296607 nova"},
		},
		{
			"too few",
			[]IDRange{{"nova", 100000, 10}},
			[]IDRange{{"nova", 100000, 65536}},
			[]string{"usermod --del-subuids 100000-100009 --add-subuids 100010-165545 nova"},
		},
		{
			"few before enough",
			[]IDRange{{"nova", 100000, 65536}},
			[]IDRange{{"nova", 900000, 10}, {"nova", 100000, 65536}, {"nova", 800000, 10}},
			[]string{"usermod --del-subgids 900000-900009 nova"},
		},
		{
			"shared",
			[]IDRange{{"ann", 100000, 65536}, {"nova", 150000, 65536}},
			[]IDRange{{"nova", 100000, 65536}},
			[]string{"usermod --del-subuids 150000-215535 --add-subuids 215536-281071 nova"},
		},
		{
			"past homed's",
			[]IDRange{{"ann", 100000, 424288}},
			[]IDRange{{"nova", 100000, 65536}},
			[]string{"usermod --add-subuids 1879048192-1879113727 nova"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, PlanSubIDs(a, tt.uids, tt.gids).Commands("nova")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestCheckEnv(t *testing.T) {
	text := "# comment\n\nNOVA_GATEWAY_TOKEN=abc\nexport A=1\nB C=1\nQ=\"x\"\nEMPTY=\nNAME_ONLY\nNUL=\x00\x00\n"
	bad, token := CheckEnv(text)
	var lines []int
	for _, b := range bad {
		lines = append(lines, b.Line)
	}
	if d := cmp.Diff([]int{4, 5, 6, 9}, lines); d != "" || !token {
		t.Errorf("token %v (-want +got):\n%s", token, d)
	}
	if _, token := CheckEnv("NOVA_GATEWAY_TOKEN=\n"); token {
		t.Error("an empty token is none")
	}
}

func TestGatewayMode(t *testing.T) {
	for text, want := range map[string]string{
		`{"gateway":{"mode":"local"}}`:                               "local",
		"{ // comment\n gateway: { bind: 'lan', mode: 'local', }, }": "local",
		`{"mode":"local","gateway":{}}`:                              "",
		`{"other":{"mode":"local"}}`:                                 "",
	} {
		if got, err := GatewayMode([]byte(text)); got != want || err != nil {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

func TestWants(t *testing.T) {
	f := healthy()
	w := Wants(f.Units, f.Account, f.Version())
	want := []Want{{
		Unit: "nova-engine.container", Service: "nova-engine.service", Container: "nova-engine",
		Image: "localhost/nova-engine:local", UserNS: "keep-id", User: "990", RunInit: true, WaitsNet: true,
		EnvFiles: []string{"/home/nova/.nova-engine/.env"},
		Mounts:   []Mount{{Source: "/home/nova/.nova-engine", Target: "/home/node/.nova-engine"}},
		Ports:    []Port{{"127.0.0.1", 18789}},
	}}
	if d := cmp.Diff(want, w); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestParsePort(t *testing.T) {
	for text, want := range map[string]Port{
		"18789:18789": {"", 18789}, "127.0.0.1:80:8080": {"127.0.0.1", 80}, "[::1]:80:8080/tcp": {"::1", 80},
		"8080": {}, "127.0.0.1::80": {}, "8000-8010:8000-8010": {},
	} {
		if got, ok := parsePort(text); got != want || ok != (want.Host != 0) {
			t.Errorf("%s: %v, %v", text, got, ok)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, tt := range []struct {
		name    string
		spoil   func(f *Facts)
		service string
		journal []string
		finding []string
		cause   string
		next    string
		healthy bool
	}{
		{name: "runs", service: "nova-engine.service", healthy: true},
		{name: "no file", service: "other.service", cause: "no unit file of nova makes other.service", next: "nova-quadlet install --user nova PATH"},
		{
			name: "refused", service: "nova-engine.service", finding: []string{"x:1:1: error: bad [syntax]"},
			cause: "the file is refused", next: "nova-quadlet lint /home/nova/.config/containers/systemd/nova-engine.container",
		},
		{
			name: "not reloaded", service: "nova-engine.service", spoil: func(f *Facts) { f.Services[0].Load = "not-found" },
			cause: "systemd has not read the file yet", next: "systemctl --machine nova@ --user daemon-reload",
		},
		{
			name: "stopped", service: "nova-engine.service", spoil: func(f *Facts) { f.Services[0].Active = "inactive" },
			cause: "nobody has started it", next: "systemctl --machine nova@ --user start nova-engine.service",
		},
		{
			name: "no manager", service: "nova-engine.service", spoil: func(f *Facts) { f.UserManager = false },
			cause: "no service of the account can run", next: "systemctl start user@990.service",
		},
		{
			name: "between two restarts", service: "nova-engine.service",
			spoil:   func(f *Facts) { f.Services[0].Restarts, f.Services[0].Age = 2, 3*time.Second },
			journal: []string{"gateway: configuration: open /home/node/.nova-engine/nova-engine.json: no such file or directory"},
			cause:   "there is no nova-engine.json", next: "nova-quadlet doctor --user nova",
		},
		{
			name: "restarted a while ago", service: "nova-engine.service", healthy: true,
			spoil: func(f *Facts) { f.Services[0].Restarts, f.Services[0].Age = 2, time.Hour },
		},
		{
			name: "port taken, passt of 2025", service: "nova-engine.service",
			spoil:   func(f *Facts) { f.Services[0].Active = "failed" },
			journal: []string{"Error: pasta failed with exit code 1:", "Failed to bind port 18789 (Address already in use) for option '-t …'"},
			cause:   "a published port is taken", next: "nova-quadlet doctor --user nova",
		},
		{
			name: "port taken, passt of 2026", service: "nova-engine.service",
			spoil:   func(f *Facts) { f.Services[0].Active = "failed" },
			journal: []string{"Listen failed for HOST TCP port 127.0.0.1/18789: Address already in use", "Error: pasta failed with exit code 1:"},
			cause:   "a published port is taken", next: "nova-quadlet doctor --user nova",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := healthy()
			if tt.spoil != nil {
				tt.spoil(&f)
			}
			x := Explain(f, tt.service, tt.finding, tt.journal)
			if x.Healthy != tt.healthy || !strings.Contains(x.Cause, tt.cause) {
				t.Errorf("healthy %v, cause %q; want %v, %q", x.Healthy, x.Cause, tt.healthy, tt.cause)
			}
			if tt.next != "" && !slices.Contains(x.Next, tt.next) {
				t.Errorf("next %q, want %q", x.Next, tt.next)
			}
		})
	}
}

func TestServiceOf(t *testing.T) {
	f := healthy()
	for _, name := range []string{"nova-engine", "nova-engine.service", "nova-engine.container", "/x/nova-engine.container"} {
		if got := ServiceOf(name, f.Units, f.Version()); got != "nova-engine.service" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := ServiceOf("data.volume", nil, f.Version()); got != "data-volume.service" {
		t.Errorf("data.volume: %s", got)
	}
}
