package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/titanous/json5"
	"golang.org/x/sys/unix"

	"github.com/nova-engine/nova-quadlet/internal/install"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

var (
	errNotRegular = errors.New("it is not a regular file")
	errTooLarge   = errors.New("it is too large")
)

// Gather adds to facts what only the account itself can see: run it with its rights. The
// probes leave nothing behind; a port is bound and given back at once.
func Gather(ctx context.Context, f Facts) Facts {
	f.Podman = podmanFacts(ctx, f.Account)
	if f.UnitDir == "" {
		for _, d := range UnitDirs(f.Account) {
			f.Units = append(f.Units, readUnits(d)...)
		}
	} else {
		f.Units = readUnits(f.UnitDir)
	}
	v := f.Version()
	if f.GeneratorBin != "" {
		f.Generator = install.GeneratorSays(ctx, true)
	}
	wants := Wants(f.Units, f.Account, v)
	f.services(ctx, wants)
	running := map[string]bool{}
	for _, s := range f.Services {
		running[s.Name] = s.Active == "active" || s.Active == "activating"
	}
	for _, w := range wants {
		for _, p := range w.EnvFiles {
			f.Paths = append(f.Paths, envFact(p, w.Unit))
		}
		for _, m := range w.Mounts {
			f.Paths = append(f.Paths, mountFact(m.Source, w.Unit, f.Account.UID))
			if c := filepath.Join(m.Source, "nova-engine.json"); strings.HasSuffix(m.Target, "/.nova-engine") {
				f.Paths = append(f.Paths, configFact(c, w.Unit))
			}
		}
		for _, p := range w.Ports {
			if !running[w.Service] {
				f.Ports = append(f.Ports, tryPort(w.Unit, p))
			}
		}
		if w.Image != "" && !strings.Contains(w.Image, "%") && quadlet.KindOf(w.Image) == quadlet.KindNone && f.Podman.Error == "" {
			_, err := Output(f.Account.Command(ctx, "podman", "image", "exists", w.Image))
			f.Images = append(f.Images, ImageFact{Unit: w.Unit, Name: w.Image, Pull: w.Pull, Present: err == nil})
		}
	}
	return f
}

// Version is the release of the installed podman, or the newest known.
func (f Facts) Version() quadlet.Version {
	if v, err := quadlet.ParseVersion(f.Podman.Version); err == nil {
		return v
	}
	return quadlet.Newest
}

func podmanFacts(ctx context.Context, a Account) Podman {
	var p Podman
	out, err := Output(a.Command(ctx, "podman", "--version"))
	if err != nil {
		p.Missing, p.Error = errors.Is(err, exec.ErrNotFound), err.Error()
		return p
	}
	if f := strings.Fields(out); len(f) > 0 {
		p.Version = f[len(f)-1]
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	out, err = Output(a.Command(ctx, "podman", "info", "--format", "json"))
	var info struct {
		Host struct {
			NetworkBackend string `json:"networkBackend"`
			Security       struct {
				Rootless bool `json:"rootless"`
			} `json:"security"`
		} `json:"host"`
	}
	if err == nil {
		err = json.Unmarshal([]byte(out), &info)
	}
	if err != nil {
		p.Error = err.Error()
		return p
	}
	p.Network, p.Rootless = info.Host.NetworkBackend, info.Host.Security.Rootless
	return p
}

// services asks the account's manager for each unit, and podman for its containers.
func (f *Facts) services(ctx context.Context, wants []Want) {
	mgr, err := install.Connect(ctx, true)
	if err == nil {
		defer mgr.Close()
		for _, w := range wants {
			if strings.Contains(w.Service, "@.") {
				continue
			}
			u, err := mgr.Unit(ctx, w.Service)
			if err != nil {
				f.Trouble = append(f.Trouble, err.Error())
				break
			}
			f.Services = append(f.Services, Service{u.Name, u.Load, u.Active, u.Result, u.Restarts, u.Source, u.Age})
		}
		f.Reloaded, err = mgr.Reloaded(ctx)
	}
	if err != nil && !errors.Is(err, install.ErrNoSystemd) {
		f.Trouble = append(f.Trouble, err.Error())
	}
	if f.Podman.Error != "" {
		return
	}
	out, err := Output(f.Account.Command(ctx, "podman", "ps", "--all", "--format", `{{.Names}} {{index .Labels "PODMAN_SYSTEMD_UNIT"}}`))
	if err != nil {
		f.Trouble = append(f.Trouble, err.Error())
		return
	}
	for line := range strings.Lines(out) {
		name, unit, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name != "" {
			f.Containers = append(f.Containers, Container{name, unit})
		}
	}
}

func pathFact(path, unit, use string) PathFact {
	p := PathFact{Path: path, Unit: unit, Use: use, UID: -1}
	fi, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p
	case err != nil:
		p.Exists, p.Problem = true, cause(err).Error()
		return p
	}
	p.Exists, p.Dir, p.Mode, p.UID = true, fi.IsDir(), fi.Mode(), ownerOf(fi)
	label := make([]byte, 256)
	if n, err := unix.Getxattr(path, "security.selinux", label); err == nil {
		// user:role:type:level
		if parts := strings.Split(strings.TrimRight(string(label[:n]), "\x00"), ":"); len(parts) > 2 {
			p.Label = parts[2]
		}
	}
	access := uint32(unix.R_OK)
	if p.Dir {
		access |= unix.W_OK | unix.X_OK
	}
	if err := unix.Access(path, access); err != nil {
		p.Problem = err.Error()
	}
	return p
}

