package podman

import (
	_ "crypto/sha512" // the library knows a digest only if its hash is linked
	"sort"
	"testing"

	"github.com/distribution/reference"
	"github.com/google/go-cmp/cmp"
)

// values are what podman was seen to take (no minors) and refuse (the minors of
// the releases that refuse; 0 stands for all).
var values = []struct {
	section, key, value string
	refusedIn           []int
}{
	{"Container", "PublishPort", "8080:80", nil},
	{"Container", "PublishPort", ":80", nil},
	{"Container", "PublishPort", "127.0.0.1::80", nil},
	{"Container", "PublishPort", "[::1]:8080:80/udp", nil},
	{"Container", "PublishPort", "8080:80,9090:90", nil},
	{"Container", "PublishPort", "+80:0080/TCP", nil},
	{"Container", "PublishPort", "8000-8010:9000-9010", nil},
	{"Container", "PublishPort", "\"8080:80\"", nil},
	{"Container", "PublishPort", "%i:80", nil},
	{"Container", "PublishPort", "${PORT}:80", nil},
	{"Container", "PublishPort", "${PORT}:99999", []int{0}},
	{"Container", "PublishPort", "127.0.0.1:80", []int{0}},
	{"Container", "PublishPort", "8000-8010:80", []int{0}},
	{"Container", "PublishPort", "80-80", []int{0}},
	{"Container", "PublishPort", "0:80", []int{0}},
	{"Container", "PublishPort", "8080/tcp:80", []int{0}},
	{"Container", "PublishPort", "localhost:8080:80", []int{0}},
	{"Container", "PublishPort", "0x50:80", []int{0}},
	{"Container", "PublishPort", "'8080:80'", []int{0}},
	{"Container", "PublishPort", "::1:8080:80", []int{0}},
	{"Container", "Volume", "data:/data", nil},
	{"Container", "Volume", "/srv:/data:ro,Z", nil},
	{"Container", "Volume", "%h/x:/data:ro", nil},
	{"Container", "Volume", "x.volume:/data:U", nil},
	{"Container", "Volume", "a@b.volume:/data", nil},
	{"Container", "Volume", "/x # comment", nil},
	{"Container", "Volume", "/a:/b:O,upperdir=/u,workdir=/w", nil},
	{"Container", "Volume", "%h/x:/data:readonly", []int{0}},
	{"Container", "Volume", "~/dir:/x", []int{0}},
	{"Container", "Volume", "dir", []int{0}},
	{"Container", "Volume", "/a:/b:", []int{0}},
	{"Container", "Volume", "/a:/b:O,ro", []int{0}},
	{"Container", "Volume", "/a:/b:ro,rw", []int{0}},
	{"Container", "Volume", "C:\\x:/b", []int{0}},
	{"Container", "Tmpfs", "/x:size=abc,mode=9999", nil},
	{"Container", "Tmpfs", "/x:noatime", []int{v54}},
	{"Container", "Tmpfs", "/x:uid=1", []int{0}},
	{"Container", "Mount", "type=tmpfs,dst=/x,tmpfs-size=5m", nil},
	{"Container", "Mount", "type=tmpfs,dst=/x,size=5m", []int{0}},
	{"Container", "Mount", "type=artifact,source=x,dst=/x", []int{v54}},
	{"Container", "Mount", "type=Bind,src=/a,dst=/x", []int{0}},
	{"Container", "UserNS", "keep-id:uid=1000,gid=1000", nil},
	{"Container", "UserNS", "keep-id:", nil},
	{"Container", "UserNS", "keep-id:uid=1000:gid=1000", []int{0}},
	{"Container", "UserNS", "auto:", []int{0}},
	{"Container", "UserNS", "Keep-ID", []int{0}},
	{"Container", "UIDMap", "+u0:@1:2", nil},
	{"Container", "UIDMap", "0:1:0", []int{0}},
	{"Container", "Memory", "1.5 GiB", nil},
	{"Container", "Memory", "64Mi", []int{v58, v61}},
	{"Container", "Memory", "50%", []int{0}},
	{"Container", "Memory", "%i", nil},
	{"Container", "ShmSize", ".5g", nil},
	{"Container", "PidsLimit", "0x10", nil},
	{"Container", "PidsLimit", "max", []int{0}},
	{"Container", "StopTimeout", "10s", []int{0}},
	{"Container", "Ulimit", "nofile=1024:-1", nil},
	{"Container", "Ulimit", "RLIMIT_NOFILE=1024", nil},
	{"Container", "Ulimit", "nofile=-1:1024", []int{0}},
	{"Container", "Ulimit", "as=1", []int{0}},
	{"Container", "Sysctl", "net.core.somaxconn=1024", nil},
	{"Container", "Sysctl", "vm.max_map_count=1", []int{0}},
	{"Container", "HealthInterval", "disable", nil},
	{"Container", "HealthInterval", "90", []int{0}},
	{"Container", "HealthTimeout", "0", []int{0}},
	{"Container", "HealthOnFailure", "Kill", []int{0}},
	{"Container", "Pull", "IfNotPresent", nil},
	{"Container", "Pull", "daily", []int{0}},
	{"Container", "Network", "net1:foo=bar", nil},
	{"Container", "Network", "bridge:ip=x", []int{0}},
	{"Container", "Network", "slirp4netns", []int{v61}},
	{"Container", "Network", "host:x", []int{0}},
	{"Container", "DNS", "1.1.1.1,::1", nil},
	{"Container", "DNS", "1.1.1.1:53", []int{0}},
	{"Container", "DNSSearch", ".", nil},
	{"Container", "DNSSearch", "a..b", []int{0}},
	{"Container", "AddHost", "a;b:host-gateway", nil},
	{"Container", "AddHost", "a:[::1]", []int{0}},
	{"Container", "AddCapability", "net_admin", nil},
	{"Container", "AddCapability", "CAP_ALL", []int{0}},
	{"Container", "AddDevice", "/dev/x:/dev/y:rw", nil},
	{"Container", "AddDevice", "/dev/x:ro", []int{0}},
	{"Container", "Secret", "a,type=env,target=A", nil},
	{"Container", "Secret", "a,type=env,uid=1", []int{0}},
	{"Container", "StopSignal", "-15", nil},
	{"Container", "StopSignal", "rtmin+3", nil},
	{"Container", "StopSignal", "SIG15", []int{0}},
	{"Container", "Timezone", "Europe/Berlin", nil},
	{"Container", "Timezone", "utc", []int{0}},
	{"Container", "LogDriver", "", []int{0}},
	{"Container", "Image", "docker.io/library/x:1.2", nil},
	{"Container", "Image", "docker://x", nil},
	{"Container", "Image", "x__y/z--a", nil},
	{"Container", "Image", "https://x/y", []int{0}},
	{"Container", "Image", "docker.io/X/y", []int{0}},
	{"Container", "Image", "x___y", []int{0}},
	{"Container", "PodmanArgs", "--memory-swap=-1", nil},
	{"Container", "PodmanArgs", "--restart=always", []int{0}},
	{"Container", "PodmanArgs", "--privilegd", []int{0}},
	{"Container", "PodmanArgs", "--creds=a:b", []int{v54}},
	{"Network", "Subnet", "10.0.0.5/24", nil},
	{"Network", "Subnet", "10.0.0.4/31", []int{v61}},
	{"Network", "Options", "no_default_route=1", []int{v61}},
	{"Pod", "ExitPolicy", "", []int{0}},
}

