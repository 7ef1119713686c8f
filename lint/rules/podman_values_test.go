package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/podman"
)

func TestInBoth(t *testing.T) {
	refused := func(message string) podman.Problem { return podman.Problem{End: 3, Refused: true, Message: message} }
	doubted := func(message string) podman.Problem { return podman.Problem{End: 3, Message: message} }
	type list = []podman.Problem
	for _, tc := range []struct {
		name                    string
		rootless, rootful, want list
	}{
		{"root may", list{refused("a")}, nil, nil},
		{"the shared one is not the first", list{refused("user"), refused("a")}, list{doubted("root"), refused("a")}, list{refused("a")}},
		{"one only doubts", list{refused("a")}, list{doubted("a")}, list{doubted("a")}},
		{"the other only doubts", list{doubted("a")}, list{refused("a")}, list{doubted("a")}},
		{"refused for different reasons", list{refused("user")}, list{refused("root")}, list{refused("root")}},
		{"refused for different reasons beside a shared doubt", list{doubted("a"), refused("user")}, list{doubted("a"), refused("root")}, list{doubted("a"), refused("root")}},
		{"nothing shared, and one does not refuse", list{doubted("user")}, list{refused("root")}, list{doubted("root")}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, inBoth(tc.rootless, tc.rootful)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
