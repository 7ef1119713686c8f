package host

import (
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// Want is what one unit needs of its host, as far as its values are literal or hold a
// specifier that is the account's.
type Want struct {
	Unit      string // file name
	Service   string
	Container string // name in podman
	Image     string
	Pull      string
	UserNS    string
	User      string
	RunInit   bool
	WaitsNet  bool // Podman 5.3 and later adds the wait for the network
	EnvFiles  []string
	Mounts    []Mount
	Ports     []Port
}

// Mount is a bind mount of a unit.
type Mount struct {
	Source, Target string
	Options        []string
}

// Port is a published port of a unit.
type Port struct {
	Address string // empty: all
	Host    int
}

// Wants reads the units and says what their containers need.
func Wants(units []UnitFile, a Account, v quadlet.Version) []Want {
	var out []Want
	for _, u := range Set(units, v).Units {
		if u.Kind != quadlet.Container || u.State == quadlet.Masked {
			continue
		}
		w := Want{
			Unit:      u.Name,
			Service:   quadlet.ServiceName(u.Name, u.Str("Container", "ServiceName"), v) + ".service",
			Container: expand(quadlet.ResourceName(u.Name, u.Str("Container", "ContainerName"), v), a, u.Name),
			Image:     u.Str("Container", "Image"),
			Pull:      u.Str("Container", "Pull"),
			UserNS:    u.Str("Container", "UserNS"),
			User:      expand(u.Str("Container", "User"), a, u.Name),
			RunInit:   u.Bool("Container", "RunInit", false),
			WaitsNet:  v >= quadlet.V53 && u.Bool("Quadlet", "DefaultDependencies", true),
		}
		dir := path.Dir(u.Path)
		for _, t := range u.Words("Container", "EnvironmentFile", unitfile.Exec) {
			if p, ok := hostFile(t.Str, dir, a, u.Name); ok {
				w.EnvFiles = append(w.EnvFiles, p)
			}
		}
		for _, val := range u.All("Container", "Volume") {
			parts := strings.SplitN(val.Text(), ":", 3)
			source, ok := hostFile(parts[0], dir, a, u.Name)
			if !ok || len(parts) < 2 {
				continue
			}
			m := Mount{Source: source, Target: parts[1]}
			if len(parts) == 3 {
				m.Options = strings.Split(parts[2], ",")
			}
			w.Mounts = append(w.Mounts, m)
		}
		for _, val := range u.All("Container", "PublishPort") {
			if p, ok := parsePort(val.Text()); ok {
				w.Ports = append(w.Ports, p)
			}
		}
		out = append(out, w)
	}
	return out
}

// Set builds the model of the units that were found, in the order of their directories.
func Set(units []UnitFile, v quadlet.Version) *quadlet.Set {
	return quadlet.NewSet(source(units), v, quadlet.UserMode, nil)
}

func source(units []UnitFile) quadlet.Source {
	var src quadlet.Source
	for _, f := range units {
		parent := filepath.Dir(f.Path)
		file := quadlet.SourceFile{Path: f.Path, Name: f.Name, Content: f.Content, Err: f.Error}
		if strings.HasSuffix(parent, ".d") {
			d := sourceDir(&src, filepath.Dir(parent), f.Dir)
			name := filepath.Base(parent)
			i := slices.IndexFunc(d.Dropins, func(x quadlet.SourceDropins) bool { return x.Name == name })
			if i < 0 {
				d.Dropins = append(d.Dropins, quadlet.SourceDropins{Name: name})
				i = len(d.Dropins) - 1
			}
			d.Dropins[i].Files = append(d.Dropins[i].Files, file)
			continue
		}
		d := sourceDir(&src, parent, f.Dir)
		d.Files = append(d.Files, file)
	}
	return src
}

func sourceDir(src *quadlet.Source, dir, top string) *quadlet.SourceDir {
	for i := range src.Dirs {
		if src.Dirs[i].Path == dir {
			return &src.Dirs[i]
		}
	}
	depth := 0
	if rel, err := filepath.Rel(top, dir); err == nil && rel != "." {
		depth = 1 + strings.Count(rel, "/")
	}
	src.Dirs = append(src.Dirs, quadlet.SourceDir{Path: dir, Depth: depth})
	return &src.Dirs[len(src.Dirs)-1]
}

// expand replaces the specifiers that say something about the account; one that it does not
// know makes the result empty.
func expand(s string, a Account, unit string) string {
	stem := strings.TrimSuffix(unit, path.Ext(unit))
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case '%':
			b.WriteByte('%')
		case 'h':
			b.WriteString(a.Home)
		case 'u':
			b.WriteString(a.Name)
		case 'U':
			b.WriteString(strconv.Itoa(a.UID))
		case 'G':
			b.WriteString(strconv.Itoa(a.GID))
		case 't':
			b.WriteString(a.RuntimeDir())
		case 'E':
			b.WriteString(a.Home + "/.config")
		case 'N', 'p':
			b.WriteString(stem)
		default:
			return ""
		}
	}
	return b.String()
}

// hostFile turns a value into an absolute path, if it is one of the host's file system.
func hostFile(s, dir string, a Account, unit string) (string, bool) {
	if strings.Contains(s, "$") {
		return "", false
	}
	s = expand(s, a, unit)
	if strings.HasPrefix(s, ".") {
		s = path.Join(dir, s)
	}
	return path.Clean(s), path.IsAbs(s)
}

func parsePort(s string) (Port, bool) {
	s, _, _ = strings.Cut(s, "/")
	i := strings.LastIndexByte(s, ':') // before the container's port
	if i < 0 {
		return Port{}, false // Podman draws a host port
	}
	host := s[:i]
	address := ""
	if j := strings.LastIndexByte(host, ':'); j >= 0 {
		address, host = strings.Trim(host[:j], "[]"), host[j+1:]
	}
	n, err := strconv.Atoi(host)
	if err != nil || n < 1 || n > 65535 {
		return Port{}, false // a range, a variable, or a mistake that lint reports
	}
	return Port{Address: address, Host: n}, true
}
