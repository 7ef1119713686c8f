package quadlet

// The conditions under which the generator makes no service from a file. The
// catalogue below says for which kinds and releases each of them holds.
const (
	// Before conversion.
	CondSyntax          Condition = "syntax"           // a line that cannot be read
	CondUnreadable      Condition = "unreadable"       // the file cannot be opened or read
	CondLostDirectory   Condition = "lost-directory"   // a neighbour cannot be loaded
	CondUnknownKind     Condition = "unknown-kind"     // the release does not know the ending
	CondNotSearched     Condition = "not-searched"     // the release does not read the directory
	CondEndlessLoop     Condition = "endless-loop"     // the generator never gets past the file
	CondCrash           Condition = "crash"            // the generator panics at the unit
	CondGeneratorKilled Condition = "generator-killed" // another unit hangs or crashes it
	CondDropin          Condition = "dropin"           // a drop-in cannot be read: it is left out, the unit is not

	// In units of any kind.
	CondUnknownKey   Condition = "unknown-key"
	CondQuadletKey   Condition = "quadlet-key"
	CondDependency   Condition = "dependency"
	CondKillMode     Condition = "kill-mode"
	CondServiceType  Condition = "service-type"
	CondNetworkUnit  Condition = "network-unit"  // Network= names a unit that is not there
	CondNetworkName  Condition = "network-name"  // … that has no name to give
	CondNetworkOpts  Condition = "network-opts"  // options behind a container
	CondSourceUnit   Condition = "source-unit"   // Volume= or Mount= names a unit that is not there
	CondImageUnit    Condition = "image-unit"    // Image= names a unit that is not there
	CondPublishPort  Condition = "publish-port"  // checked up to 5.2
	CondRemapMixed   Condition = "remap-mixed"   // Remap keys beside explicit mappings
	CondRemapAlone   Condition = "remap-alone"   // RemapUid or RemapGid without RemapUsers
	CondRemapUsers   Condition = "remap-users"   // a value that is none
	CondRemapManual  Condition = "remap-manual"  // not for .kube
	CondRemapMany    Condition = "remap-many"    // keep-id takes one id
	CondRemapSystem  Condition = "remap-system"  // keep-id in root's units, up to 5.2
	CondWorkDirYaml  Condition = "workdir-yaml"  // several Yaml
	CondWorkDirValue Condition = "workdir-value" // a word that is not known here
	CondWorkDirFile  Condition = "workdir-file"  // file without File

	// In one kind.
	CondNoImage        Condition = "no-image"
	CondNoArtifact     Condition = "no-artifact"
	CondNoYaml         Condition = "no-yaml"
	CondNoImageTag     Condition = "no-image-tag"
	CondNoContext      Condition = "no-context"
	CondRelativeFile   Condition = "relative-file"
	CondImageAndRootfs Condition = "image-and-rootfs"
	CondReloadBoth     Condition = "reload-both"
	CondGroupAlone     Condition = "group-alone"
	CondExposePort     Condition = "expose-port"
	CondTmpfs          Condition = "tmpfs"
	CondMountCSV       Condition = "mount-csv"
	CondMountType      Condition = "mount-type"
	CondMountSource    Condition = "mount-source"
	CondNotAPod        Condition = "not-a-pod"
	CondPodUnit        Condition = "pod-unit"
	CondGateways       Condition = "gateways"
	CondVolumeImage    Condition = "volume-image"
	CondVolumeDevice   Condition = "volume-device"
)

// ConditionRow says in which releases a condition holds for which kinds.
type ConditionRow struct {
	Condition Condition
	Kinds     []Kind // none: all
	Since     Version
	Last      Version // 0: still
	// Source is where Podman decides it.
	Source string
}

// Conditions is the catalogue, read from Podman's source at each release and
// confirmed by running the generators. The slice is shared: callers must not
// change it.
func Conditions() []ConditionRow { return conditions }

var (
	containers = []Kind{Container}
	services   = []Kind{Container, Kube}
	mapped     = []Kind{Container, Pod, Kube}
	networked  = []Kind{Container, Pod, Kube, Build}
)

const (
	mainGo    = "cmd/quadlet/main.go"
	quadletGo = "pkg/systemd/quadlet/quadlet.go"
	parserGo  = "pkg/systemd/parser/unitfile.go"
	mountGo   = "pkg/specgenutilexternal/mount.go"
)

