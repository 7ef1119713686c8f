//go:build difftest

package podman

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

var (
	seed    = flag.Uint64("seed", 1, "seed of the mutated values")
	perKey  = flag.Int("per-key", 40, "values per key")
	keys    = flag.String("key", "", "only keys that match this regular expression")
	writeTo = flag.String("write", "", "write the verdicts to this file")
	show    = flag.Int("show", 12, "disagreements to show per version and kind")
)

// minors are those of realtools.PodmanVersions.
var minors = []int{v54, v58, v61}

// probe is one value asked of podman.
type probe struct {
	section, key, value string
	rootful             bool
	argv                []string
}

// TestDifferential asks the real podman of each release about generated values
// and compares its verdicts with Check's.
func TestDifferential(t *testing.T) {
	probes := makeProbes()
	trees := realtools.PodmanVersions()
	verdicts := make([][]realtools.Verdict, len(trees))
	var wg sync.WaitGroup
	slots := make(chan bool, 2)
	for i, tree := range trees {
		wg.Go(func() {
			slots <- true
			defer func() { <-slots }()
			verdicts[i] = ask(t, tree, probes)
		})
	}
	wg.Wait()
	for i, tree := range trees {
		compare(t, tree, minors[i], probes, verdicts[i])
	}
	if *writeTo != "" {
		writeVerdicts(t, probes, verdicts)
	}
}

// ask runs all probes in one tree, in a podman begun anew after some hundred
// creates so that the store stays small.
func ask(t *testing.T, tree string, probes []probe) []realtools.Verdict {
	out := make([]realtools.Verdict, len(probes))
	for _, rootful := range []bool{false, true} {
		var idx []int
		for i, p := range probes {
			if p.rootful == rootful {
				idx = append(idx, i)
			}
		}
		for part := range slices.Chunk(idx, 300) {
			p := realtools.StartPodman(t, tree, rootful)
			for _, i := range part {
				out[i] = p.Run(probes[i].argv...)
			}
			p.Stop()
		}
	}
	return out
}

func compare(t *testing.T, name string, minor int, probes []probe, verdicts []realtools.Verdict) {
	var accepted, refusals, found, unsure, wrong, missed int
	byKey := map[string][2]int{}
	for i, p := range probes {
		v := verdicts[i]
		got := refused(Check(p.section, p.key, p.value, Target{Minor: minor, Rootful: p.rootful}))
		id := fmt.Sprintf("[%s] %s=%q rootful=%v", p.section, p.key, p.value, p.rootful)
		switch {
		case v.Unproven():
			unsure++
		case v.Refused():
			refusals++
			k := byKey[p.section+"."+p.key]
			k[0]++
			if got {
				found++
				k[1]++
			} else if missed++; missed <= *show {
				t.Logf("%s MISSED %s\n\t%s", name, id, v.LastLine())
			}
			byKey[p.section+"."+p.key] = k
		default:
			accepted++
			if got {
				if wrong++; wrong <= *show {
					t.Errorf("%s FALSE %s: %v", name, id, Check(p.section, p.key, p.value, Target{Minor: minor, Rootful: p.rootful}))
				}
			}
		}
	}
	t.Logf("%s: %d values, %d accepted (%d false refusals), %d refused (%d found, %.1f %%), %d not judged",
		name, len(probes), accepted, wrong, refusals, found, 100*float64(found)/float64(max(refusals, 1)), unsure)
	if found*100 < refusals*95 {
		t.Errorf("%s: less than 95 %% found", name)
	}
}

