package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestHardenedUnitScoresBest: the profile of gen is worth what it promises, for
// every Podman release.
func TestHardenedUnitScoresBest(t *testing.T) {
	for _, release := range []string{"4.4", "4.9", "5.0", "5.4", "5.8", "6.1"} {
		for _, profile := range []struct {
			name     string
			flags    []string
			exposure float64
			level    string
		}{
			{"plain", nil, 3.7, "MEDIUM"},
			{"hardened", []string{"--hardened"}, 0, "PERFECT"},
		} {
			var unit, stderr bytes.Buffer
			if status := run(append([]string{"gen", "--podman", release}, profile.flags...), strings.NewReader(""), &unit, &stderr); status != 0 {
				t.Fatalf("gen for %s: status %d: %s", release, status, &stderr)
			}
			got := scores(t, unit.String(), "--podman", release, "--user")
			if len(got.Units) != 1 || got.Units[0].Exposure != profile.exposure || got.Units[0].Level != profile.level {
				t.Errorf("%s for %s: %+v, want %v %s", profile.name, release, got.Units, profile.exposure, profile.level)
			}
		}
	}
}

func scores(t *testing.T, unit string, flags ...string) scoresJSON {
	t.Helper()
	var out, stderr bytes.Buffer
	if status := run(append([]string{"score", "--json", "-"}, flags...), strings.NewReader(unit), &out, &stderr); status > 1 {
		t.Fatalf("status %d: %s", status, &stderr)
	}
	validateScore(t, out.Bytes())
	var doc scoresJSON
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func validateScore(t *testing.T, text []byte) {
	t.Helper()
	f, err := os.Open("../../docs/schema/score.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("score.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("score.json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(got); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestEachHardeningRuleCounts: what a rule finds adds its weight, and nothing
// else does.
func TestEachHardeningRuleCounts(t *testing.T) {
	plain := scores(t, "[Container]\nImage=localhost/app\n").Units[0]
	for _, tt := range []struct{ line, rule string }{
		{"PodmanArgs=--pid=host", "host-namespace"},
		{"AddCapability=SYS_ADMIN", "risky-capability"},
		{"SeccompProfile=unconfined", "unconfined-container"},
		{"Volume=/etc:/etc/host", "writable-system-path"},
		{"AddDevice=/dev/mem", "raw-device"},
		{"PidsLimit=-1", "unlimited-processes"},
		{"User=root", "root-user"},
		{"Volume=/run/podman/podman.sock:/x", "api-socket"},
		{"PublishPort=8080:80", "public-port"},
		{"Environment=DB_PASSWORD=correct-horse", "secret-in-environment"},
		{"PodmanArgs=--env=DB_PASSWORD=correct-horse", "secret-in-argument"},
	} {
		u := scores(t, "[Container]\nImage=localhost/app\n"+tt.line+"\n").Units[0]
		var exposed []string
		weight := 0.0
		for i, c := range u.Checks {
			if c.Exposed && !plain.Checks[i].Exposed {
				exposed = append(exposed, c.Rule)
				weight = c.Weight
			}
		}
		if len(exposed) != 1 || exposed[0] != tt.rule {
			t.Errorf("%s: %q count, want %s", tt.line, exposed, tt.rule)
		}
		if diff := u.Exposure - plain.Exposure - weight; diff > 0.01 || diff < -0.01 {
			t.Errorf("%s: exposure %v, want %v more than %v", tt.line, u.Exposure, weight, plain.Exposure)
		}
	}
}
