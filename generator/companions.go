package generator

import (
	"bytes"
	"fmt"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// companionName is the file name of the companion unit of that ending.
// Instances of a template share theirs.
func (s Spec) companionName(ext string) string {
	if s.Template {
		return s.Name + ext
	}
	return s.UnitName() + ext
}

// quadletSection reports whether a section belongs to one kind of unit, as
// [Container] does and [Service] does not.
func quadletSection(section string) bool {
	return quadlet.KindOfSection(section) != quadlet.KindNone
}

// companions renders the units that were asked for beside the container, in
// the order in which they are needed.
func (s Spec) companions(warnings *[]Warning) []*unitFile {
	var units []*unitFile
	for _, c := range []struct {
		wanted bool
		ext    string
		render func(*unitFile)
	}{
		{s.With.Build, ".build", s.build},
		{s.With.Image, ".image", s.image},
		{s.With.Network, ".network", s.network},
		{s.With.Volume, ".volume", s.volume},
		{s.With.Pod, ".pod", s.pod},
	} {
		if !c.wanted {
			continue
		}
		u := newUnitFile(s.companionName(c.ext), s.Podman, warnings)
		c.render(u)
		for _, setting := range s.Settings {
			if setting.Section == u.section {
				u.override(setting)
			}
		}
		units = append(units, u)
	}
	return units
}

// build makes the local image from Nova Engine's source tree.
func (s Spec) build(u *unitFile) {
	u.line("Unit", "Description", "Nova Engine image, built from its source tree")
	u.set("ImageTag", s.Image)
	u.set("SetWorkingDirectory", hostPath(s.SourceDir))
}

// image pulls a registry's image before the container starts.
func (s Spec) image(u *unitFile) {
	u.line("Unit", "Description", "Nova Engine image")
	u.set("Image", s.Image)
	switch {
	case s.Podman >= quadlet.V56:
		u.set("Policy", s.Pull)
	case s.Pull != "always":
		u.warn("give --pull=always to say that this is meant", "%s: the image is pulled at every start: Podman %s has no Policy=, which came with 5.6", u.name, s.Podman)
	}
}

func (s Spec) network(u *unitFile) {
	u.line("Unit", "Description", "Nova Engine network")
	if s.Podman >= quadlet.V47 { // before, the name follows from the file name
		u.set("NetworkName", s.resourceName())
	}
}

// volume keeps the workspace in a volume of podman's.
func (s Spec) volume(u *unitFile) {
	u.line("Unit", "Description", "Nova Engine workspace")
	if s.Podman >= quadlet.V47 {
		u.set("VolumeName", s.resourceName()+"-workspace")
	} else {
		u.set("Label", "app="+s.resourceName()) // the section must not be empty
	}
}

// pod gets what members share: the network, its ports and the user namespace.
func (s Spec) pod(u *unitFile) {
	u.line("Unit", "Description", "Nova Engine pod")
	// Pods and containers share one space of names.
	u.set("PodName", s.resourceName()+"-pod")
	if s.UserNS != "" {
		u.set("UserNS", s.UserNS)
	}
	s.addNetworking(u)
	u.line("Install", "WantedBy", "default.target")
}

// resourceName is the name that the resources of the companions are called
// after.
func (s Spec) resourceName() string {
	if s.Template {
		return s.Name
	}
	return s.UnitName()
}

// QuadletsSince is the first release whose `podman quadlet install` takes a
// .quadlets file.
const QuadletsSince = quadlet.V58

// quadletsFile joins units into the one file that `podman quadlet install`
// takes apart again.
func quadletsFile(name string, units []File) File {
	var b bytes.Buffer
	for i, u := range units {
		if i > 0 {
			b.WriteString("---\n")
		}
		fmt.Fprintf(&b, "# FileName=%s\n%s", baseName(u.Name), u.Content)
	}
	return File{Name: name + ".quadlets", Mode: 0o644, Content: b.Bytes()}
}

// baseName is a unit's file name without its ending, which `podman quadlet
// install` works out from the sections.
func baseName(unitName string) string {
	return unitName[:len(unitName)-len(quadlet.KindOf(unitName).Ext())]
}
