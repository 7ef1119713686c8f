//go:build difftest

package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

var (
	combos    = flag.Int("combos", 600, "units with several keys to draw")
	comboSeed = flag.Uint64("combo-seed", 1, "where the draw begins")
)

// TestCombinationsAgainstPodman is TestUnitsAgainstPodman for units with two to four keys,
// whose values were all drawn from the measured ones, most of them from those that podman takes:
// what is wrong with such a unit is what does not go together.
func TestCombinationsAgainstPodman(t *testing.T) {
	cases := drawCombos(t, *comboSeed, *combos)
	for _, rootful := range []bool{false, true} {
		some := slices.DeleteFunc(slices.Clone(cases), func(c unitCase) bool { return c.rootful != rootful })
		for _, generator := range realtools.Quadlets(t) {
			compareUnits(t, generator, rootful, some)
		}
	}
}

// drawCombos makes units of the measured values, one in six of them as root.
func drawCombos(t *testing.T, seed uint64, n int) []unitCase {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 9))
	bySection := map[string][]measured{}
	for _, m := range readMeasured(t, "../../internal/podman/testdata/verdicts.tsv") {
		if m.rootful || strings.HasSuffix(m.value, `\`) || strings.TrimSpace(m.value) != m.value {
			continue
		}
		bySection[m.section] = append(bySection[m.section], m)
	}
	sections := []string{"Container", "Container", "Container", "Pod", "Network", "Volume"}
	var cases []unitCase
	for i := range n {
		section := sections[r.IntN(len(sections))]
		pool := bySection[section]
		var lines []string
		image := section == "Container"
		for range 2 + r.IntN(3) {
			m := pool[r.IntN(len(pool))]
			for !m.taken && r.IntN(10) > 0 {
				m = pool[r.IntN(len(pool))]
			}
			if m.key == "Image" {
				image = false
			}
			lines = append(lines, m.key+"="+m.value)
		}
		if image {
			lines = append(lines, "Image=localhost/tiny", "Exec=/bin/sh")
		}
		kind := quadlet.KindOfSection(section)
		cases = append(cases, unitCase{
			id: fmt.Sprintf("[%s] %s", section, strings.Join(lines, " ; ")), file: fmt.Sprintf("c%d%s", i, kind.Ext()),
			text: "[" + section + "]\n" + strings.Join(lines, "\n") + "\n", rootful: r.IntN(6) == 0,
		})
	}
	return cases
}

// TestBuildsAndImagesAgainstPodman is TestUnitsAgainstPodman for the keys of .build and .image
// units. There is no registry: a pull that gets as far as asking one says nothing.
func TestBuildsAndImagesAgainstPodman(t *testing.T) {
	words := []string{"a=b", "a", "=b", "a=", "a b=c", "1", "-1", "x", "1s", "1x", "5", "true", "", "never", "always", "newer", "missing", "quay.io/a/b:1",
		"localhost/x:1", "A/b", "1.1.1.1", "one.one", "id=sec", "id=sec,src=/etc/passwd", "sec", "type=env,env=HOME", "/tmp:/x", "/tmp:x", "/tmp:/x:ro,rw",
		"/tmp:/x:Z", "amd64", "linux", "keep-groups", "host", "none", "bogus", "0x10", "1.5", "10s:1"}
	keys := map[string][]string{
		"Build": {"Annotation", "Environment", "ImageTag", "Label", "Retry", "RetryDelay", "Secret", "Volume", "DNS", "DNSOption", "DNSSearch", "GroupAdd", "Network", "Pull", "Arch", "Variant", "ForceRM", "TLSVerify", "BuildArg"},
		"Image": {"Policy", "Retry", "RetryDelay", "Arch", "OS", "Variant", "Creds", "TLSVerify", "AllTags"},
	}
	var cases []unitCase
	for section, list := range keys {
		for _, key := range list {
			for i, word := range words {
				lines := []string{"[" + section + "]", "Image=localhost/tiny", "PodmanArgs=--retry=0"}
				if section == "Build" {
					lines = []string{"[Build]", "ImageTag=localhost/built", "SetWorkingDirectory=/tmp/context"}
				}
				cases = append(cases, unitCase{
					id: fmt.Sprintf("[%s] %s=%s", section, key, word), file: fmt.Sprintf("%s%s%d%s", strings.ToLower(section), key, i, quadlet.KindOfSection(section).Ext()),
					text: strings.Join(append(lines, key+"="+word), "\n") + "\n",
				})
			}
		}
	}
	slices.SortFunc(cases, func(a, b unitCase) int { return strings.Compare(a.file, b.file) })
	for _, generator := range realtools.Quadlets(t) {
		compareUnits(t, generator, false, cases)
	}
}
