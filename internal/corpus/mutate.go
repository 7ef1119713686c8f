package corpus

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// mutations are what goes wrong with files: by hand, by templates, by editors.
var mutations = []func(*rand.Rand, []string) []string{
	func(r *rand.Rand, l []string) []string { i := r.IntN(len(l)); return slices.Delete(l, i, i+1) },
	func(r *rand.Rand, l []string) []string { i := r.IntN(len(l)); return slices.Insert(l, i, l[i]) },
	func(r *rand.Rand, l []string) []string {
		i, j := r.IntN(len(l)), r.IntN(len(l))
		l[i], l[j] = l[j], l[i]
		return l
	},
	// Case, blanks and bytes.
	onLine(func(_ *rand.Rand, s string) string { return strings.ToLower(s) }),
	onLine(func(_ *rand.Rand, s string) string { return strings.ToUpper(s) }),
	onLine(func(r *rand.Rand, s string) string { return pick(r, blanks) + s }),
	onLine(func(r *rand.Rand, s string) string { return s + pick(r, blanks) }),
	onLine(func(r *rand.Rand, s string) string { return insert(r, s, pick(r, oddBytes)) }),
	onLine(func(r *rand.Rand, s string) string { return cut(r, s) }),
	onLine(func(_ *rand.Rand, s string) string { return strings.ReplaceAll(s, "=", "") }),
	onLine(func(_ *rand.Rand, s string) string { return strings.Replace(s, "=", " = ", 1) }),
	// Continuations and comments.
	onLine(func(_ *rand.Rand, s string) string { return s + `\` }),
	onLine(func(_ *rand.Rand, s string) string { return s + ` \` }),
	onLine(func(r *rand.Rand, s string) string { return pick(r, []string{"#", ";", ":", "# ", "; ", "//"}) + s }),
	func(r *rand.Rand, l []string) []string {
		i := r.IntN(len(l))
		return slices.Insert(l, i, pick(r, []string{"", "  ", "# note", "; note", `# a=b \`, `\`, "[Service]", "[]", "[X-Mine]"}))
	},
	// Words and quotes.
	onLine(func(r *rand.Rand, s string) string { return insert(r, s, pick(r, quotes)) }),
	onLine(func(r *rand.Rand, s string) string { return s + " " + pick(r, quotes) + " tail=1" }),
	onValue(func(_ *rand.Rand, v string) string { return `"` + v + `"` }),
	onValue(func(_ *rand.Rand, v string) string { return `'` + v + `'` }),
	onValue(func(_ *rand.Rand, _ string) string { return "" }),
	// References and values of other keys.
	onValue(func(_ *rand.Rand, v string) string { return strings.Replace(v, id, id+"no", 1) }),
	onValue(func(_ *rand.Rand, v string) string { return strings.Replace(v, ".", ".x.", 1) }),
	onValue(func(r *rand.Rand, _ string) string { return pick(r, values) }),
	onValue(func(r *rand.Rand, v string) string {
		return v + pick(r, []string{":", ":ro", ",", "/sctp", ".network", ".volume", ".image", ".container"})
	}),
	func(r *rand.Rand, l []string) []string {
		i := r.IntN(len(l) + 1)
		return slices.Insert(l, i, pick(r, keys)+"="+pick(r, values))
	},
}

// mutate changes one file of a case, or takes one away.
func mutate(r *rand.Rand, c *Case) {
	if len(c.Files) > 1 && r.IntN(12) == 0 {
		i := r.IntN(len(c.Files))
		c.Files = slices.Delete(c.Files, i, i+1)
		return
	}
	f := &c.Files[r.IntN(len(c.Files))]
	switch r.IntN(24) {
	case 0:
		f.Content = f.Content[:r.IntN(len(f.Content)+1)]
		return
	case 1:
		f.Content = strings.ReplaceAll(f.Content, "\n", "\r\n")
		return
	case 2:
		f.Content = strings.TrimSuffix(f.Content, "\n")
		return
	case 3:
		f.Content = "\ufeff" + f.Content
		return
	}
	lines := strings.Split(strings.TrimSuffix(f.Content, "\n"), "\n")
	f.Content = strings.Join(mutations[r.IntN(len(mutations))](r, lines), "\n") + "\n"
}

func onLine(change func(*rand.Rand, string) string) func(*rand.Rand, []string) []string {
	return func(r *rand.Rand, l []string) []string {
		i := r.IntN(len(l))
		l[i] = change(r, l[i])
		return l
	}
}

func onValue(change func(*rand.Rand, string) string) func(*rand.Rand, []string) []string {
	return func(r *rand.Rand, l []string) []string {
		// Most lines are assignments: a few tries find one.
		for range 8 {
			i := r.IntN(len(l))
			if key, value, ok := strings.Cut(l[i], "="); ok {
				l[i] = key + "=" + change(r, value)
				break
			}
		}
		return l
	}
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func insert(r *rand.Rand, s, what string) string {
	i := r.IntN(len(s) + 1)
	return s[:i] + what + s[i:]
}

func cut(r *rand.Rand, s string) string {
	if s == "" {
		return s
	}
	i := r.IntN(len(s))
	return s[:i] + s[i+1:]
}

var (
	blanks   = []string{" ", "  ", "\t", "\r", "\v", "\f", "\u00a0", "\u0085", "\u2003"}
	oddBytes = []string{"\x00", "\xff", "\xa0", "\x85", "\r", "\t", "\u00e9", "\u200b", "%", "$", "\\", "[", "]", "=", "#", ";"}
	quotes   = []string{`"`, `'`, `""`, `''`, `\`, `\"`, `\x20`, `\x0`, `\u00e9`, `\101`, `\7`, `\q`, `\0`}
	values   = []string{
		"", " ", "yes", "no", "maybe", "0", "1", "-1", "0x10", "99999999999", "8080:80", "80-90", "80/tcp", "80/sctp", "a:b:c:d", "[::]:80:80", "%i",
		"auto", "keep-id", "manual", "keep-id:uid=1000", "host", "none", "/a:/b", "./a:/b", ".:/b", "/a", "a b c", "A=b", `"A=b c"`, "A", "=",
		"type=bind,source=/a,target=/b", "type=volume,target=/b", "type=tmpfs,target=/b", "type=image,source=ID-i.image,target=/b", "type=bind,source=,target=/b",
		"type=glob,src,target=/b", "source=/a,target=/b", `type=bind,"source=/a",target=/b`, "type=artifact,source=x,target=/b", "type=bind,src=ID-v.volume,dst=/b",
		"ID-n.network", "ID-n.network:ip=10.0.0.2", "ID-w.container", "ID-w.container:x", "ID-v.volume:/v", "ID-v.volume", "ID-p.pod", "ID-i.image", "ID-b.build", "ID-k.kube",
		"ID-w.service", "quay.io/a/x.build", "sleep 1", "mixed", "process", "notify", "oneshot", "simple", "yaml", "unit", "file", "https://a/b", "github.com/a/b", "rel/ative", "/abs/olute", "%h/x", "%%h",
		"ID-svc", "x.service", "image", "local", "tmpfs",
	}
	keys = []string{
		"Image", "Rootfs", "Exec", "Network", "Volume", "Mount", "Pod", "PublishPort", "ExposeHostPort", "Tmpfs", "UserNS", "UIDMap", "GIDMap", "SubUIDMap",
		"RemapUsers", "RemapUid", "RemapGid", "RemapUidSize", "User", "Group", "KillMode", "Type", "After", "Requires", "Wants", "WantedBy", "ServiceName", "ContainerName",
		"ReloadCmd", "ReloadSignal", "Environment", "Label", "AddDevice", "Sysctl", "PodmanArgs", "Secret", "Yaml", "SetWorkingDirectory", "WorkingDirectory", "File", "ImageTag",
		"Driver", "Device", "Options", "Subnet", "Gateway", "IPRange", "DefaultDependencies", "Unknown", "Notify", "Annotation", "AddCapability", "Artifact", "PodName", "VolumeName", "NetworkName",
		"Entrypoint", "Memory", "StopTimeout", "GroupAdd", "HealthCmd", "AutoUpdate", "Mask", "EnvironmentFile", "LogOpt",
	}
)
