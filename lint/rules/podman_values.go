package rules

import (
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// reportValues reports what podman's grammar says about the values of keys, each
// written Section.Key. What is no proof becomes a warning.
func reportValues(p *lint.Pass, keys []string) {
	for _, name := range keys {
		section, key, _ := strings.Cut(name, ".")
		if section != p.Unit.Section() {
			continue
		}
		list := texts(p, key)
		if name == "Pod.HostName" && len(list) > 1 {
			// All are handed on, and podman takes the last one.
			list = list[len(list)-1:]
		}
		for _, text := range list {
			reportValue(p, key, text)
		}
	}
}

// reportValue reports what podman's grammar says about one value.
func reportValue(p *lint.Pass, key string, text quadlet.Text) {
	reportValueIf(p, key, text, func() bool { return true })
}

// reportValueIf is reportValue for a value that podman looks at only sometimes.
func reportValueIf(p *lint.Pass, key string, text quadlet.Text, looks func() bool) {
	for _, pr := range judge(p, func(t podman.Target) []podman.Problem {
		return podman.Check(p.Unit.Section(), key, text.Str, t)
	}) {
		pr.Refused = pr.Refused && !overruled(p, key) && looks()
		p.Report(problemAt(text, pr))
	}
}

// overruled reports whether podman may never look at a value: PodmanArgs= has the
// flag of a key that holds one value, and stands behind it, or the network is the
// one that is always there.
func overruled(p *lint.Pass, key string) bool {
	if isDefaultNetwork(p.Unit) {
		return true
	}
	row, ok := quadlet.LookupKey(p.Unit.Section(), key)
	// Numbers are read as they come.
	return ok && row.Type != quadlet.TypeInt && !row.LookupAt(p.Version).Repeats() && hasFlag(p, strings.Trim(row.Flag, "-="))
}

// isDefaultNetwork reports whether a unit is about the network that podman begins
// with: network create --ignore is content with it as it is.
func isDefaultNetwork(u *quadlet.Unit) bool {
	return u.Kind == quadlet.Network && u.Str("Network", "NetworkName") == "podman"
}

// problemAt makes a finding of a problem in a text.
func problemAt(text quadlet.Text, pr podman.Problem) lint.Finding {
	f := lint.Finding{At: text.Part(pr.Start, pr.End), Key: text.Value, Message: pr.Message, Hint: pr.Hint}
	if pr.Start == pr.End {
		f.At = text.TextPlace()
	}
	if !pr.Refused {
		f.Severity = lint.Warning
	}
	return f
}

// judge asks for a verdict. Where the manager is not known, it must hold for
// containers of root and of users.
func judge(p *lint.Pass, check func(podman.Target) []podman.Problem) []podman.Problem {
	t := podman.Target{Minor: int(p.Version), Rootful: p.Rootful()}
	ps := check(t)
	if len(ps) == 0 || p.Rootful() || p.Rootless() {
		return ps
	}
	t.Rootful = true
	return inBoth(ps, check(t))
}

// inBoth are the problems that users' and root's containers share. Where each
// has others, root's stand for both; they are refusals only if both refuse.
func inBoth(rootless, rootful []podman.Problem) []podman.Problem {
	var shared []podman.Problem
	for _, pr := range rootful {
		i := slices.IndexFunc(rootless, func(o podman.Problem) bool {
			return o.Start == pr.Start && o.End == pr.End && o.Message == pr.Message
		})
		if i >= 0 {
			pr.Refused = pr.Refused && rootless[i].Refused
			shared = append(shared, pr)
		}
	}
	refused := func(pr podman.Problem) bool { return pr.Refused }
	refusedInBoth := slices.ContainsFunc(rootless, refused) && slices.ContainsFunc(rootful, refused)
	switch {
	case len(rootful) == 0:
		return nil
	case refusedInBoth && !slices.ContainsFunc(shared, refused):
		return rootful
	case len(shared) > 0:
		return shared
	}
	either := slices.Clone(rootful)
	for i := range either {
		either[i].Refused = false
	}
	return either
}

// texts is what arrives at podman of a key of the unit's own section; nothing
// for a key that the release does not know. The slice is shared: callers must
// not change it.
func texts(p *lint.Pass, key string) []quadlet.Text { return factsOf(p).textsOf(key) }

// textsOf is texts of any unit.
func textsOf(u *quadlet.Unit, key string) []quadlet.Text {
	row, ok := quadlet.LookupKey(u.Section(), key)
	if !ok || !row.In(u.Version) {
		return nil
	}
	return u.Texts(row)
}

// arg is one flag of PodmanArgs= with the words that it stands in.
type arg struct {
	podman.Arg
	word, value quadlet.Text
}

// podmanArgs are the flags of PodmanArgs=, up to the first word that is none. The
// slice is shared: callers must not change it.
func podmanArgs(p *lint.Pass) []arg { return factsOf(p).podmanArgs() }

// podmanArgsOf is podmanArgs of any unit.
func podmanArgsOf(u *quadlet.Unit) []arg {
	words := u.Words(u.Section(), "PodmanArgs", unitfile.Exec)
	if len(words) == 0 {
		return nil
	}
	plain := make([]string, len(words))
	for i, w := range words {
		plain[i] = w.Str
	}
	parsed := podman.ParseArgs(u.Section(), plain)
	args := make([]arg, len(parsed))
	for i, a := range parsed {
		args[i] = arg{Arg: a, word: words[a.Word]}
		if a.HasValue {
			args[i].value = words[a.ValueWord]
		}
	}
	return args
}

// hasFlag reports whether PodmanArgs= has one of the flags, or something in
// front of which a flag could hide.
func hasFlag(p *lint.Pass, names ...string) bool { return anyFlag(podmanArgs(p), names...) }

// anyFlag is hasFlag of parsed arguments.
func anyFlag(args []arg, names ...string) bool {
	for _, a := range args {
		if a.Flag == nil {
			return true
		}
		for _, n := range names {
			if a.Flag.Name == n {
				return true
			}
		}
	}
	return false
}

// hasSwitch reports whether PodmanArgs= switches something on.
func hasSwitch(p *lint.Pass, name string) bool {
	for _, a := range podmanArgs(p) {
		if a.Flag != nil && a.Flag.Name == name && isOn(a) {
			return true
		}
	}
	return false
}

// isOn reports whether a switch is not given as false.
func isOn(a arg) bool { return !a.HasValue || a.Value != "false" && a.Value != "0" }

// network is one value of Network=.
type network struct {
	podman.Network
	text quadlet.Text
}

// networks are the values of Network= and of --network; known is false where
// text that is only known at run time may say otherwise.
func networks(p *lint.Pass) (list []network, known bool) { return factsOf(p).networks() }

// networksOf is networks of any unit.
func networksOf(u *quadlet.Unit) (list []network, known bool) {
	known = true
	all := textsOf(u, "Network")
	for _, a := range podmanArgsOf(u) {
		known = known && a.Flag != nil
		if a.Flag != nil && a.Flag.Name == "network" {
			text := a.value
			text.Str = a.Value
			all = append(all, text)
		}
	}
	for _, text := range all {
		n, _ := podman.ParseNetwork(text.Str, podman.Target{})
		known = known && !podman.Dynamic(text.Str)
		list = append(list, network{n, text})
	}
	return list, known
}

// userNS is UserNS= where it is known.
func userNS(p *lint.Pass) (podman.UserNS, quadlet.Text, bool) {
	text, ok := p.Unit.Lookup(p.Unit.Section(), "UserNS")
	if !ok || text.Str == "" {
		return podman.UserNS{}, text, false
	}
	ns, _ := podman.ParseUserNS(text.Str, podman.Target{})
	return ns, text, !podman.Dynamic(ns.Mode)
}
