package rules

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/systemd"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// serviceLine is an assignment that the generator copies into the service, with
// the text that systemd reads there. refused says that it does not take it.
type serviceLine struct {
	quadlet.Value
	text    string
	refused bool
}

// faultyLine is one with which systemd is not content. known says that it has
// such a directive in that section.
type faultyLine struct {
	serviceLine
	known   bool
	verdict systemd.Verdict
}

// serviceLines are the assignments of [Unit], [Service] and [Install]. The slice
// is shared: callers must not change it.
func serviceLines(p *lint.Pass) []serviceLine {
	lines, _ := judgedLines(p)
	return lines
}

// faultyLines are those of the service lines with which systemd is not content.
// The slice is shared: callers must not change it.
func faultyLines(p *lint.Pass) []faultyLine {
	_, faulty := judgedLines(p)
	return faulty
}

func judgedLines(p *lint.Pass) ([]serviceLine, []faultyLine) {
	f := factsOf(p)
	if f.haveLines {
		return f.lines, f.faulty
	}
	f.haveLines = true
	for _, v := range p.Unit.Values() {
		switch v.Section {
		case "Unit", "Service", "Install":
		default:
			continue
		}
		// Up to 5.3 a continued line is copied as it stands, and systemd joins
		// it in its own way.
		if v.Item.Continued && p.Version < quadlet.V54 || overwritten(p, v) {
			continue
		}
		l := serviceLine{Value: v, text: strings.TrimRight(v.Text(), " \t\r\n")}
		j := f.verdicts.of(p, l)
		l.refused = j.verdict.Refused()
		f.lines = append(f.lines, l)
		if j.verdict.Outcome != systemd.Accepted {
			f.faulty = append(f.faulty, faultyLine{l, j.known, j.verdict})
		}
	}
	return f.lines, f.faulty
}

// lineVerdicts keeps what is known of the lines seen last: most units have the
// same few, and a verdict depends on nothing but the line and the target. One
// slot a line, found by its hash; who comes later takes the place.
type lineVerdicts struct {
	slots *[512]judgedLine
}

// judgedLine is a line with its verdict.
type judgedLine struct {
	section, name, text string
	known               bool
	verdict             systemd.Verdict
}

// of judges a line.
func (c *lineVerdicts) of(p *lint.Pass, l serviceLine) *judgedLine {
	if c.slots == nil {
		c.slots = new([512]judgedLine)
	}
	s := &c.slots[hashLine(l.Section, l.Item.Name, l.text)%uint32(len(c.slots))]
	if s.section != l.Section || s.name != l.Item.Name || s.text != l.text {
		_, known := systemd.Lookup(l.Section, l.Item.Name)
		*s = judgedLine{l.Section, l.Item.Name, l.text, known, judgeLine(p, l)}
	}
	return s
}

// hashLine is FNV-1a.
func hashLine(parts ...string) uint32 {
	h := uint32(2166136261)
	for _, part := range parts {
		for i := range len(part) {
			h = (h ^ uint32(part[i])) * 16777619
		}
	}
	return h
}

// overwritten reports whether the generator replaces the assignment or judges
// it itself, so that systemd never sees it.
func overwritten(p *lint.Pass, v quadlet.Value) bool {
	if v.Section != "Service" {
		return false
	}
	switch v.Item.Name {
	case "Type":
		return p.Unit.Kind == quadlet.Container || p.Unit.Kind == quadlet.Kube || p.Unit.Kind == quadlet.Pod
	case "KillMode":
		return p.Unit.Kind == quadlet.Container || p.Unit.Kind == quadlet.Kube
	case "NotifyAccess":
		return (p.Unit.Kind == quadlet.Container || p.Unit.Kind == quadlet.Kube) && p.Unit.Str("Service", "Type") != "oneshot"
	case "PIDFile":
		return p.Unit.Kind == quadlet.Pod
	case "Restart":
		return p.Unit.Kind == quadlet.Pod && p.Version < quadlet.V60
	}
	return false
}

// judgeLine asks systemd of the target about a line. Where the manager is not
// known, a line is only refused if both refuse it.
func judgeLine(p *lint.Pass, l serviceLine) systemd.Verdict {
	o := systemd.Options{Version: p.Target.Systemd, User: p.Rootless()}
	v := systemd.Check(l.Section, l.Item.Name, l.text, o)
	if p.Target.Manager == lint.AnyManager && v.Outcome > systemd.Accepted {
		o.User = true
		if u := systemd.Check(l.Section, l.Item.Name, l.text, o); u.Outcome < v.Outcome {
			return u
		}
	}
	return v
}

// placeholder reports whether a text is not yet what systemd will read, but a
// template of it, or has a variable that something is to replace before.
func placeholder(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "<%") || strings.Contains(text, "${") ||
		strings.Contains(text, "$(") || strings.HasPrefix(text, "@") && strings.HasSuffix(text, "@") && len(text) > 2
}

// refusedLine reports a line that systemd does not take as it stands.
func refusedLine(p *lint.Pass, l faultyLine) {
	v := l.verdict
	f := lint.Finding{
		At: l.Sub(v.Start, v.End), Key: l.Value,
		Message: l.about(), Hint: v.Hint, Says: v.Said,
	}
	switch {
	case v.Start == v.End:
		f.At = l.Place()
	case placeholder(l.text[v.Start:v.End]):
		f.Severity = lint.Warning
	}
	if v.Outcome == systemd.Fatal {
		f.Message += ", so systemd does not load the unit"
	} else {
		f.Message += ", so systemd ignores it"
	}
	if v.Instead != "" {
		safety := lint.Unsafe
		if v.Certain {
			safety = lint.Safe
		}
		f.Fixes = []lint.Fix{{Title: "write " + v.Instead, Safety: safety, Edits: []lint.Edit{lint.Replace(f.At, v.Instead)}}}
	}
	p.Report(f)
}

// ownDependency reports whether a line is one that the generator rewrites: since
// 5.5 it replaces the names of Quadlet files in dependencies, or refuses them,
// and drops quotes on the way.
func ownDependency(p *lint.Pass, l serviceLine) bool {
	if l.Section != "Unit" || p.Version < quadlet.V55 || !quadlet.TranslatesDependency(l.Item.Name) {
		return false
	}
	for _, w := range p.Unit.Words("Unit", l.Item.Name, unitfile.Strv) {
		if quadlet.KindOf(w.Str) != quadlet.KindNone {
			return true
		}
	}
	return false
}

// about is a message that names the directive.
func (l faultyLine) about() string {
	if strings.Contains(l.verdict.Message, l.Item.Name+"=") {
		return l.verdict.Message
	}
	return l.Item.Name + "=: " + l.verdict.Message
}
