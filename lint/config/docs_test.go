package config_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/nova-engine/nova-quadlet/lint/config"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// TestManualExample: the configuration shown in the manual is one.
func TestManualExample(t *testing.T) {
	text, err := os.ReadFile("../../docs/lint.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "```toml\n")
	example, _, _ = strings.Cut(example, "```")
	if example == "" {
		t.Fatal("no example")
	}
	if _, err := config.Parse([]byte(example), rules.All()); err != nil {
		t.Errorf("%v\n%s", err, example)
	}
}

// TestSchema: the schema for editors is one, and takes and refuses what Parse
// does.
func TestSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(config.Schema(rules.All())))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	list := func(words ...any) []any { return words }
	for _, tc := range []struct {
		name string
		doc  any
		ok   bool
	}{
		{"empty", map[string]any{}, true},
		{"a rule", map[string]any{"rules": map[string]any{"disable": list("missing-image", "generator")}}, true},
		{"an unknown rule", map[string]any{"rules": map[string]any{"disable": list("nope")}}, false},
		{"an unknown key", map[string]any{"rule": map[string]any{}}, false},
		{"a rule made an error", map[string]any{"rules": map[string]any{"severity": map[string]any{"missing-image": "error"}}}, false},
		{"an override", map[string]any{"overrides": list(map[string]any{"paths": list("a/**"), "reason": "x"})}, true},
		{"an override without paths", map[string]any{"overrides": list(map[string]any{"reason": "x"})}, false},
		{"a word", map[string]any{"manager": "root"}, false},
	} {
		if err := s.Validate(tc.doc); (err == nil) != tc.ok {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}
