package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/generator"
)

// checked is a flag that refuses a bad value as it is set, with a hint.
type checked[T any] struct {
	to    *T
	kind  string // what help calls the value
	parse func(string) (T, error)
	show  func(T) string
}

func (c checked[T]) Set(s string) error {
	v, err := c.parse(s)
	if err == nil {
		*c.to = v
	}
	return err
}

func (c checked[T]) Type() string { return c.kind }

func (c checked[T]) String() string {
	if c.to == nil || c.show == nil {
		return ""
	}
	return c.show(*c.to)
}

// listed is a flag that may be given several times.
type listed[T any] struct {
	to    *[]T
	kind  string
	parse func(string) (T, error)
}

func (l listed[T]) Set(s string) error {
	v, err := l.parse(s)
	if err == nil {
		*l.to = append(*l.to, v)
	}
	return err
}

func (l listed[T]) Type() string { return l.kind }

// String is empty: no list has a default.
func (l listed[T]) String() string { return "" }

func asIs(s string) string { return s }

// text is a flag of a string that check, where there is one, may refuse.
func text(to *string, kind string, check func(string) error) pflag.Value {
	return checked[string]{to, kind, func(s string) (string, error) {
		if check == nil {
			return s, nil
		}
		return s, check(s)
	}, asIs}
}

// rewritten is a flag of a string that is put into its full form.
func rewritten(to *string, kind string, rewrite func(string) (string, error)) pflag.Value {
	return checked[string]{to, kind, rewrite, asIs}
}

// enum is a flag of one word out of several, which shells complete.
func enum(cmd *cobra.Command, to *string, name, usage string, words []string) {
	cmd.Flags().Var(text(to, strings.Join(words, "|"), func(s string) error { return generator.CheckWord(s, words) }), name, usage)
	// The only error is a flag defined twice, which pflag has panicked about.
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

func port(to *int) pflag.Value {
	return checked[int]{to, "PORT", generator.CheckPort, strconv.Itoa}
}

// pairs is a list of NAME=VALUE.
func pairs(to *[]generator.KeyValue, check func(generator.KeyValue) error) pflag.Value {
	return listed[generator.KeyValue]{to, "NAME=VALUE", func(s string) (generator.KeyValue, error) {
		kv, err := generator.ParsePair(s)
		if err == nil && check != nil {
			err = check(kv)
		}
		return kv, err
	}}
}

func words(to *[]string, kind string) pflag.Value {
	return listed[string]{to, kind, func(s string) (string, error) { return s, nil }}
}
