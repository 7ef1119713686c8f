package podman

import (
	"slices"
	"strings"
	"testing"
)

// TestGlobalFlags: podman run --log-level debug is right, if unusual.
func TestGlobalFlags(t *testing.T) {
	if !slices.IsSortedFunc(globalFlags, func(a, b Flag) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the flags are not sorted by name")
	}
	for _, f := range globalFlags {
		args := ParseArgs("Container", []string{"--" + f.Name, "x", "--memory=1g"})
		if args[0].Flag == nil || f.Value != (args[0].Value == "x") {
			t.Errorf("--%s: %+v", f.Name, args[0])
		}
		if _, ps := CheckArg("Container", args[0], Target{Minor: 504}); len(ps) > 0 {
			t.Errorf("--%s: %v", f.Name, ps)
		}
	}
}
