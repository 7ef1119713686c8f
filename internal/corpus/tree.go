package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Tree makes n units as a large site would have them, in directories of about a
// hundred: varied, of some 700 bytes, referring to one another, one in twenty
// with a mistake. The same arguments give the same bytes. A file's name has its
// directory before it.
func Tree(seed uint64, n int) []File {
	r := rand.New(rand.NewPCG(seed, 0x74726565))
	files := make([]File, 0, n)
	for i := range n {
		dir := fmt.Sprintf("app%04d", i/100)
		switch i % 50 {
		case 0:
			files = append(files, File{fmt.Sprintf("%s/net%d.network", dir, i), fmt.Sprintf("[Unit]\nDescription=Network %d\n\n[Network]\nSubnet=10.%d.%d.0/24\nLabel=site=%d\n", i, i>>8&255, i&255, i)})
		case 1:
			files = append(files, File{fmt.Sprintf("%s/vol%d.volume", dir, i), fmt.Sprintf("[Volume]\nLabel=site=%d\n", i)})
		case 2:
			files = append(files, File{fmt.Sprintf("%s/pod%d.pod", dir, i), fmt.Sprintf("[Pod]\nPublishPort=127.0.0.1:%d:80\n", 20000+i%20000)})
		default:
			text := treeContainer(r, i)
			if r.IntN(20) == 0 {
				text = spoil(r, text)
			}
			files = append(files, File{fmt.Sprintf("%s/svc%d.container", dir, i), text})
		}
	}
	return files
}

// treeContainer is one service of the tree.
func treeContainer(r *rand.Rand, i int) string {
	block := i - i%50
	var b strings.Builder
	fmt.Fprintf(&b, "# Service %d of the site.\n[Unit]\nDescription=Service %d\nAfter=network-online.target\n\n[Container]\n", i, i)
	fmt.Fprintf(&b, "Image=registry.example.com/team%d/svc%d:1.%d.%d\nContainerName=svc-%d\n", r.IntN(40), r.IntN(900), r.IntN(9), r.IntN(30), i)
	for range 1 + r.IntN(3) {
		fmt.Fprintf(&b, "Environment=SETTING_%d=value-%d \"GREETING_%d=hello there\"\n", r.IntN(90), r.IntN(999), r.IntN(90))
	}
	fmt.Fprintf(&b, "Label=app=svc%d\nLabel=tier=%d\n", i, r.IntN(4))
	if r.IntN(2) == 0 {
		fmt.Fprintf(&b, "Network=net%d.network\n", block)
	}
	if r.IntN(3) == 0 {
		fmt.Fprintf(&b, "Volume=vol%d.volume:/var/lib/data\n", block+1)
	}
	fmt.Fprintf(&b, "Volume=/srv/svc%d/config:/etc/svc:ro,Z\nPublishPort=127.0.0.1:%d:8080\n", i, 1024+i%60000)
	b.WriteString("HealthCmd=curl -fsS http://localhost:8080/health\nHealthInterval=30s\n")
	if r.IntN(2) == 0 {
		b.WriteString("DropCapability=ALL\nNoNewPrivileges=true\nReadOnly=true\nTmpfs=/tmp:size=64m\n")
	}
	fmt.Fprintf(&b, "Exec=/usr/bin/svc --listen 0.0.0.0:8080 \\\n  --workers %d\n\n[Service]\nRestart=on-failure\nTimeoutStartSec=900\n\n[Install]\nWantedBy=default.target\n", 1+r.IntN(16))
	return b.String()
}

// spoil makes one of the mistakes that people make.
func spoil(r *rand.Rand, text string) string {
	mistakes := [][2]string{
		{"Image=", "Imge="},
		{"PublishPort=127.0.0.1:", "PublishPort=127.0.0.1:9"},
		{"Restart=on-failure", "Restart=unless-stopped"},
		{"[Container]\n", "[Container]\nNetwork=missing.network\n"},
		{":ro,Z", ":readonly"},
		{"HealthInterval=30s", "HealthInterval=30"},
		{"[Install]", "[Instal]"},
		{"ContainerName=", "Name="},
	}
	m := mistakes[r.IntN(len(mistakes))]
	return strings.Replace(text, m[0], m[1], 1)
}
