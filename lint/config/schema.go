package config

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/nova-engine/nova-quadlet/lint"
)

// Schema is the JSON schema of the file, for editors. It is made from the types,
// so that the two cannot differ.
func Schema(all []lint.Rule) []byte {
	s := object(reflect.TypeFor[Config](), Names(all))
	s["$schema"] = "http://json-schema.org/draft-07/schema#"
	s["title"] = FileName
	s["description"] = "What a project decides about nova-quadlet lint."
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	// Maps of strings and lists always encode; their keys come out sorted.
	_ = enc.Encode(s)
	return out.Bytes()
}

func object(t reflect.Type, names []string) map[string]any {
	properties := map[string]any{}
	var required []string
	for i := range t.NumField() {
		f := t.Field(i)
		p := property(f, names)
		if doc := f.Tag.Get("doc"); doc != "" {
			p["description"] = doc
		}
		properties[fieldName(f)] = p
		if !strings.Contains(f.Tag.Get("toml"), "omitempty") {
			required = append(required, fieldName(f))
		}
	}
	s := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if required != nil {
		s["required"] = required
	}
	return s
}

func property(f reflect.StructField, names []string) map[string]any {
	switch f.Tag.Get("rules") {
	case "names":
		return map[string]any{"type": "array", "items": map[string]any{"enum": names}}
	case "severity":
		return map[string]any{
			"type":                 "object",
			"propertyNames":        map[string]any{"enum": names},
			"additionalProperties": map[string]any{"enum": []string{"warning", "info", "off"}},
		}
	}
	switch f.Type.Kind() {
	case reflect.String:
		p := map[string]any{"type": "string"}
		if enum := f.Tag.Get("enum"); enum != "" {
			p["enum"] = strings.Split(enum, ",")
		}
		return p
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer", "minimum": 0}
	case reflect.Struct:
		return object(f.Type, names)
	}
	if f.Type.Elem().Kind() == reflect.Struct {
		return map[string]any{"type": "array", "items": object(f.Type.Elem(), names)}
	}
	return map[string]any{"type": "array", "items": map[string]any{"type": "string"}}
}
