// Package config reads what a project decides about the linter: the file
// .nova-quadlet.toml.
//
// Reading is strict: an unknown key, an unknown rule or a value of the wrong
// kind is an error with its place and, where one is near, the word that was
// meant. The package does no I/O; finding the file is the caller's work.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/pelletier/go-toml/v2"

	"github.com/nova-engine/nova-quadlet/internal/didyoumean"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// FileName is what the file is called.
const FileName = ".nova-quadlet.toml"

// Config is the file. The doc tags describe the keys in the schema.
type Config struct {
	Podman    string     `toml:"podman,omitempty" doc:"Podman releases to judge for: 5.4, a list as 4.9,5.4, or a range as 4.4..6.1"`
	Distro    []string   `toml:"distro,omitempty" doc:"distributions to judge for, with their Podman and systemd, in place of podman"`
	Systemd   int        `toml:"systemd,omitempty" doc:"version of systemd to judge for"`
	Manager   string     `toml:"manager,omitempty" doc:"who starts the units" enum:"user,system"`
	SELinux   bool       `toml:"selinux,omitempty" doc:"the hosts use SELinux"`
	FailOn    string     `toml:"fail-on,omitempty" doc:"lowest severity that gives status 1" enum:"error,warning,info,never"`
	Baseline  string     `toml:"baseline,omitempty" doc:"file of findings that are known, relative to this file"`
	Rules     Rules      `toml:"rules,omitempty" doc:"which rules run, and how severe they are"`
	Overrides []Override `toml:"overrides,omitempty" doc:"decisions for some files only; later ones win"`
}

// Rules choose rules by name or family.
type Rules struct {
	All      bool              `toml:"all,omitempty" doc:"run every rule, those off by default too"`
	Only     []string          `toml:"only,omitempty" doc:"rules or families; no others run" rules:"names"`
	Enable   []string          `toml:"enable,omitempty" doc:"rules or families that are off by default" rules:"names"`
	Disable  []string          `toml:"disable,omitempty" doc:"rules or families that do not run" rules:"names"`
	Locked   []string          `toml:"locked,omitempty" doc:"rules or families that always run, and that no comment, override or baseline silences" rules:"names"`
	Severity map[string]string `toml:"severity,omitempty" doc:"another severity for a rule; an error is a proof, so that nothing can be made one" rules:"severity"`
}

// Override decides for the files that one of its patterns matches.
type Override struct {
	Paths    []string          `toml:"paths" doc:"patterns of files, relative to this file; ** stands for any directories"`
	Reason   string            `toml:"reason,omitempty" doc:"why, for the reader"`
	Enable   []string          `toml:"enable,omitempty" doc:"rules or families that are off elsewhere" rules:"names"`
	Disable  []string          `toml:"disable,omitempty" doc:"rules or families whose findings are dropped" rules:"names"`
	Severity map[string]string `toml:"severity,omitempty" doc:"another severity for a rule" rules:"severity"`
}

// Error is a mistake in the file.
type Error struct {
	// Line and Col are 0 where the place is not known.
	Line, Col int
	Msg       string
	hint      string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Msg
	}
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Col, e.Msg)
}

// Hint says what to do, "" if nothing can be said.
func (e *Error) Hint() string { return e.hint }

// Parse reads the file. all is the catalogue that names of rules are looked up
// in. The error joins an *Error for each mistake.
func Parse(src []byte, all []lint.Rule) (*Config, error) {
	c := &Config{}
	dec := toml.NewDecoder(bytes.NewReader(src))
	dec.DisallowUnknownFields()
	if err := dec.Decode(c); err != nil {
		return nil, decodeError(err)
	}
	if errs := c.check(all); len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return c, nil
}

// decodeError gives the errors of the decoder our words.
func decodeError(err error) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		var errs []error
		for i := range missing.Errors {
			d := &missing.Errors[i]
			line, col := d.Position()
			key := d.Key()
			e := &Error{Line: line, Col: col, Msg: fmt.Sprintf("unknown key %q", strings.Join(key, "."))}
			if near, ok := didyoumean.Nearest(key[len(key)-1], siblings(key)); ok {
				e.hint = fmt.Sprintf("did you mean %q?", near)
			}
			errs = append(errs, e)
		}
		return errors.Join(errs...)
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, col := decode.Position()
		return &Error{Line: line, Col: col, Msg: strings.TrimPrefix(decode.Error(), "toml: ")}
	}
	return &Error{Msg: err.Error()}
}

