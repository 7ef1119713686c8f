package config

import (
	"slices"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/nova-engine/nova-quadlet/lint"
)

// Choose picks the rules that run for at least some file.
func (c *Config) Choose(all []lint.Rule) []lint.Rule {
	var chosen []lint.Rule
	for _, r := range all {
		if c.baseOn(&r) || slices.ContainsFunc(c.Overrides, func(o Override) bool { return is(&r, o.Enable) }) {
			chosen = append(chosen, r)
		}
	}
	return chosen
}

// Locked are the names of the rules that nothing can silence.
func (c *Config) Locked(all []lint.Rule) []string {
	var names []string
	for i := range all {
		if is(&all[i], c.Rules.Locked) {
			names = append(names, all[i].Name)
		}
	}
	return names
}

// Severity returns the decision about a rule in a file, for lint.Options; nil
// where the file leaves everything as it is. rel gives a path as the patterns
// want it: relative to the file, with slashes.
func (c *Config) Severity(all []lint.Rule, rel func(file string) string) func(rule, file string, s lint.Severity) lint.Severity {
	if len(c.Rules.Severity) == 0 && len(c.Overrides) == 0 {
		return nil
	}
	rules := make(map[string]*lint.Rule, len(all))
	for i := range all {
		rules[all[i].Name] = &all[i]
	}
	return func(name, file string, s lint.Severity) lint.Severity {
		r := rules[name]
		if r == nil {
			return s
		}
		on := c.baseOn(r)
		s = overrule(r, c.Rules.Severity, s)
		locked := is(r, c.Rules.Locked)
		for i := range c.Overrides {
			o := &c.Overrides[i]
			if locked || !o.matches(rel(file)) {
				continue
			}
			if is(r, o.Enable) {
				on = true
			}
			if is(r, o.Disable) {
				on = false
			}
			s = overrule(r, o.Severity, s)
		}
		if !on {
			return lint.Off
		}
		return s
	}
}

// baseOn reports whether a rule runs where no override says otherwise.
func (c *Config) baseOn(r *lint.Rule) bool {
	if is(r, c.Rules.Locked) {
		// Not even a choice of other rules switches it off.
		return true
	}
	on := !r.Optional || c.Rules.All || is(r, c.Rules.Enable)
	if len(c.Rules.Only) > 0 {
		on = is(r, c.Rules.Only) || is(r, c.Rules.Enable)
	}
	return on && !is(r, c.Rules.Disable)
}

// overrule applies a table of severities: the rule's own row counts for more
// than that of a family.
func overrule(r *lint.Rule, table map[string]string, s lint.Severity) lint.Severity {
	word, ok := table[r.Name]
	for _, tag := range r.Tags {
		if !ok {
			word, ok = table[tag]
		}
	}
	switch word {
	case "off":
		return lint.Off
	case "info":
		return lint.Info
	case "warning":
		return lint.Warning
	}
	return s
}

func is(r *lint.Rule, names []string) bool { return slices.ContainsFunc(names, r.Is) }

func (o *Override) matches(path string) bool {
	return slices.ContainsFunc(o.Paths, func(p string) bool { return doublestar.MatchUnvalidated(p, path) })
}
