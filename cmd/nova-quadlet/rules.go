package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/config"
	"github.com/nova-engine/nova-quadlet/lint/format"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

func newRulesCmd(a *app) *cobra.Command {
	out := "text"
	cmd := &cobra.Command{
		Use:   "rules [FAMILY...]",
		Short: "List the rules of lint",
		Long: `rules lists what lint looks for, family by family: name, severity, what it
finds. A rule in brackets is off by default. explain RULE says more.`,
		Example: `  nova-quadlet rules
  nova-quadlet rules ports
  nova-quadlet rules --format json`,
		GroupID: groupUnits,
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := rulesOf(args)
			if err != nil {
				return err
			}
			switch out {
			case "json":
				return format.WriteRules(a.stdout, all)
			case "text":
				return a.page(ruleList(all))
			}
			return usagef(didYouMeanOr(out, []string{"text", "json"}, "known are text, json"), "unknown format %q", out)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return format.Families(rules.All()), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringVar(&out, "format", out, "`FORMAT`: text or json")
	return cmd
}

// rulesOf picks rules by name or family; all without a name.
func rulesOf(names []string) ([]lint.Rule, error) {
	all := rules.All()
	for _, name := range names {
		if !slices.ContainsFunc(all, func(r lint.Rule) bool { return r.Is(name) }) {
			return nil, usagef(didYouMeanOr(name, config.Names(all), `run "nova-quadlet rules" for the rules`), "unknown rule or family %q", name)
		}
	}
	if len(names) == 0 {
		return all, nil
	}
	return slices.DeleteFunc(all, func(r lint.Rule) bool { return !slices.ContainsFunc(names, r.Is) }), nil
}

// ruleList is one line a rule, family by family.
func ruleList(all []lint.Rule) string {
	name := func(r *lint.Rule) string {
		if r.Optional {
			return "[" + r.Name + "]"
		}
		return r.Name
	}
	width := 0
	for i := range all {
		width = max(width, len(name(&all[i])))
	}
	var b strings.Builder
	for i, family := range format.Families(all) {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s\n", family)
		for j := range all {
			if r := &all[j]; len(r.Tags) > 0 && r.Tags[0] == family {
				fmt.Fprintf(&b, "  %-*s  %-7s  %s\n", width, name(r), r.Severity, r.Doc.Title)
			}
		}
	}
	return b.String()
}