func TestCheckAgreesWithPodman(t *testing.T) {
	for _, c := range values {
		for _, minor := range []int{v54, v58, v61} {
			want := false
			for _, m := range c.refusedIn {
				want = want || m == 0 || m == minor
			}
			ps := Check(c.section, c.key, c.value, Target{Minor: minor})
			if got := refused(ps); got != want {
				t.Errorf("[%s] %s=%s for %d: refused %v, want %v %v", c.section, c.key, c.value, minor, got, want, ps)
			}
			for _, p := range ps {
				if p.Start < 0 || p.End < p.Start || p.End > len(c.value) || p.Message == "" {
					t.Errorf("[%s] %s=%s: bad problem %+v", c.section, c.key, c.value, p)
				}
			}
		}
	}
}

func TestAcceptingAllocatesNothing(t *testing.T) {
	for _, c := range values {
		if c.refusedIn != nil || c.key == "PodmanArgs" {
			continue
		}
		target := Target{Minor: v61}
		if Check(c.section, c.key, c.value, target) != nil {
			continue
		}
		if n := testing.AllocsPerRun(10, func() { Check(c.section, c.key, c.value, target) }); n > 0 {
			t.Errorf("[%s] %s=%s: %v allocations", c.section, c.key, c.value, n)
		}
	}
}

