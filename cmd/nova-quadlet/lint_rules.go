package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/config"
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

// merge lets the flags overrule what a configuration chooses.
func (f *ruleFlags) merge(c *config.Config, all []lint.Rule) error {
	for _, list := range []struct {
		flag  string
		names []string
	}{{"only", f.only}, {"enable", f.enable}, {"disable", f.disable}} {
		for _, name := range list.names {
			if !slices.ContainsFunc(all, func(r lint.Rule) bool { return r.Is(name) }) {
				return usagef(didYouMeanOr(name, config.Names(all), `run "nova-quadlet rules" for the rules`), "--%s: unknown rule %q", list.flag, name)
			}
		}
	}
	locked := c.Locked(all)
	for i := range all {
		if slices.Contains(locked, all[i].Name) && slices.ContainsFunc(f.disable, all[i].Is) {
			return usagef("", "--disable %s: the configuration locks %q", strings.Join(f.disable, ","), all[i].Name)
		}
	}
	c.Rules.All = c.Rules.All || f.all
	if len(f.only) > 0 {
		c.Rules.Only = f.only
	}
	c.Rules.Enable = append(slices.Clone(c.Rules.Enable), f.enable...)
	wanted := append(slices.Clone(f.only), f.enable...)
	c.Rules.Disable = append(slices.DeleteFunc(slices.Clone(c.Rules.Disable), func(name string) bool {
		return slices.Contains(wanted, name)
	}), f.disable...)
	return nil
}
