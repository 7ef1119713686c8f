package install

import (
	"bytes"
	"context"
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

	systemd "github.com/coreos/go-systemd/v22/dbus"
	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

// ErrNoSystemd says that there is no systemd to talk to: a container, a build host, or an
// account whose user manager does not run.
var ErrNoSystemd = errors.New("no systemd to talk to")

// UnitState is what systemd says of one unit.
type UnitState struct {
	Name     string
	Load     string // loaded, not-found, masked, bad-setting, error
	Active   string // active, activating, inactive, failed, ...
	Sub      string
	Result   string        // of the last run: success, exit-code, timeout, ...
	Restarts int           // how often systemd restarted it by itself since it was last started
	Age      time.Duration // how long it has been active; 0 if it is not, or if that is not known
	Fragment string        // the unit file that was read
	Source   string        // what that file was generated from (SourcePath=)
}

// Manager is the systemd of one account, or the one of the system.
type Manager interface {
	Reload(ctx context.Context) error
	Unit(ctx context.Context, name string) (UnitState, error)
	Start(ctx context.Context, name string) error
	Restart(ctx context.Context, name string) error
	Stop(ctx context.Context, name string) error
	// Reloaded is when the manager last loaded its units; zero if it does not say (systemd before 250).
	Reloaded(ctx context.Context) (time.Time, error)
	Close()
}

// Connect reaches the manager: over D-Bus, else with systemctl. The error is [ErrNoSystemd]
// where there is none.
func Connect(ctx context.Context, user bool) (Manager, error) {
	runtime := RuntimeDir()
	if user && !Listening(filepath.Join(runtime, "systemd/private")) {
		return nil, fmt.Errorf("%w: the user manager of uid %d is not running", ErrNoSystemd, os.Geteuid())
	}
	if !user && !exists("/run/systemd/system") {
		return nil, fmt.Errorf("%w: this system was not booted with it", ErrNoSystemd)
	}
	conn, err := systemd.NewConnection(func() (*dbus.Conn, error) { return dial(ctx, user, runtime) })
	if err == nil {
		return busManager{conn}, nil
	}
	if _, look := exec.LookPath("systemctl"); look != nil {
		return nil, fmt.Errorf("%w: no bus (%w) and no systemctl", ErrNoSystemd, err)
	}
	return ctlManager{user: user, runtime: runtime}, nil
}

// Listening reports whether somebody answers at a socket. A manager that was stopped leaves
// its sockets behind.
func Listening(socket string) bool {
	conn, err := net.DialTimeout("unix", socket, 5*time.Second)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// RuntimeDir is $XDG_RUNTIME_DIR, or where logind puts it for an account that runs us
// without a session of its own.
func RuntimeDir() string {
	if d := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(d) {
		return d
	}
	return "/run/user/" + strconv.Itoa(os.Geteuid())
}

// dial does not use the library's own ways to the session bus: they start a bus of their
// own (dbus-launch) where there is none.
func dial(ctx context.Context, user bool, runtime string) (*dbus.Conn, error) {
	address := "unix:path=/run/dbus/system_bus_socket"
	if user {
		address = os.Getenv("DBUS_SESSION_BUS_ADDRESS")
		if address == "" {
			address = "unix:path=" + dbus.EscapeBusAddressValue(filepath.Join(runtime, "bus"))
		}
	}
	conn, err := dbus.Dial(address, dbus.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	if err = conn.Auth([]dbus.Auth{dbus.AuthExternal(strconv.Itoa(os.Geteuid()))}); err == nil {
		err = conn.Hello()
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

type busManager struct{ conn *systemd.Conn }

func (m busManager) Close()                           { m.conn.Close() }
func (m busManager) Reload(ctx context.Context) error { return m.conn.ReloadContext(ctx) }

func (m busManager) Unit(ctx context.Context, name string) (UnitState, error) {
	u := UnitState{Name: name}
	// Asking for the object of a unit loads it, as systemctl show does.
	props, err := m.conn.GetAllPropertiesContext(ctx, name)
	if err != nil {
		return u, err
	}
	for key, to := range u.fields() {
		*to, _ = props[key].(string)
	}
	if n, ok := props["NRestarts"].(uint32); ok {
		u.Restarts = int(n)
	}
	if usec, ok := props["ActiveEnterTimestampMonotonic"].(uint64); ok {
		u.age(usec)
	}
	return u, nil
}

// age turns the moment at which a unit became active into how long it has been so.
func (u *UnitState) age(usec uint64) {
	var now unix.Timespec
	if u.Active != "active" || usec == 0 || unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) != nil {
		return
	}
	u.Age = time.Duration(now.Nano()) - time.Duration(usec)*time.Microsecond
}

// fields pairs systemd's property names with where they go.
func (u *UnitState) fields() map[string]*string {
	return map[string]*string{
		"LoadState": &u.Load, "ActiveState": &u.Active, "SubState": &u.Sub,
		"Result": &u.Result, "FragmentPath": &u.Fragment, "SourcePath": &u.Source,
	}
}

func (m busManager) Reloaded(context.Context) (time.Time, error) {
	// The first is zero until the manager is told to reload; then the second counts, which is
	// when it started.
	for _, property := range []string{"UnitsLoadTimestamp", "UnitsLoadStartTimestamp"} {
		// The library returns a property as the text of a variant: "@t 1763900000000000".
		text, err := m.conn.GetManagerProperty(property)
		if err != nil {
			return time.Time{}, err
		}
		usec, err := strconv.ParseInt(strings.TrimPrefix(text, "@t "), 10, 64)
		if err != nil {
			return time.Time{}, err
		}
		if usec > 0 {
			return time.UnixMicro(usec), nil
		}
	}
	return time.Time{}, nil
}

func (m busManager) Start(ctx context.Context, name string) error {
	return m.job(ctx, name, "start", m.conn.StartUnitContext)
}

func (m busManager) Restart(ctx context.Context, name string) error {
	return m.job(ctx, name, "restart", m.conn.RestartUnitContext)
}

func (m busManager) Stop(ctx context.Context, name string) error {
	return m.job(ctx, name, "stop", m.conn.StopUnitContext)
}

func (m busManager) job(ctx context.Context, name, verb string, start func(context.Context, string, string, chan<- string) (int, error)) error {
	done := make(chan string, 1)
	if _, err := start(ctx, name, "replace", done); err != nil {
		return fmt.Errorf("%s %s: %w", verb, name, err)
	}
	select {
	case result := <-done:
		if result != "done" {
			return fmt.Errorf("%s %s: the job ended as %q", verb, name, result)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s %s: %w", verb, name, ctx.Err())
	}
}

// ctlManager is the way without a bus: systemctl talks to the manager's private socket.
type ctlManager struct {
	user    bool
	runtime string
}

func (m ctlManager) Close() {}

func (m ctlManager) run(ctx context.Context, args ...string) (string, error) {
	if m.user {
		args = append([]string{"--user"}, args...)
	}
	cmd := exec.CommandContext(ctx, "systemctl", args...)
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+m.runtime, "LC_ALL=C")
	cmd.Dir = "/"
	cmd.WaitDelay = time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("systemctl %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return string(out), nil
}

func (m ctlManager) Reload(ctx context.Context) error {
	_, err := m.run(ctx, "daemon-reload")
	return err
}

func (m ctlManager) Start(ctx context.Context, name string) error {
	_, err := m.run(ctx, "start", "--", name)
	return err
}

func (m ctlManager) Restart(ctx context.Context, name string) error {
	_, err := m.run(ctx, "restart", "--", name)
	return err
}

func (m ctlManager) Stop(ctx context.Context, name string) error {
	_, err := m.run(ctx, "stop", "--", name)
	return err
}

// Reloaded does not parse the local time that systemctl prints.
func (m ctlManager) Reloaded(context.Context) (time.Time, error) { return time.Time{}, nil }

func (m ctlManager) Unit(ctx context.Context, name string) (UnitState, error) {
	u := UnitState{Name: name}
	out, err := m.run(ctx, "show", "-p", "LoadState,ActiveState,SubState,Result,NRestarts,ActiveEnterTimestampMonotonic,FragmentPath,SourcePath", "--", name)
	if err != nil {
		return u, err
	}
	fields, since := u.fields(), uint64(0)
	for line := range strings.Lines(out) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if to := fields[key]; to != nil {
			*to = value
		}
		switch key {
		case "NRestarts":
			u.Restarts, _ = strconv.Atoi(value)
		case "ActiveEnterTimestampMonotonic":
			since, _ = strconv.ParseUint(value, 10, 64)
		}
	}
	u.age(since)
	return u, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