var conditions = []ConditionRow{
	{CondSyntax, nil, V44, 0, parserGo},
	{CondUnreadable, nil, V44, 0, mainGo},
	{CondLostDirectory, nil, V50, 0, mainGo},
	{CondUnknownKind, nil, V44, V56, mainGo},
	{CondNotSearched, nil, V44, 0, mainGo},
	{CondEndlessLoop, nil, V46, V53, parserGo},
	{CondCrash, containers, V45, V56, quadletGo},
	{CondGeneratorKilled, nil, V45, V56, mainGo},
	{CondDropin, nil, V50, 0, mainGo},

	{CondUnknownKey, nil, V44, 0, quadletGo},
	{CondQuadletKey, nil, V53, 0, quadletGo},
	{CondDependency, nil, V55, 0, quadletGo},
	{CondKillMode, services, V44, 0, quadletGo},
	{CondServiceType, containers, V44, 0, quadletGo},
	{CondServiceType, []Kind{Kube}, V48, 0, quadletGo},
	{CondNetworkUnit, networked, V53, 0, quadletGo},
	{CondNetworkName, networked, V53, 0, quadletGo},
	{CondNetworkOpts, networked, V53, 0, quadletGo},
	{CondSourceUnit, []Kind{Container, Pod, Build}, V53, 0, quadletGo},
	{CondImageUnit, []Kind{Container, Volume}, V48, 0, quadletGo},
	{CondPublishPort, mapped, V44, V52, quadletGo},
	{CondRemapMixed, mapped, V48, 0, quadletGo},
	{CondRemapAlone, mapped, V44, 0, quadletGo},
	{CondRemapUsers, mapped, V44, 0, quadletGo},
	{CondRemapManual, []Kind{Kube}, V44, 0, quadletGo},
	{CondRemapMany, mapped, V45, 0, quadletGo},
	{CondRemapSystem, mapped, V44, V52, quadletGo},
	{CondWorkDirYaml, []Kind{Kube, Build}, V52, 0, quadletGo},
	{CondWorkDirValue, []Kind{Kube}, V47, 0, quadletGo},
	{CondWorkDirFile, []Kind{Kube, Build}, V52, 0, quadletGo},

	{CondNoImage, containers, V44, 0, quadletGo},
	{CondNoImage, []Kind{Image}, V48, 0, quadletGo},
	{CondNoArtifact, []Kind{Artifact}, V57, 0, quadletGo},
	{CondNoYaml, []Kind{Kube}, V44, 0, quadletGo},
	{CondNoImageTag, []Kind{Build}, V52, 0, quadletGo},
	{CondNoContext, []Kind{Build}, V52, 0, quadletGo},
	{CondRelativeFile, []Kind{Build}, V52, 0, quadletGo},
	{CondImageAndRootfs, containers, V45, 0, quadletGo},
	{CondReloadBoth, containers, V55, 0, quadletGo},
	{CondGroupAlone, containers, V48, 0, quadletGo},
	{CondExposePort, containers, V44, 0, quadletGo},
	{CondTmpfs, containers, V45, V52, quadletGo},
	{CondMountCSV, containers, V48, 0, mountGo},
	{CondMountType, containers, V48, V55, mountGo},
	{CondMountSource, containers, V48, 0, quadletGo},
	{CondNotAPod, containers, V50, 0, quadletGo},
	{CondPodUnit, containers, V50, 0, quadletGo},
	{CondGateways, []Kind{Network}, V44, 0, quadletGo},
	{CondVolumeImage, []Kind{Volume}, V48, 0, quadletGo},
	{CondVolumeDevice, []Kind{Volume}, V44, 0, quadletGo},
}

// holds reports whether the catalogue knows a condition for a kind and release.
func (c Condition) holds(k Kind, v Version) bool {
	for i := range conditions {
		r := &conditions[i]
		if r.Condition != c || v < r.Since || r.Last != 0 && v > r.Last {
			continue
		}
		if len(r.Kinds) == 0 {
			return true
		}
		for _, rk := range r.Kinds {
			if rk == k {
				return true
			}
		}
	}
	return false
}
