package vm

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
)

// Entry is one file or directory of a tar archive.
type Entry struct {
	Name string
	Mode int64
	Data []byte // nil: a directory
}

// Archive writes entries, the same bytes for the same entries.
func Archive(w io.Writer, entries []Entry) error {
	t := tar.NewWriter(w)
	for _, e := range entries {
		h := &tar.Header{Name: e.Name, Mode: e.Mode, Typeflag: tar.TypeReg, Size: int64(len(e.Data))}
		if e.Data == nil {
			h.Typeflag = tar.TypeDir
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(e.Data); err != nil {
			return err
		}
	}
	return t.Close()
}

// RootFS is what the image of the gateway holds: one static program and the account that
// the real image has.
func RootFS(gateway []byte) []Entry {
	return []Entry{
		{"app/", 0o755, nil},
		{"etc/", 0o755, nil},
		{"etc/group", 0o644, []byte("root:x:0:\nnode:x:1000:\n")},
		{"etc/passwd", 0o644, []byte("root:x:0:0:root:/root:/sbin/nologin\nnode:x:1000:1000::/home/node:/sbin/nologin\n")},
		{"home/", 0o755, nil},
		{"home/node/", 0o755, nil},
		{"tmp/", 0o1777, nil},
		{"usr/", 0o755, nil},
		{"usr/local/", 0o755, nil},
		{"usr/local/bin/", 0o755, nil},
		{"usr/local/bin/node", 0o755, gateway},
	}
}

// Image makes an archive that `podman load` reads, without a registry or a build.
func Image(gateway []byte, tag string) ([]byte, error) {
	var layer bytes.Buffer
	if err := Archive(&layer, RootFS(gateway)); err != nil {
		return nil, err
	}
	config, err := json.Marshal(map[string]any{
		"architecture": "amd64", "os": "linux", "created": "1970-01-01T00:00:00Z",
		"config": map[string]any{
			"User": "node", "WorkingDir": "/app",
			"Env": []string{"PATH=/usr/local/bin:/usr/bin:/bin"},
			"Cmd": []string{"node", "nova-engine.mjs", "gateway", "--allow-unconfigured"},
		},
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{fmt.Sprintf("sha256:%x", sha256.Sum256(layer.Bytes()))}},
		"history": []any{map[string]string{"created": "1970-01-01T00:00:00Z"}},
	})
	if err != nil {
		return nil, err
	}
	manifest, err := json.Marshal([]any{map[string]any{
		"Config": "config.json", "RepoTags": []string{tag}, "Layers": []string{"layer.tar"},
	}})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = Archive(&out, []Entry{{"config.json", 0o644, config}, {"layer.tar", 0o644, layer.Bytes()}, {"manifest.json", 0o644, manifest}})
	return out.Bytes(), err
}

// Share writes the archive that the machine finds in /srv/share.
func Share(w io.Writer, entries []Entry) error {
	var b bytes.Buffer
	if err := Archive(&b, entries); err != nil {
		return err
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return err
	}
	return pad(w, b.Len())
}
