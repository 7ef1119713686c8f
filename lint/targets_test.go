package lint_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

// TestOrderOfTargets: which target is named first changes nothing: neither the
// labels, nor whose hint is shown, nor for which release comments are judged.
func TestOrderOfTargets(t *testing.T) {
	report := func(message string) func(*lint.Pass) {
		return func(p *lint.Pass) {
			v, _ := p.Unit.Last("Container", "Exec")
			p.Report(lint.Finding{At: v.Place(), Key: v, Message: message, Hint: "as " + p.Version.String() + " has it"})
		}
	}
	rules := []lint.Rule{
		{Name: "always", Severity: lint.Warning, Check: report("everywhere")},
		{Name: "only-old", Severity: lint.Warning, Last: quadlet.V49, Check: report("in old ones")},
		{Name: "only-new", Severity: lint.Warning, Since: quadlet.V58, Check: func(*lint.Pass) {}},
		{Name: lint.RuleUnusedIgnore, Severity: lint.Warning, CheckTool: true},
	}
	src := unitSource("[Container]\nImage=quay.io/a/b:1\n# nova-quadlet:ignore only-new -- a test\nExec=sleep 60\n")
	old := lint.Target{Name: "old", Podman: []quadlet.Version{quadlet.V49}}
	mid := lint.Target{Name: "mid", Podman: []quadlet.Version{quadlet.V54}}
	recent := lint.Target{Name: "new", Podman: []quadlet.Version{quadlet.V58}}
	type found struct{ rule, message, hint, targets string }
	want := []found{
		{lint.RuleUnusedIgnore, `nothing to ignore here: no finding of "only-new"`, "remove it", ""},
		{"always", "everywhere", "as 5.8 has it", ""},
		{"only-old", "in old ones", "as 4.9 has it", "old"},
	}
	for _, targets := range [][]lint.Target{{old, mid, recent}, {recent, mid, old}, {mid, recent, old, mid}} {
		var got []found
		for _, d := range lint.RunAll(src, targets, rules, lint.Options{}) {
			got = append(got, found{d.Rule, d.Message, d.Hint, d.Versions})
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(found{})); diff != "" {
			t.Errorf("%s first (-want +got)\n%s", targets[0].Name, diff)
		}
	}
}
