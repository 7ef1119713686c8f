package rules

import (
	"path"
	"strconv"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/lint"
)

var duplicateMountTarget = lint.Rule{
	Name:      "duplicate-mount-target",
	Severity:  lint.Error,
	RefusedBy: lint.ByPodman,
	Kinds:     []quadlet.Kind{quadlet.Container, quadlet.Pod},
	Keys:      []string{"Container.Volume", "Container.Tmpfs", "Container.Mount", "Pod.Volume"},
	Tags:      []string{"volumes"},
	Doc: lint.Doc{
		Title: "two mounts on one path",
		Why: "A path in the container can be mounted once. Only an identical Volume= or Tmpfs= line may " +
			"stand twice, and a tmpfs may stand in both Tmpfs= and Mount=.",
		Bad:  "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=a:/data\nVolume=b:/data\n",
		Good: "[Container]\nImage=docker.io/library/nginx:1.29\nVolume=a:/data\nVolume=b:/backup\n",
		Refs: []string{"podman-run(1), --volume", "pkg/specgenutil/volumes.go"},
	},
	Check: func(p *lint.Pass) {
		type mount struct {
			dest, kind, rest string
			text             quadlet.Text
		}
		var mounts []mount
		t := podman.Target{Minor: int(p.Version)}
		for _, v := range volumes(p) {
			text := v.text
			mounts = append(mounts, mount{clean(v.Dest), "Volume", text.Str, text})
		}
		for _, text := range texts(p, "Tmpfs") {
			v, _ := podman.ParseTmpfs(text.Str, t)
			mounts = append(mounts, mount{clean(v.Dest), "tmpfs", text.Str, text})
		}
		for _, text := range texts(p, "Mount") {
			v, _ := podman.ParseMount(text.Str, t)
			kind := "Mount"
			if v.Type == "tmpfs" {
				kind = "tmpfs"
			}
			if v.Type != "glob" {
				mounts = append(mounts, mount{clean(v.Dest), kind, "Mount " + strconv.Itoa(len(mounts)), text})
			}
		}
		for i, m := range mounts {
			if m.dest == "" || podman.Dynamic(m.dest) {
				continue
			}
			for _, o := range mounts[:i] {
				both := m.kind == "tmpfs" && o.kind == "tmpfs" && m.text.Item.Name != o.text.Item.Name
				if o.dest != m.dest || o.kind == m.kind && o.rest == m.rest || both {
					continue
				}
				p.Report(lint.Finding{At: m.text.TextPlace(), Key: m.text.Value, Message: "a second mount on " + strconv.Quote(m.dest), Hint: "give each mount a path of its own", Related: []lint.Note{{At: o.text.TextPlace(), Message: "the first"}}})
				break
			}
		}
	},
}

// clean drops slashes at the end; nothing stays nothing.
func clean(dest string) string {
	if dest == "" {
		return ""
	}
	return path.Clean(dest)
}
