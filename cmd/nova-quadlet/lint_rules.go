package main

import (
	"slices"

	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/lint"
)

// ruleFlags choose rules. A name is that of a rule or of a family of them.
type ruleFlags struct {
	only, enable, disable []string
	all                   bool
}

func (f *ruleFlags) define(fs *pflag.FlagSet) {
	fs.StringSliceVar(&f.only, "only", nil, "run only this `RULE` or family; may be given again, or a list")
	fs.StringSliceVar(&f.enable, "enable", nil, "run this `RULE` or family too, where it is off by default")
	fs.StringSliceVar(&f.disable, "disable", nil, "do not run this `RULE` or family")
	fs.BoolVar(&f.all, "all", false, "run every rule, those off by default too")
}

// rules picks from the catalogue.
func (f *ruleFlags) rules(all []lint.Rule) ([]lint.Rule, error) {
	for _, list := range []struct {
		flag  string
		names []string
	}{{"only", f.only}, {"enable", f.enable}, {"disable", f.disable}} {
		for _, name := range list.names {
			if !slices.ContainsFunc(all, func(r lint.Rule) bool { return named(r, name) }) {
				return nil, usagef(didYouMeanOr(name, ruleNames(all), `run "nova-quadlet rules" for the rules`), "--%s: unknown rule %q", list.flag, name)
			}
		}
	}
	var chosen []lint.Rule
	for _, r := range all {
		is := func(names []string) bool {
			return slices.ContainsFunc(names, func(name string) bool { return named(r, name) })
		}
		on := !r.Optional || f.all || is(f.enable)
		if len(f.only) > 0 {
			on = is(f.only) || is(f.enable)
		}
		if on && !is(f.disable) {
			chosen = append(chosen, r)
		}
	}
	return chosen, nil
}

// named reports whether name is the rule's or that of a family it belongs to.
func named(r lint.Rule, name string) bool {
	return r.Name == name || slices.Contains(r.Tags, name)
}

// ruleNames lists the names that choose rules: rules first, then families.
func ruleNames(all []lint.Rule) []string {
	var names []string
	for _, r := range all {
		names = append(names, r.Name)
	}
	for _, r := range all {
		for _, tag := range r.Tags {
			if !slices.Contains(names, tag) {
				names = append(names, tag)
			}
		}
	}
	return names
}