func TestVersionsBetweenMeasuredOnesAreCautious(t *testing.T) {
	cases := []struct {
		minor   int
		value   string
		refused bool
	}{
		{404, "/x:noatime", false},
		{504, "/x:noatime", true},
		{506, "/x:noatime", false},
		{404, "/x:uid=1", true},
		{600, "/x:uid=1", true},
		{0, "/x:uid=1", true},
		{702, "/x:uid=1", true},
	}
	for _, c := range cases {
		if got := refused(Check("Container", "Tmpfs", c.value, Target{Minor: c.minor})); got != c.refused {
			t.Errorf("%s for %d: refused %v, want %v", c.value, c.minor, got, c.refused)
		}
	}
}

func TestTablesAreSorted(t *testing.T) {
	if !sort.SliceIsSorted(rows, func(i, j int) bool {
		a, b := rows[i], rows[j]
		return a.section < b.section || a.section == b.section && a.key < b.key
	}) {
		t.Error("rows are not sorted")
	}
	for _, section := range []string{"Container", "Pod", "Volume", "Network", "Image", "Build"} {
		flags := Flags(section)
		if !sort.SliceIsSorted(flags, func(i, j int) bool { return flags[i].Name < flags[j].Name }) {
			t.Errorf("flags of %s are not sorted", section)
		}
	}
}

func TestParsePorts(t *testing.T) {
	got, ps := ParsePorts("127.0.0.1:8080-8081:80-81/UDP,:90", Target{})
	if ps != nil {
		t.Fatal(ps)
	}
	want := []Port{
		{
			Span: Span{0, 29}, IP: "127.0.0.1", IPSpan: Span{0, 9},
			Host: 8080, HostEnd: 8081, HostSpan: Span{10, 19},
			Ctr: 80, CtrEnd: 81, CtrSpan: Span{20, 25}, Proto: "udp",
		},
		{Span: Span{30, 33}, IPSpan: Span{30, 30}, HostSpan: Span{30, 30}, Ctr: 90, CtrEnd: 90, CtrSpan: Span{31, 33}, Proto: "tcp"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestParseArgs(t *testing.T) {
	args := ParseArgs("Container", []string{"--memory", "64m", "-v/a:/b", "--privileged", "true"})
	var got []string
	for _, a := range args {
		name := ""
		if a.Flag != nil {
			name = a.Flag.Name
		}
		got = append(got, name+"="+a.Value)
	}
	want := []string{"memory=64m", "volume=/a:/b", "privileged=", "="}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestImageGrammarAgainstTheLibrary asks the library that podman itself uses.
func TestImageGrammarAgainstTheLibrary(t *testing.T) {
	names := []string{
		"a", "a:b", "a/b", "a.b/c", "a.b:80/c:d", "localhost/x", "localhost:5000/x:1", "x:-", "x:a+b", "a//b", "/a", "a/",
		"A", "a/B", "A.b/c", "a_b", "a__b", "a___b", "a--b", "a..b", "a.-b", "-a", "a-", "a:", "a@", "a b", "a:b:c",
		"x@sha256:" + digest('a', 64), "x:1@sha256:" + digest('a', 64), "x@sha256:" + digest('A', 64), "x@md5:" + digest('a', 32),
		"x@sha512:" + digest('a', 64), "x@sha512:" + digest('a', 128), "a.b:x/c", "a-.b/c", "x:" + digest('t', 128), "x:" + digest('t', 129),
		"a/" + digest('a', 64), "quay.io/a/b/c:v1.2-3_4", "ä", "a/ä", "a:ä",
	}
	for _, name := range names {
		_, err := reference.ParseNormalizedNamed(name)
		_, ps := parseImage(name)
		if (err != nil) != (ps != nil) {
			t.Errorf("%q: library says %v, this package %v", name, err, ps)
		}
	}
}

func digest(c byte, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = c
	}
	return string(b)
}

func FuzzCheck(f *testing.F) {
	for _, c := range values {
		f.Add(c.section, c.key, c.value)
	}
	f.Fuzz(func(t *testing.T, section, key, value string) {
		for _, minor := range []int{404, v54, 506, v58, v61} {
			for _, p := range Check(section, key, value, Target{Minor: minor}) {
				if p.Start < 0 || p.End < p.Start || p.End > len(value) {
					t.Fatalf("[%s] %s=%q: span %d-%d", section, key, value, p.Start, p.End)
				}
			}
		}
	})
}
