//go:build difftest

package rules

import (
	"fmt"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
	"github.com/nova-engine/nova-quadlet/lint"
)

// TestPodMembersAgainstPodman creates members of pods with the real podman of
// each release, as scripts/podman-trees has them, and holds its verdict against
// that of the rules: what is an error is refused, and what gives no finding is
// taken. Run it as root with -tags difftest.
func TestPodMembersAgainstPodman(t *testing.T) {
	keys := []struct{ key, flag, value string }{
		{"", "", ""},
		{"AddHost", "--add-host", "a:127.0.0.1"},
		{"DNS", "--dns", "10.0.0.1"},
		{"ExposeHostPort", "--expose", "80"},
		{"GIDMap", "--gidmap", "0:1:10"},
		{"HostName", "--hostname", "a"},
		{"IP", "--ip", "10.88.0.9"},
		{"IP6", "--ip6", "fd00::9"},
		{"NetworkAlias", "--network-alias", "b"},
		{"PublishPort", "--publish", "8080:80"},
		{"PublishPort", "--publish", ":80"},
		{"ShmSize", "--shm-size", "64m"},
		{"SubGIDMap", "--subgidname", "u"},
		{"SubUIDMap", "--subuidname", "u"},
		{"UIDMap", "--uidmap", "0:1:10"},
		{"UserNS", "--userns", "auto"},
		{"UserNS", "--userns", "host"},
		{"UserNS", "--userns", "keep-id"},
		{"UserNS", "--userns", "keep-id:uid=5"},
		{"UserNS", "--userns", "nomap"},
		{"UserNS", "--userns", "private"},
	}
	for _, tree := range realtools.PodmanVersions() {
		v, _ := quadlet.ParseVersion(tree)
		p := realtools.StartPodman(t, tree, false)
		asked, refused := 0, 0
		for i, podNetwork := range []string{"", "none", "host", "bridge"} {
			pod := fmt.Sprintf("p%d", i)
			create := []string{"podman", "pod", "create", "--pod-id-file", "/tmp/" + pod, "--infra-name", pod + "-infra", "--name", pod}
			podText := "[Pod]\nPodName=" + pod + "\n"
			if podNetwork != "" {
				create = append(create, "--network", podNetwork)
				podText += "Network=" + podNetwork + "\n"
			}
			p.Must(create...)
			for _, network := range []string{"", "host", "none"} {
				for _, k := range keys {
					text := "[Container]\nImage=localhost/tiny\nPod=" + pod + ".pod\n"
					argv := []string{"podman", "create"}
					if v < quadlet.V56 {
						argv = append(argv, "--pod-id-file", "/tmp/"+pod)
					} else {
						argv = append(argv, "--pod", pod)
					}
					if network != "" {
						argv, text = append(argv, "--network", network), text+"Network="+network+"\n"
					}
					if k.key != "" {
						argv, text = append(argv, k.flag, k.value), text+k.key+"="+k.value+"\n"
					}
					verdict := p.Run(append(argv, "localhost/tiny", "x")...)
					no, says := verdict.Refused(), verdict.LastLine()
					worst := worstFinding(t, v, pod, podText, text)
					asked++
					if no {
						refused++
					}
					if worst == lint.Error && !no {
						t.Errorf("%s: a false error: %q", tree, argv)
					}
					if worst == lint.Off && no {
						t.Errorf("%s: missed: %q: %s", tree, argv, says)
					}
				}
			}
		}
		p.Stop()
		t.Logf("podman %s: %d members asked, %d refused", tree, asked, refused)
	}
}

func worstFinding(t *testing.T, v quadlet.Version, pod, podText, text string) lint.Severity {
	ar := &txtar.Archive{Files: []txtar.File{
		{Name: "m.container", Data: []byte(text)},
		{Name: pod + ".pod", Data: []byte(podText)},
	}}
	src, target, _ := readArchive(t, ar)
	target.Podman = []quadlet.Version{v}
	worst := lint.Off
	for _, d := range lint.Run(src, target, []lint.Rule{podMemberKey, podMemberNetwork}) {
		worst = max(worst, d.Severity)
	}
	return worst
}