// mountFact looks below a directory too, as far as a gateway's own files go: what somebody
// else left there is not the container's to change.
func mountFact(path, unit string, uid int) PathFact {
	p := pathFact(path, unit, "mount")
	if !p.Dir || p.Problem != "" {
		return p
	}
	seen := 0
	_ = filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if seen++; seen > 10_000 {
			return fs.SkipAll
		}
		if err != nil {
			return nil // the account cannot look there; its parent says whose it is
		}
		if fi, err := d.Info(); err == nil && ownerOf(fi) != uid {
			p.Foreign, p.ForeignUID = file, ownerOf(fi)
			return fs.SkipAll
		}
		return nil
	})
	return p
}

func envFact(path, unit string) PathFact {
	p := pathFact(path, unit, "env")
	if !p.Exists || p.Problem != "" {
		return p
	}
	b, err := readFile(path, 1<<20)
	if err != nil {
		p.Problem = err.Error()
		return p
	}
	p.EnvBad, p.Token = CheckEnv(string(b))
	return p
}

// CheckEnv looks at an environment file as podman's --env-file reads it: no quotes, no
// shell, a name without blanks. It also says whether a token is set.
func CheckEnv(text string) (bad []EnvLine, token bool) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimLeft(line, " \t")
		if trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		name, value, ok := strings.Cut(trimmed, "=")
		say := func(format string, args ...any) {
			bad = append(bad, EnvLine{n, fmt.Sprintf(format, args...)})
		}
		switch {
		case strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' }):
			// A crash before the file was on the disk leaves NULs.
			say("it holds a control character: is the file damaged?")
		case strings.HasPrefix(trimmed, "export "):
			say(`"export" is the shell's; podman takes it for a part of the name`)
		case strings.ContainsAny(name, " \t"):
			say("the name holds a blank")
		case ok && len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0]:
			say("the quotes around the value of %s become part of it", name)
		}
		if name == "NOVA_GATEWAY_TOKEN" && strings.TrimSpace(value) != "" {
			token = true
		}
	}
	return bad, token
}

func configFact(path, unit string) PathFact {
	p := pathFact(path, unit, "config")
	if !p.Exists || p.Problem != "" {
		return p
	}
	b, err := readFile(path, 4<<20)
	if err != nil {
		p.Problem = err.Error()
		return p
	}
	if p.GatewayMode, err = GatewayMode(b); err != nil {
		p.Problem = err.Error()
	}
	return p
}

func tryPort(unit string, p Port) PortFact {
	f := PortFact{Unit: unit, Address: p.Address, Port: p.Host}
	l, err := net.Listen("tcp", net.JoinHostPort(p.Address, strconv.Itoa(p.Host)))
	if err != nil {
		f.Problem = cause(err).Error()
		return f
	}
	l.Close()
	f.Free = true
	return f
}

// cause is the system's own word, without the path or the call around it.
func cause(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// GatewayMode is gateway.mode of a configuration, which is JSON5; empty where there is none.
func GatewayMode(text []byte) (string, error) {
	var config struct {
		Gateway struct {
			Mode string `json:"mode"`
		} `json:"gateway"`
	}
	err := json5.Unmarshal(text, &config)
	return config.Gateway.Mode, err
}