// siblings are the keys that may stand where an unknown one does.
func siblings(key toml.Key) []string {
	t := reflect.TypeFor[Config]()
	for _, part := range key[:len(key)-1] {
		for i := range t.NumField() {
			if f := t.Field(i); fieldName(f) == part {
				t = f.Type
				if t.Kind() == reflect.Slice {
					t = t.Elem()
				}
				break
			}
		}
		if t.Kind() != reflect.Struct {
			return nil
		}
	}
	var names []string
	for i := range t.NumField() {
		names = append(names, fieldName(t.Field(i)))
	}
	return names
}

func fieldName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
	return name
}

// check looks at what the types cannot say.
func (c *Config) check(all []lint.Rule) []error {
	var errs []error
	fail := func(hint, format string, args ...any) {
		errs = append(errs, &Error{Msg: fmt.Sprintf(format, args...), hint: hint})
	}
	if _, err := c.Versions(); err != nil {
		fail("", "podman: %s", err)
	}
	if _, err := c.Distros(); err != nil {
		fail("", "distro: %s", err)
	}
	if c.Podman != "" && len(c.Distro) > 0 {
		fail("distro brings its own Podman", "podman and distro exclude each other")
	}
	if c.Systemd < 0 {
		fail("", "systemd: %d is no version", c.Systemd)
	}
	word := func(key, value string, words ...string) {
		if value != "" && !slices.Contains(words, value) {
			fail(known(value, words), "%s: unknown word %q", key, value)
		}
	}
	word("manager", c.Manager, "user", "system")
	word("fail-on", c.FailOn, "error", "warning", "info", "never")
	names := func(key string, list []string) {
		for _, name := range list {
			if !slices.ContainsFunc(all, func(r lint.Rule) bool { return r.Is(name) }) {
				fail(known(name, Names(all)), "%s: unknown rule %q", key, name)
			}
		}
	}
	severity := func(key string, m map[string]string) {
		for _, name := range sortedKeys(m) {
			names(key, []string{name})
			switch value := m[name]; value {
			case "warning", "info", "off":
			case "error":
				fail("use fail-on = \"warning\" to be strict", "%s.%s: an error is a proof that something is refused; nothing can be made one", key, name)
			default:
				fail(known(value, []string{"warning", "info", "off"}), "%s.%s: unknown severity %q", key, name, value)
			}
		}
	}
	names("rules.only", c.Rules.Only)
	names("rules.enable", c.Rules.Enable)
	names("rules.disable", c.Rules.Disable)
	names("rules.locked", c.Rules.Locked)
	severity("rules.severity", c.Rules.Severity)
	for i, o := range c.Overrides {
		key := fmt.Sprintf("overrides[%d]", i)
		if len(o.Paths) == 0 {
			fail("paths = [\"vendor/**\"]", "%s: no paths", key)
		}
		for _, p := range o.Paths {
			if !doublestar.ValidatePattern(p) || path.IsAbs(p) {
				fail("patterns are relative to the file, as in vendor/**/*.container", "%s.paths: %q is no pattern", key, p)
			}
		}
		names(key+".enable", o.Enable)
		names(key+".disable", o.Disable)
		severity(key+".severity", o.Severity)
	}
	return errs
}

func known(word string, words []string) string {
	if near, ok := didyoumean.Nearest(word, words); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(words) > 8 {
		return `"nova-quadlet rules" lists the rules`
	}
	return "known are " + strings.Join(words, ", ")
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Names lists the names that choose rules: rules first, then families.
func Names(all []lint.Rule) []string {
	var names []string
	for i := range all {
		names = append(names, all[i].Name)
	}
	for i := range all {
		for _, tag := range all[i].Tags {
			if !slices.Contains(names, tag) {
				names = append(names, tag)
			}
		}
	}
	return names
}

// Versions are the Podman releases to judge for, none where they are not given.
func (c *Config) Versions() ([]quadlet.Version, error) {
	if c.Podman == "" {
		return nil, nil
	}
	return quadlet.ParseVersions(c.Podman)
}

// Distros are the distributions to judge for.
func (c *Config) Distros() ([]quadlet.Distro, error) {
	var list []quadlet.Distro
	for _, name := range c.Distro {
		d, err := quadlet.LookupDistro(name)
		if err != nil {
			return nil, err
		}
		if !d.Quadlet {
			return nil, fmt.Errorf("%s ships Podman %s, on which Quadlet does not run", d.Name, d.PodmanFull)
		}
		list = append(list, d)
	}
	return list, nil
}

// String writes the configuration as it would stand in the file.
func (c *Config) String() string {
	text, err := toml.Marshal(c)
	if err != nil {
		return "# " + err.Error() + "\n"
	}
	return string(text)
}
