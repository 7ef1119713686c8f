package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// TestProblemMatcher: what lint prints is what the matcher of GitHub Actions
// reads.
func TestProblemMatcher(t *testing.T) {
	text, err := os.ReadFile("../../.github/nova-quadlet-matcher.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		ProblemMatcher []struct {
			Pattern []struct {
				Regexp                            string
				File, Line, Column, Message, Code int
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	p := file.ProblemMatcher[0].Pattern[0]
	var out, complaints bytes.Buffer
	run([]string{"lint", "--no-config", "--stdin-filename", "units/web.container", "-"}, strings.NewReader("[Container]\n"), &out, &complaints)
	m := regexp.MustCompile("(?m)" + p.Regexp).FindStringSubmatch(out.String())
	if m == nil {
		t.Fatalf("%q is not read by %s", out.String(), p.Regexp)
	}
	if m[p.File] != "units/web.container" || m[p.Line] != "1" || m[p.Column] != "2" || m[p.Code] != "missing-image" || m[p.Message] == "" {
		t.Errorf("read %q", m)
	}
}

// TestPreCommitHooks: the hooks look at every kind of unit and at drop-ins, and
// call commands that exist.
func TestPreCommitHooks(t *testing.T) {
	text, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile(`(?m)^  files: '(.*)'$`).FindAllStringSubmatch(string(text), -1)
	entries := regexp.MustCompile(`(?m)^  entry: nova-quadlet (.*)$`).FindAllStringSubmatch(string(text), -1)
	if len(files) == 0 || len(files) != len(entries) {
		t.Fatalf("%d patterns, %d entries", len(files), len(entries))
	}
	for i := range files {
		re := regexp.MustCompile(files[i][1])
		for _, k := range quadlet.Kinds() {
			for _, name := range []string{"web" + k.Ext(), "units/web" + k.Ext(), "web" + k.Ext() + ".d/10.conf", "units/" + k.String() + ".d/10.conf", k.String() + ".d/10.conf"} {
				if !re.MatchString(name) {
					t.Errorf("%s does not match %s", files[i][1], name)
				}
			}
		}
		for _, name := range []string{"README.md", "etc/nginx.d/10.conf", "web.container.bak", "mycontainer"} {
			if re.MatchString(name) {
				t.Errorf("%s matches %s", files[i][1], name)
			}
		}
		cmd, _, err := newRootCmd(&app{}, nil).Find(strings.Fields(entries[i][1]))
		if err != nil || !cmd.HasParent() {
			t.Errorf("there is no command for %q", entries[i][1])
		}
	}
}
