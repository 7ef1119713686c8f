package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// complaintStep is one command line and what must come of it. The patterns are
// regular expressions over the whole text; "" asks for nothing.
type complaintStep struct {
	args           string
	stdin          string
	status         int
	stdout, stderr string
	// not must not be in standard output; "." asks for silence.
	not string
}

const (
	good = "[Container]\nImage=quay.io/libpod/alpine:3.20\n"
	bad  = "[Container]\nImage=quay.io/libpod/alpine:3.20\nHostname=web\n"
)

// complaints are what users of other linters have asked for, in the words of
// their trackers. Each is named after the place where it was said.
var complaints = []struct {
	name  string
	files string
	steps []complaintStep
}{
	{
		name:  "hadolint#391 findings and usage errors have statuses of their own",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{
			{args: "lint a.container", status: 1},
			{args: "lint --nope a.container", status: 2},
			{args: "lint nope.container", status: 3},
		},
	},
	{
		name:  "hadolint#651 the threshold is inclusive",
		files: "-- a.container --\n# nova-quadlet:ignore missing-image -- gone\n" + good,
		steps: []complaintStep{
			{args: "lint --fail-on error a.container", status: 0},
			{args: "lint --fail-on warning a.container", status: 1},
			{args: "lint --fail-on info a.container", status: 1},
		},
	},
	{
		name:  "hadolint#673 a rule that was made less severe does not fail",
		files: "-- .nova-quadlet.toml --\n[rules.severity]\nunknown-key = 'warning'\n-- a.container --\n" + bad,
		steps: []complaintStep{{args: "lint a.container", status: 0, stdout: `warning: .*\[unknown-key\]`}},
	},
	{
		name:  "hadolint#688 zizmor#154 the status is the same in every format",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{
			{args: "lint --format text a.container", status: 1},
			{args: "lint --format json a.container", status: 1},
			{args: "lint --format jsonl a.container", status: 1},
			{args: "lint --format sarif a.container", status: 1},
			{args: "lint --format github a.container", status: 1},
			{args: "lint --format gitlab a.container", status: 1},
			{args: "lint --format junit a.container", status: 1},
			{args: "lint --format checkstyle a.container", status: 1},
		},
	},
	{
		name:  "hadolint#1000 infos and warnings do not fail by default",
		files: "-- a.container --\n# nova-quadlet:ignore missing-image -- gone\n" + good,
		steps: []complaintStep{{args: "lint a.container", status: 0, stdout: "unused-ignore"}},
	},
	{
		name:  "hadolint#821 what is reported can be cut at a severity",
		files: "-- a.container --\n# nova-quadlet:ignore missing-image -- gone\n" + bad,
		steps: []complaintStep{{args: "lint --min-severity error a.container", status: 1, stdout: "unknown-key", not: "unused-ignore"}},
	},
	{
		name:  "kube-linter#312 a report without a failing status",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{{args: "lint --exit-zero --format sarif a.container", status: 0, stdout: "unknown-key"}},
	},
	{
		name:  "systemd#23860 systemd#27540 systemd#11651 systemd#20233 systemd#34384 warnings can fail, all of them",
		files: "-- a.container --\n# nova-quadlet:ignore missing-image\n" + good,
		steps: []complaintStep{{args: "lint --fail-on warning a.container", status: 1, stdout: "unused-ignore(.|\n)*ignore-without-reason|ignore-without-reason(.|\n)*unused-ignore"}},
	},
	{
		name:  "systemd#6306 every message has the path as it was given",
		files: "-- deep/er/a.container --\n" + bad,
		steps: []complaintStep{{args: "lint deep", status: 1, stdout: "(?m)^deep/er/a.container:3:1: error: "}},
	},
	{
		name:  "systemd#20402 a path that this machine does not have is no finding",
		files: "-- a.container --\n" + good + "Volume=/srv/not/here:/data\nEnvironmentFile=/etc/not/here.env\n",
		steps: []complaintStep{{args: "lint --fail-on info a.container", not: "not/here"}},
	},
	{
		name:  "systemd#5609 systemd#6842 linting leaves nothing behind",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{
			{args: "lint .", status: 1},
			{args: "lint --diff .", status: 1},
			{args: "fmt --check .", status: 0},
		},
	},
	{
		name:  "actionlint#237 actionlint#375 kube-linter#423 quadlet-lsp#116 one line can be silenced",
		files: "-- a.container --\n" + good + "# nova-quadlet:ignore unknown-key -- for the next release\nHostname=web\nDomainname=x\n",
		steps: []complaintStep{{args: "lint a.container", status: 1, stdout: "Domainname", not: "Hostname"}},
	},
	{
		name:  "quadlet-lsp#47 quadlet-lsp#81 one file can be silenced",
		files: "-- a.container --\n# nova-quadlet:ignore-file unknown-key -- for the next release\n" + bad,
		steps: []complaintStep{{args: "lint a.container", status: 0, not: "."}},
	},
	{
		name:  "hadolint#24 comments can be overruled",
		files: "-- a.container --\n# nova-quadlet:ignore-file unknown-key -- for the next release\n" + bad,
		steps: []complaintStep{{args: "lint --no-inline-ignores a.container", status: 1, stdout: "unknown-key"}},
	},
	{
		name:  "kube-linter#1180 a comment that has no effect says so",
		files: "-- a.container --\n# nova-quadlet:ignore unknown-keys -- plural\n# nova-quadlet:ingore unknown-key -- misspelt\n" + good,
		steps: []complaintStep{{args: "lint --fail-on warning a.container", status: 1, stdout: `did you mean "unknown-key"\?(.|\n)*did you mean "ignore"\?`}},
	},
	{
		name:  "kube-linter#487 files of others are silenced from outside, with a reason",
		files: "-- .nova-quadlet.toml --\n[[overrides]]\npaths = ['vendor/**']\nreason = 'not ours'\ndisable = ['unknown-key']\n-- vendor/a.container --\n" + bad,
		steps: []complaintStep{{args: "lint vendor/a.container", status: 0, not: "."}},
	},
	{
		name:  "kube-linter#128 a rule can be locked",
		files: "-- .nova-quadlet.toml --\n[rules]\nlocked = ['unknown-key']\n-- a.container --\n# nova-quadlet:ignore-file unknown-key -- let me\n" + bad,
		steps: []complaintStep{
			{args: "lint a.container", status: 1, stdout: "unknown-key"},
			{args: "lint --disable unknown-key a.container", status: 2},
		},
	},
	{
		name:  "stylelint#1750 a comment that is not needed is a finding, and can be removed",
		files: "-- a.container --\n# nova-quadlet:ignore missing-image -- gone\n" + good,
		steps: []complaintStep{
			{args: "lint --fail-on warning a.container", status: 1, stdout: "unused-ignore"},
			{args: "lint --fix --fail-on warning a.container", status: 0, not: "."},
		},
	},
	{
		name:  "ruff#1149 ruff#5391 ruff#18625 a baseline outlives moved lines, and only shrinks",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{
			{args: "lint --baseline b.json --update-baseline a.container", status: 0},
			{args: "lint --baseline b.json --stdin-filename a.container -", stdin: "# a\n\n# b\n" + bad, status: 0, not: "."},
			{args: "lint --baseline b.json --update-baseline --stdin-filename a.container -", stdin: bad + "Domainname=x\n", status: 1, stdout: "Domainname", not: "Hostname"},
		},
	},
	{
		name:  "shellcheck#2405 shellcheck#2569 SARIF without a converter, helpful without a server",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{{args: "lint --format sarif a.container", status: 1, stdout: `"\$schema":.*"version":"2.1.0"`}},
	},
	{
		name:  "zshellcheck#1404 spark-android#1635 rules have help, the run has an id",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{{args: "lint --only unknown-key --format sarif a.container", status: 1, stdout: `"helpUri":"https://(.|\n)*"automationDetails":\{"id":"nova-quadlet/"\}`}},
	},
	{
		name:  "megalinter suppressed results stay in the log, marked",
		files: "-- a.container --\n# nova-quadlet:ignore-file unknown-key -- for the next release\n" + bad,
		steps: []complaintStep{{args: "lint --format sarif a.container", status: 0, stdout: `"suppressions":\[\{"kind":"inSource","justification":"for the next release"\}\]`}},
	},
	{
		name:  "ansible-lint#2667 kube-linter#160 no message is empty, no rule stands there twice",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{{args: "lint --format sarif a.container", status: 1, stdout: `"ruleId":"unknown-key"`, not: `"text":""|"id":"unknown-key"(.|\n)*"id":"unknown-key"`}},
	},
	{
		name:  "systemd#33681 a template is judged without an instance",
		files: "-- a@.container --\n" + good + "ContainerName=a-%i\n[Install]\nDefaultInstance=x\nWantedBy=default.target\n",
		steps: []complaintStep{{args: "lint a@.container", status: 0, not: "."}},
	},
	{
		name:  "golangci-lint meho#640 cli#2586 sage#661 a rule that is off by default stays off until it is asked for",
		files: "-- a.container --\n[Container]\nImage=quay.io/libpod/alpine\n",
		steps: []complaintStep{
			{args: "lint --fail-on info a.container", status: 0, not: "."},
			{args: "lint --fail-on info --enable latest-image a.container", status: 1, stdout: "latest-image"},
		},
	},
	{
		name:  "golangci-lint#5735 what the documentation says of a rule is what the rule does",
		files: "-- web.container --\n" + bad,
		steps: []complaintStep{
			{args: "explain unknown-key", status: 0, stdout: `error: \[Container\] has no key "Memroy"|has no key`},
			{args: "rules --format json", status: 0, stdout: `"name":\s*"unknown-key"`},
		},
	},
	{
		name:  "quadlet-lsp#158 a misspelt key of the configuration is an error",
		files: "-- .nova-quadlet.toml --\n[rules]\ndisabled = ['unknown-key']\n-- a.container --\n" + bad,
		steps: []complaintStep{{args: "lint a.container", status: 2, stderr: `unknown key "rules.disabled"(.|\n)*did you mean "disable"\?`, not: "."}},
	},
	{
		name:  "golangci-lint#3117 golangci-lint#456 nothing is excluded that is not shown",
		files: "-- .nova-quadlet.toml --\n[rules]\ndisable = ['unknown-key']\n-- a.container --\n" + bad,
		steps: []complaintStep{
			{args: "lint --print-config a.container", status: 0, stdout: "disable = \\['unknown-key'\\]"},
			{args: "lint --print-config --no-config a.container", status: 0, stdout: "no configuration file", not: "disable"},
		},
	},
	{
		name: "quadlet-lsp#208 quadlet-lsp#219 quadlet-lsp#223 quadlet-lsp#150 published ports of every form",
		files: "-- a.container --\n" + good + "PublishPort=127.0.0.1:8080:80\nPublishPort=[::1]:8081:81\nPublishPort=127.0.0.1:8082:82/udp\n" +
			"PublishPort=127.0.0.1:9000-9002:9000-9002\nPublishPort=127.0.0.1::83\nPublishPort=127.0.0.1:8084:84/sctp\n",
		steps: []complaintStep{{args: "lint --min-severity error a.container", status: 0, not: "."}},
	},
	{
		name:  "quadlet-lsp#161 mount propagation is a volume option",
		files: "-- a.container --\n" + good + "Volume=/srv/a:/a:rshared\nVolume=/srv/b:/b:ro,rslave,z\n",
		steps: []complaintStep{{args: "lint --min-severity error a.container", status: 0, not: "."}},
	},
	{
		name:  "quadlet-lsp QSR011 no rule needs Podman or an image",
		files: "-- a.container --\n" + good + "PublishPort=127.0.0.1:8080:80\n",
		steps: []complaintStep{{args: "lint --all --min-severity error a.container", status: 0, not: "."}},
	},
	{
		name:  "quadlet-lsp cmd_check.go check has a status, a severity, an order, and takes files",
		files: "-- b.container --\n" + bad + "-- a.container --\n" + bad,
		steps: []complaintStep{{args: "lint b.container a.container", status: 1, stdout: `(?s)^a.container:3:1: error: .*\nb.container:3:1: error: `}},
	},
	{
		name:  "quadlet-lsp features.md formatting keeps every comment",
		files: "-- a.container --\n# head\n[Container]\n # one\nImage = quay.io/libpod/alpine:3.20\n# nova-quadlet:ignore unknown-key -- for the next release\nHostname=web\n# end\n",
		steps: []complaintStep{
			{args: "fmt a.container", status: 0},
			{args: "fmt - ", stdin: "[Container]\n # one\nImage = x\n# two\n", status: 0, stdout: `^\[Container\]\n# one\nImage=x\n# two\n$`},
			{args: "lint a.container", status: 0, not: "."},
		},
	},
	{
		name:  "vscode-shellcheck#182 bash-language-server#559 nothing is mended unasked, unsafe fixes twice not",
		files: "-- a.container --\n[Container]\nImage=quay.io/libpod/alpine:3.20\nEnviroment=A=b\n",
		steps: []complaintStep{
			{args: "lint a.container", status: 1},
			{args: "lint --fix a.container", status: 1, stdout: "Enviroment"},
			{args: "lint --fix --unsafe-fixes a.container", status: 0},
		},
	},
	{
		name:  "statix#19 vscode-github-actions#123 a rule is switched off by its name",
		files: "-- a.container --\n" + bad,
		steps: []complaintStep{{args: "lint --disable unknown-key a.container", status: 0, not: "."}},
	},
	{
		name:  "shellcheck wiki a rule explains itself without a network",
		steps: []complaintStep{{args: "explain unknown-key", status: 0, stdout: "## Why"}},
	},
	{
		name:  "podlet#187 podlet#209 podlet#217 a release that is newer than the program is taken",
		files: "-- a.container --\n" + good,
		steps: []complaintStep{{args: "lint --podman 9.9.1 a.container", status: 0, not: "."}},
	},
	{
		name:  "podman#21371 flightctl#2332 a key is judged for the release that will read it",
		files: "-- a.container --\n" + good + "Memory=1g\n",
		steps: []complaintStep{
			{args: "lint --podman 5.4 a.container", status: 1, stdout: "Memory"},
			{args: "lint --podman 5.6 a.container", status: 0, not: "."},
			{args: "lint --distro ubuntu24.04,debian14 a.container", status: 1, stdout: "ubuntu24.04 only"},
		},
	},
}

func TestComplaints(t *testing.T) {
	for _, c := range complaints {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for _, f := range txtar.Parse([]byte(c.files)).Files {
				if err := os.MkdirAll(filepath.Dir(f.Name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(f.Name, f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			for _, s := range c.steps {
				var stdout, stderr bytes.Buffer
				status := run(strings.Fields(s.args), strings.NewReader(s.stdin), &stdout, &stderr)
				if status != s.status ||
					!regexp.MustCompile(s.stdout).MatchString(stdout.String()) ||
					!regexp.MustCompile(s.stderr).MatchString(stderr.String()) ||
					s.not != "" && regexp.MustCompile(s.not).MatchString(stdout.String()) {
					t.Errorf("nova-quadlet %s: status %d, want %d\nstdout: %s\nstderr: %s", s.args, status, s.status, &stdout, &stderr)
				}
			}
			if strings.Contains(c.name, "leaves nothing behind") {
				if left, _ := filepath.Glob("*"); len(left) != 1 {
					t.Errorf("there is %v", left)
				}
			}
		})
	}
}
