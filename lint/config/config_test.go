package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/config"
)

func catalogue() []lint.Rule {
	return []lint.Rule{
		{Name: "plain", Severity: lint.Error, Tags: []string{"family"}},
		{Name: "spare", Severity: lint.Info, Optional: true, Tags: []string{"other"}},
	}
}

func TestChoose(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{name: "by default", want: []string{"plain"}},
		{name: "all", text: "rules.all = true", want: []string{"plain", "spare"}},
		{name: "enable a family", text: `rules.enable = ["other"]`, want: []string{"plain", "spare"}},
		{name: "disable a family", text: `rules.disable = ["family"]`},
		{name: "locked rules always run", text: `rules = {only = ["spare"], locked = ["plain"], disable = ["family"]}`, want: []string{"plain", "spare"}},
		{name: "only", text: `rules.only = ["spare"]`, want: []string{"spare"}},
		{name: "enabled for some files", text: "overrides = [{paths = ['a'], enable = ['spare']}]", want: []string{"plain", "spare"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, err := config.Parse([]byte(tc.text), catalogue())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range c.Choose(catalogue()) {
				got = append(got, r.Name)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSeverity(t *testing.T) {
	const text = `
[rules]
locked = ["plain"]
[rules.severity]
family = "info"
plain = "warning"
[[overrides]]
paths = ["vendor/**"]
severity = { plain = "off", spare = "warning" }
enable = ["spare"]
`
	c, err := config.Parse([]byte(text), catalogue())
	if err != nil {
		t.Fatal(err)
	}
	severity := c.Severity(catalogue(), func(file string) string { return file })
	for _, tc := range []struct {
		rule, file string
		want       lint.Severity
	}{
		{"plain", "a.container", lint.Warning},
		{"plain", "vendor/a/b.container", lint.Warning}, // locked
		{"spare", "a.container", lint.Off},
		{"spare", "vendor/a/b.container", lint.Warning},
	} {
		if got := severity(tc.rule, tc.file, lint.Error); got != tc.want {
			t.Errorf("%s in %s: %v, want %v", tc.rule, tc.file, got, tc.want)
		}
	}
}

// TestPrintedConfigReadsBack: what --print-config shows is a configuration.
func TestPrintedConfigReadsBack(t *testing.T) {
	const text = "podman = '4.9..5.4'\nselinux = true\n[rules]\nenable = ['spare']\n[rules.severity]\nplain = 'info'\n[[overrides]]\npaths = ['a/**']\nreason = 'x'\n"
	c, err := config.Parse([]byte(text), catalogue())
	if err != nil {
		t.Fatal(err)
	}
	again, err := config.Parse([]byte(c.String()), catalogue())
	if err != nil {
		t.Fatalf("%v\n%s", err, c)
	}
	if diff := cmp.Diff(c, again); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
