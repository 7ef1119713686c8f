package quadlet

import (
	"path/filepath"
	"strings"
)

// Kind is the type of a Quadlet unit, told by the ending of its file name.
type Kind uint8

// The unit kinds. KindNone is what a file of any other ending has.
const (
	KindNone Kind = iota
	Container
	Pod
	Kube
	Network
	Volume
	Image
	Build
	Artifact
)

// KindInfo is what Podman fixes for all units of a kind.
type KindInfo struct {
	Kind    Kind
	Ext     string  // file name ending with its dot, case-sensitive
	Section string  // name of the unit's own section
	Since   Version // first release that reads the ending; older ones pass the file over in silence
	// Suffix is put between the file's base name and ".service".
	Suffix string
	// SortOrder is the generator's order of conversion, lower first: a kind comes
	// after those whose resource names it needs. The values are those since 5.2.
	SortOrder int
	// NeedsSection says that a file without the unit's own section is refused,
	// because the section has a key that must not be missing.
	NeedsSection bool
	// NameKey is the key of the unit's own section that names the Podman resource,
	// "" where another unit cannot refer to one.
	NameKey string
	// Prefix is put before the base name of the unit where NameKey is not set; ""
	// where there is no such default.
	Prefix string
}

var kinds = [...]KindInfo{
	{},
	{Kind: Container, Ext: ".container", Section: "Container", Since: V44, SortOrder: 4, NeedsSection: true, NameKey: "ContainerName", Prefix: "systemd-"},
	{Kind: Pod, Ext: ".pod", Section: "Pod", Since: V50, Suffix: "-pod", SortOrder: 5, NameKey: "PodName", Prefix: "systemd-"},
	{Kind: Kube, Ext: ".kube", Section: "Kube", Since: V44, SortOrder: 4, NeedsSection: true},
	{Kind: Network, Ext: ".network", Section: "Network", Since: V44, Suffix: "-network", SortOrder: 2, NameKey: "NetworkName", Prefix: "systemd-"},
	{Kind: Volume, Ext: ".volume", Section: "Volume", Since: V44, Suffix: "-volume", SortOrder: 2, NameKey: "VolumeName", Prefix: "systemd-"},
	{Kind: Image, Ext: ".image", Section: "Image", Since: V48, Suffix: "-image", SortOrder: 1, NeedsSection: true, NameKey: "ImageTag"},
	{Kind: Build, Ext: ".build", Section: "Build", Since: V52, Suffix: "-build", SortOrder: 3, NeedsSection: true, NameKey: "ImageTag"},
	{Kind: Artifact, Ext: ".artifact", Section: "Artifact", Since: V57, Suffix: "-artifact", SortOrder: 1, NeedsSection: true, NameKey: "Artifact"},
}

// Kinds returns the unit kinds in their fixed order, without KindNone. The
// caller owns the slice.
func Kinds() []Kind {
	list := make([]Kind, 0, len(kinds)-1)
	for _, k := range kinds[1:] {
		list = append(list, k.Kind)
	}
	return list
}

// KindOf tells the kind from the last ending of a file name, with or without
// directories before it. Like the generator it wants the exact case.
func KindOf(fileName string) Kind {
	ext := filepath.Ext(fileName)
	for i := range kinds[1:] {
		if kinds[i+1].Ext == ext {
			return kinds[i+1].Kind
		}
	}
	return KindNone
}

// KindOfSection tells the kind whose own section has this name.
func KindOfSection(section string) Kind {
	for i := range kinds[1:] {
		if kinds[i+1].Section == section {
			return kinds[i+1].Kind
		}
	}
	return KindNone
}

// Info returns the facts about k, the zero KindInfo for KindNone.
func (k Kind) Info() KindInfo {
	if int(k) >= len(kinds) {
		return KindInfo{}
	}
	return kinds[k]
}

// Ext returns the file name ending of k with its dot.
func (k Kind) Ext() string { return k.Info().Ext }

// Section returns the name of the unit's own section.
func (k Kind) Section() string { return k.Info().Section }

// Since returns the first release that reads units of this kind.
func (k Kind) Since() Version { return k.Info().Since }

// In reports whether release v reads units of this kind.
func (k Kind) In(v Version) bool { return k != KindNone && v >= k.Since() }

// String returns the ending without its dot, "none" for KindNone.
func (k Kind) String() string {
	if ext := k.Ext(); ext != "" {
		return strings.TrimPrefix(ext, ".")
	}
	return "none"
}

// DependencyKeys returns the keys of [Unit] whose words the generator
// translates from Quadlet file names to service names, since 5.5. Before that
// it passes the words on to systemd, which does not know such units. The
// caller owns the slice.
func DependencyKeys() []string {
	return []string{
		"After", "Before", "BindsTo", "Conflicts", "OnFailure", "OnSuccess", "PartOf",
		"PropagatesReloadTo", "PropagatesStopTo", "ReloadPropagatedFrom", "Requires",
		"Requisite", "StopPropagatedFrom", "Upholds", "Wants",
	}
}