// writeVerdicts writes one line a value: section, key, r for rootful or u, a
// sign for each release (+ taken, - refused, ? depends on the host), the value
// quoted.
func writeVerdicts(t *testing.T, probes []probe, verdicts [][]realtools.Verdict) {
	f, err := os.Create(*writeTo)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for i, p := range probes {
		signs := ""
		for j := range verdicts {
			v := verdicts[j][i]
			switch {
			case v.Unproven():
				signs += "?"
			case v.Refused():
				signs += "-"
			default:
				signs += "+"
			}
		}
		who := "u"
		if p.rootful {
			who = "r"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%q\n", p.section, p.key, who, signs, p.value)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// makeProbes joins the seeds of each key with mutations of them.
func makeProbes() []probe {
	rng := rand.New(rand.NewPCG(*seed, 0))
	filter := regexp.MustCompile(*keys)
	var probes []probe
	for _, s := range seeds {
		if !filter.MatchString(s.section + "." + s.key) {
			continue
		}
		list := slices.Clone(s.values)
		for len(list) < *perKey {
			v := mutate(rng, s.values[rng.IntN(len(s.values))])
			if v != "" && !slices.Contains(list, v) && !strings.ContainsAny(v, "%$\n\x00") {
				list = append(list, v)
			}
		}
		for _, v := range list {
			probes = append(probes, probe{s.section, s.key, v, false, argv(s.section, s.key, v)})
			if s.rootful {
				probes = append(probes, probe{s.section, s.key, v, true, argv(s.section, s.key, v)})
			}
		}
	}
	return probes
}

// mutate changes a value the way a typing error or a habit from another tool
// would.
func mutate(rng *rand.Rand, v string) string {
	const letters = `:,=/.-+@ 0123456789azAZ_"'[]~*;#`
	b := []byte(v)
	for n := 1 + rng.IntN(2); n > 0; n-- {
		i := rng.IntN(len(b) + 1)
		switch rng.IntN(7) {
		case 0:
			if i < len(b) {
				b = slices.Delete(b, i, i+1)
			}
		case 1, 2:
			b = slices.Insert(b, i, letters[rng.IntN(len(letters))])
		case 3:
			if i < len(b) {
				b[i] = letters[rng.IntN(len(letters))]
			}
		case 4:
			if i+1 < len(b) {
				b[i], b[i+1] = b[i+1], b[i]
			}
		case 5:
			if i < len(b) && isLetter(b[i]) {
				b[i] ^= 0x20
			}
		case 6: // a part doubled or lost
			if sep := strings.LastIndexAny(string(b), ":,="); sep > 0 {
				if rng.IntN(2) == 0 {
					b = b[:sep]
				} else {
					b = append(b, b[sep:]...)
				}
			}
		}
	}
	return string(b)
}

// argv is the command that Quadlet writes for the key, with create for run.
func argv(section, key, v string) []string {
	switch section {
	case "Pod":
		f := podFlag[key]
		if key == "PodmanArgs" {
			return append([]string{"podman", "pod", "create", "--name", "systemd-p", "--replace", "--exit-policy=stop"}, v)
		}
		if key == "PodName" {
			return []string{"podman", "pod", "create", "--name=" + v, "--replace", "--exit-policy=stop"}
		}
		return []string{"podman", "pod", "create", "--name", "systemd-p", "--replace", "--exit-policy=stop", f, v}
	case "Network":
		args := []string{"podman", "network", "create", "--ignore"}
		name := "n" + strconv.Itoa(rand.IntN(1<<30))
		switch key {
		case "NetworkName":
			return append(args, v)
		case "Gateway", "IPRange":
			args = append(args, "--subnet", "10.77.0.0/24")
		case "PodmanArgs":
			return append(args, v, name)
		}
		return append(args, networkFlag[key], v, name)
	case "Volume":
		args := []string{"podman", "volume", "create", "--ignore"}
		name := "v" + strconv.Itoa(rand.IntN(1<<30))
		switch key {
		case "VolumeName":
			return append(args, v)
		case "PodmanArgs":
			return append(args, v, name)
		case "Options":
			return append(args, "--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o="+v, name)
		}
		return append(args, volumeFlag[key], v, name)
	}
	args := []string{"podman", "create", "--name", "systemd-t", "--replace", "--rm", "--cgroups=split", "--sdnotify=conmon"}
	image := "localhost/tiny"
	switch {
	case key == "PodmanArgs":
		args = append(args, v)
	case key == "Image":
		image = v
		args = append(args, "--pull=never")
	case key == "CgroupsMode":
		args = slices.DeleteFunc(args, func(s string) bool { return s == "--cgroups=split" })
		args = append(args, "--cgroups="+v)
	case key == "ContainerName":
		args[3] = v
	case key == "IP", key == "IP6", key == "NetworkAlias":
		args = append(args, "--network=net1", containerFlag(key), v)
	case strings.HasPrefix(key, "HealthStartup") && key != "HealthStartupCmd":
		args = append(args, "--health-cmd", "true", "--health-startup-cmd", "true", containerFlag(key), v)
	case strings.HasPrefix(key, "Health") && key != "HealthCmd":
		args = append(args, "--health-cmd", "true", containerFlag(key), v)
	case key == "Pull":
		args = append(args, "--pull="+v)
	default:
		args = append(args, containerFlag(key), v)
	}
	return append(args, image, "/bin/sh")
}

func containerFlag(key string) string {
	for i := range containerFlags {
		if containerFlags[i].Key == key {
			return "--" + containerFlags[i].Name
		}
	}
	panic(key)
}

var podFlag = map[string]string{
	"AddHost": "--add-host", "DNS": "--dns", "DNSSearch": "--dns-search", "ExitPolicy": "--exit-policy", "GIDMap": "--gidmap",
	"HostName": "--hostname", "IP": "--ip", "IP6": "--ip6", "Label": "--label", "Network": "--network", "PublishPort": "--publish",
	"ShmSize": "--shm-size", "SubGIDMap": "--subgidname", "SubUIDMap": "--subuidname", "UIDMap": "--uidmap", "UserNS": "--userns", "Volume": "--volume",
}

var networkFlag = map[string]string{
	"DNS": "--dns", "Driver": "--driver", "Gateway": "--gateway", "IPAMDriver": "--ipam-driver", "IPRange": "--ip-range",
	"InterfaceName": "--interface-name", "Label": "--label", "Options": "--opt", "Subnet": "--subnet",
}

var volumeFlag = map[string]string{"Driver": "--driver", "GID": "--gid", "Label": "--label", "UID": "--uid"}
